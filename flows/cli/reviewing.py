"""Suggestions one by one on the operator's terminal, each answered before the next (§5.3, §7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import polars as pl
from rapidfuzz.distance import Levenshtein

from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.operations.repairs import REFUSALS, Repair
from pipeline.reading.cells.identifiers import nip_digits

YES: Final = ("y", "ya")
NO: Final = ("t", "tidak")
LATER: Final = ("n", "nanti")
STOP: Final = ("b", "berhenti")
_MARGIN: Final = 11
_GAP: Final = "_"
Writer = Callable[[Repair], None]
Rows = Sequence[dict[str, Any]]


@dataclass
class Tally:
    """How many suggestions got which answer; `unasked` were not asked."""

    accepted: int = 0
    refused: int = 0
    put_off: int = 0
    unasked: int = 0


def review(screen: Screen, open_: pl.DataFrame, accept: Writer, refuse: Writer) -> Tally:
    """Ask about every row of `open_` (repairs.open_suggestions), and tell what came of it.

    Each answer is written before the next question.
    """
    tally = Tally(unasked=open_.height)
    ask_each(screen, open_.to_dicts(), tally, accept, refuse)
    tell_result(screen, tally)
    return tally


def ask_each(screen: Screen, rows: Rows, tally: Tally, accept: Writer, refuse: Writer) -> bool:
    """Ask about every one of `rows`; return whether the operator went through to the end."""
    for at, row in enumerate(rows, start=1):
        screen.say("")
        screen.say(say("terima.nomor", no=at, jumlah=len(rows)), style="bold")
        for line in _question_lines(row):
            screen.say(line)
        answer = _asked_answer(screen)
        if answer in STOP:
            return False
        _carry_out(answer, repair_of_row(row), tally, accept, refuse)
    return True


def tell_result(screen: Screen, tally: Tally) -> None:
    """Say how many were answered how."""
    counts = {
        "ya": tally.accepted,
        "tidak": tally.refused,
        "nanti": tally.put_off,
        "sisa": tally.unasked,
    }
    screen.say(say("terima.hasil", **counts, ditolak=REFUSALS))


def marked(written: str, held: str) -> tuple[str, str, str]:
    """Align two numbers, and mark what differs with ^ in a third line.

    Both have a gap where one lacks a digit.
    """
    above, below, marks = "", "", ""
    for step in Levenshtein.opcodes(written, held):
        left, right = written[step.src_start : step.src_end], held[step.dest_start : step.dest_end]
        width = max(len(left), len(right))
        above, below = above + left.ljust(width, _GAP), below + right.ljust(width, _GAP)
        marks += (" " if step.tag == "equal" else "^") * width
    return above, below, marks.rstrip()


def compared(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return the NIP as written, the roster's, and marks below what differs ("" where no use)."""
    # As the roster writes it: what stands between the digits is no difference.
    digits = pl.select(nip_digits(pl.lit(row["nip_tercatat"] or ""))).item()
    written = digits or row["nip_tercatat"] or say("sebutan.kosong")
    if row["dasar"] == "nip_mirip":
        return marked(written, row["nip_usulan"])
    return written, row["nip_usulan"], ""


def _question_lines(row: dict[str, Any]) -> list[str]:
    empty = say("sebutan.kosong")
    written, held, marks = compared(row)
    width = max(len(written), len(held))
    names = (
        ("tertulis", written, row["nama_tercatat"] or empty),
        ("roster", held, row["nama_usulan"]),
    )
    people = [
        say(
            "terima.orang",
            baris=say(f"terima.baris_{key}").ljust(_MARGIN),
            nip=nip.ljust(width),
            nama=name,
        )
        for key, nip, name in names
    ]
    pointer = [say("terima.tanda", sela=" " * _MARGIN, tanda=marks)] if marks else []
    return [*people, *pointer, *_reason_lines(row)]


def _reason_lines(row: dict[str, Any]) -> tuple[str, ...]:
    unit = row["unit_kerja"] or say("sebutan.kosong")
    basis = say(f"jelaskan.dasar.{row['dasar']}")
    counts = {"jumlah": number(row["catatan"]), "periode": number(row["catatan_periode"])}
    others = (
        (say("terima.awas", jumlah=number(row["catatan_lain"])),) if row["catatan_lain"] else ()
    )
    return (
        say("terima.tempat", unit=unit, opd=row["nama_opd"], alasan=say(f"alasan.{row['alasan']}")),
        say("terima.dasar", dasar=basis, skor=number(round(row["skor"]))),
        say("terima.catatan", **counts, contoh=row["contoh"]),
        *others,
    )


def _asked_answer(screen: Screen) -> str:
    """Return one of the words of YES, NO, LATER or STOP."""
    words = (*YES, *NO, *LATER, *STOP)
    repeat = partial(screen.say, say("terima.ulang"))
    return asked_until(screen, say("terima.tanya"), words.__contains__, repeat)


def asked_until(
    screen: Screen, question: str, is_answer: Callable[[str], bool], repeat: Callable[[], None]
) -> str:
    """Ask until there is an answer, with `repeat` before each further question.

    Nobody there to answer is a word of STOP.
    """
    while (answer := screen.ask(question)) is not None:
        if is_answer(answer):
            return answer
        repeat()
    screen.say(say("terima.terputus"))
    return STOP[0]


def _carry_out(answer: str, repair: Repair, tally: Tally, accept: Writer, refuse: Writer) -> None:
    if answer in YES:
        accept(repair)
        tally.accepted += 1
    elif answer in NO:
        refuse(repair)
        tally.refused += 1
    else:
        tally.put_off += 1
    tally.unasked -= 1


def repair_of_row(row: dict[str, Any]) -> Repair:
    """Return the repair that a suggestion stands for."""
    return Repair(row["nip_tercatat"] or "", row["nama_tercatat"] or "", row["nip_usulan"])
