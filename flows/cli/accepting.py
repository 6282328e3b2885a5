"""Going through the suggestions on the operator's terminal, one by one (contract §5.3, §7 accept)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from rapidfuzz.distance import Levenshtein

from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.repairs import REFUSALS, REPAIRS, Repair

YES: Final = ("y", "ya")
NO: Final = ("t", "tidak")
LATER: Final = ("n", "nanti")
STOP: Final = ("b", "berhenti")
_MARGIN: Final = 11
_GAP: Final = "_"
Writer = Callable[[Repair], None]


@dataclass
class Tally:
    """How many suggestions got which answer; `sisa` were not asked."""

    ya: int = 0
    tidak: int = 0
    nanti: int = 0
    sisa: int = 0


def review(screen: Screen, open_: pl.DataFrame, period: Period, accept: Writer, refuse: Writer) -> Tally:
    """Ask about every row of `open_` (repairs.open_suggestions); each answer is written before the next question."""
    tally = Tally(sisa=open_.height)
    for at, row in enumerate(open_.to_dicts(), start=1):
        screen.say("")
        screen.say(say("terima.nomor", no=at, jumlah=open_.height), style="bold")
        for line in _lines(row):
            screen.say(line)
        answer = _answer(screen)
        if answer in STOP:
            break
        _obey(answer, _repair(row), tally, accept, refuse)
    screen.say(say("terima.hasil", **vars(tally), ditolak=REFUSALS))
    if tally.ya:
        screen.say(say("terima.lanjut", periode=period), style="bold green")
    return tally


def marked(written: str, held: str) -> tuple[str, str, str]:
    """Align two numbers: both with a gap where one lacks a digit, and a line that marks what differs with ^."""
    above, below, marks = "", "", ""
    for step in Levenshtein.opcodes(written, held):
        left, right = written[step.src_start : step.src_end], held[step.dest_start : step.dest_end]
        width = max(len(left), len(right))
        above, below = above + left.ljust(width, _GAP), below + right.ljust(width, _GAP)
        marks += (" " if step.tag == "equal" else "^") * width
    return above, below, marks.rstrip()


def _lines(row: dict[str, Any]) -> list[str]:
    empty = say("sebutan.kosong")
    written, held, marks = row["nip_tercatat"] or empty, row["nip_usulan"], ""
    if row["dasar"] == "nip_mirip":
        written, held, marks = marked(written, held)
    width = max(len(written), len(held))
    names = (("tertulis", written, row["nama_tercatat"] or empty), ("roster", held, row["nama_usulan"]))
    people = [
        say("terima.orang", baris=say(f"terima.baris_{key}").ljust(_MARGIN), nip=nip.ljust(width), nama=name)
        for key, nip, name in names
    ]
    pointer = [say("terima.tanda", sela=" " * _MARGIN, tanda=marks)] if marks else []
    return [*people, *pointer, *_reasons(row)]


def _reasons(row: dict[str, Any]) -> tuple[str, ...]:
    unit = row["unit_kerja"] or say("sebutan.kosong")
    basis = say(f"jelaskan.dasar.{row['dasar']}")
    counts = {"jumlah": number(row["catatan"]), "periode": number(row["catatan_periode"])}
    others = (say("terima.awas", jumlah=number(row["catatan_lain"])),) if row["catatan_lain"] else ()
    return (
        say("terima.tempat", unit=unit, opd=row["nama_opd"], alasan=say(f"alasan.{row['alasan']}")),
        say("terima.dasar", dasar=basis, skor=number(round(row["skor"]))),
        say("terima.catatan", **counts, contoh=row["contoh"]),
        *others,
    )


def _answer(screen: Screen) -> str:
    """Return one of the words of YES, NO, LATER or STOP; nobody there to answer is a stop."""
    while True:
        answer = screen.ask(say("terima.tanya"))
        if answer is None:
            screen.say(say("terima.terputus"))
            return STOP[0]
        if answer in (*YES, *NO, *LATER, *STOP):
            return answer
        screen.say(say("terima.ulang"))


def _obey(answer: str, repair: Repair, tally: Tally, accept: Writer, refuse: Writer) -> None:
    if answer in YES:
        accept(repair)
        tally.ya += 1
    elif answer in NO:
        refuse(repair)
        tally.tidak += 1
    else:
        tally.nanti += 1
    tally.sisa -= 1


def _repair(row: dict[str, Any]) -> Repair:
    return Repair(row["nip_tercatat"] or "", row["nama_tercatat"] or "", row["nip_usulan"])


def announce(screen: Screen, waiting: int, period: Period) -> None:
    """Say how many suggestions wait, or that none does."""
    if waiting:
        screen.say(say("terima.mulai", jumlah=number(waiting), berkas=REPAIRS))
    else:
        screen.say(say("terima.kosong", periode=period.name))
