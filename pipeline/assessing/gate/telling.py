"""How the gate says it: on the screen, and where no file may be named."""

from collections.abc import Sequence
from typing import Final

from pipeline.assessing.gate.model import Stop
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say

_STOPS_SHOWN: Final = 3


def labels(codes: Sequence[str]) -> str:
    """Return what gate conditions are about, without file or number, for where others look."""
    return "; ".join(say(f"mutu.syarat.{code}") for code in dict.fromkeys(codes))


def brief_refusal(period: Period, stops: Sequence[Stop]) -> str:
    """Return in a sentence, without naming a file, why the gate refuses `period`."""
    return say(
        "jalan.gerbang",
        periode=period.name,
        sebab=labels([stop.kode for stop in stops]),
        kode=period,
    )


def unnamed_sentences(stops: Sequence[Stop]) -> tuple[str, ...]:
    """Return a sentence for each kind of stop, without a file, a delivery or an OPD.

    How often it stops, and how many ASN it would name wrongly if it is a mistake.
    """
    told = []
    for kode in dict.fromkeys(stop.kode for stop in stops):
        alike = [stop for stop in stops if stop.kode == kode]
        hurt = sum(count for stop in alike for _, count in stop.hurt)
        what = {"syarat": labels([kode]), "jumlah": number(len(alike))}
        told.append(
            say("artefak.dibiarkan_korban", **what, asn=number(hurt))
            if hurt
            else say("artefak.dibiarkan", **what)
        )
    return tuple(told)


def sentences(told: Sequence[str], period: Period, most: int = _STOPS_SHOWN) -> list[str]:
    """Return `most` of what the stops say, as much as is read, and how many more there are."""
    shown = list(told[:most])
    more = len(told) - most
    return [*shown, say("gerbang.lainnya", jumlah=more, periode=period)] if more > 0 else shown
