"""OPDs that had ASN last month and have none, and those that are new (contract §5.7)."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import GONE, Stakes, with_hurt
from pipeline.assessing.gate.model import Caution, Stop
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.deciding.tally import Participation
from schemas.codes import UNMAPPED_OPD

_LARGE_OPD: Final = 20


def lost_opds(now: Decision, before: Participation | None) -> tuple[tuple[str, int], ...]:
    """Return code and last month's ASN of each OPD that had some and has none.

    The unmapped are no OPD.
    """
    return _only_in(before, now) if before is not None else ()


def opd_stops(
    lost: tuple[tuple[str, int], ...], names: Mapping[str, str], stakes: Stakes
) -> list[Stop]:
    """Return a stop for each large OPD among the `lost`."""
    large = [(kode, size) for kode, size in lost if size >= _LARGE_OPD]
    stops = [
        (kode, Stop("opd_hilang", _lost_sentence(kode, size, names), about=kode))
        for kode, size in large
    ]
    return [with_hurt(stop, GONE, stakes.gone(kode)) for kode, stop in stops]


def opd_cautions(
    lost: tuple[tuple[str, int], ...],
    now: Decision,
    before: Participation | None,
    names: Mapping[str, str],
) -> list[Caution]:
    """Return a caution for each OPD that is lost, whatever its size, and for each that is new.

    One for all most of whose people had no OPD last month: that month's roster is the cause.
    """
    gone = [Caution("opd_hilang", _lost_sentence(kode, size, names)) for kode, size in lost]
    if before is None:
        return gone
    new, found = _only_in(now, before), _found_again(now, before)
    again = [kode for kode, size in new if kode in found and 2 * found[kode] > size]
    told = (
        {"opd": names.get(kode, kode), "kini": number(size)}
        for kode, size in new
        if kode not in again
    )
    fresh = [Caution("opd_baru", say("gerbang.opd_baru", **values)) for values in told]
    return [*gone, *fresh, *_mapped_again(again, sum(found[kode] for kode in again), before)]


def _mapped_again(kodes: Sequence[str], people: int, before: Participation) -> list[Caution]:
    if not kodes:
        return []
    month = {"bulan": before.period.name, "asn": number(people)}
    return [Caution("opd_baru", say("gerbang.opd_dipetakan", jumlah=number(len(kodes)), **month))]


def _found_again(now: Participation, before: Participation) -> dict[str, int]:
    """Return kode_opd -> how many of its people stood in no OPD last month."""
    unmapped = before.people.filter(pl.col("kode_opd") == UNMAPPED_OPD)
    moved = now.people.join(unmapped, on="nip", how="semi").group_by("kode_opd").len()
    return dict(moved.iter_rows())


def _lost_sentence(kode: str, size: int, names: Mapping[str, str]) -> str:
    return say("gerbang.opd_hilang", opd=names.get(kode, kode), lalu=number(size))


def _only_in(here: Participation, there: Participation) -> tuple[tuple[str, int], ...]:
    counted = here.people.filter(pl.col("kode_opd") != UNMAPPED_OPD).group_by("kode_opd").len()
    alone = counted.join(there.people, on="kode_opd", how="anti").sort("kode_opd")
    return tuple((str(kode), int(size)) for kode, size in alone.iter_rows())
