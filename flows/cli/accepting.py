"""The command accept: suggestions one by one on the operator's terminal (contract §5.3, §7)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl
from rapidfuzz.distance import Levenshtein

from flows.cli.folders import Folders, require_a_city
from flows.cli.screen import Screen
from pipeline.core.errors import EXIT_DONE
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.shown_names import shown_name
from pipeline.core.wording import say
from pipeline.dossier.building import asked_nip
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.months import list_inputs, read_all
from pipeline.operations.repairs import (
    REFUSALS,
    REPAIRS,
    Repair,
    repairs_in,
    suggestions,
    write_repairs,
)
from pipeline.reading.cells.identifiers import nip_digits
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock

YES: Final = ("y", "ya")
NO: Final = ("t", "tidak")
LATER: Final = ("n", "nanti")
STOP: Final = ("b", "berhenti")
_MARGIN: Final = 11
_GAP: Final = "_"
Writer = Callable[[Repair], None]


@dataclass
class Tally:
    """How many suggestions got which answer; `unasked` were not asked."""

    accepted: int = 0
    refused: int = 0
    put_off: int = 0
    unasked: int = 0


def accept(
    period: str, source: Path | None, nip: str | None, as_of: str | None, folders: Folders
) -> int:
    """Go through the suggestions one by one, or take the CSV `source`'s repairs: all or none."""
    screen, settings = Screen(), folders.settings
    asked = asked_nip(nip) if nip is not None else None
    require_a_city(settings)
    with exclusive(settings.outputs / ".accept", say("terima.terkunci"), f"accept {period}"):
        with screen.working():
            desk = open_desk(settings)
            stock = list_inputs(desk, period, as_of)
            read_all(desk, stock, screen.announce)
        if source is not None:
            return _accept_file(screen, desk, stock, source)
        waiting = suggestions(desk, stock)
        if asked is not None:
            waiting = waiting.filter(
                (pl.col("nip_tercatat") == asked) | (pl.col("nip_usulan") == asked)
            )
        _review_waiting(screen, settings, Period.parse(period), waiting)
    return EXIT_DONE


def _accept_file(screen: Screen, desk: Desk, stock: Stock, source: Path) -> int:
    repairs = repairs_in(desk, stock, source)
    write_repairs(desk.settings, REPAIRS, repairs)
    key = "terima.dari_berkas" if repairs else "terima.dari_berkas_nihil"
    screen.say(
        say(
            key,
            **({"jumlah": number(len(repairs))} if repairs else {}),
            berkas=shown_name(source.name),
            tujuan=REPAIRS,
        )
    )
    if repairs:
        screen.say(say("terima.lanjut", periode=stock.period), style="bold green")
    return EXIT_DONE


def _review_waiting(
    screen: Screen, settings: Settings, period: Period, waiting: pl.DataFrame
) -> None:
    announce(screen, waiting.height, period)
    if waiting.height:
        keep, drop = (partial(_write_one, settings, name) for name in (REPAIRS, REFUSALS))
        review(screen, waiting, period, keep, drop)


def _write_one(settings: Settings, name: str, repair: Repair) -> None:
    write_repairs(settings, name, [repair])


def review(
    screen: Screen, open_: pl.DataFrame, period: Period, accept: Writer, refuse: Writer
) -> Tally:
    """Ask about every row of `open_` (repairs.open_suggestions).

    Each answer is written before the next question.
    """
    tally = Tally(unasked=open_.height)
    for at, row in enumerate(open_.to_dicts(), start=1):
        screen.say("")
        screen.say(say("terima.nomor", no=at, jumlah=open_.height), style="bold")
        for line in _question_lines(row):
            screen.say(line)
        answer = _asked_answer(screen)
        if answer in STOP:
            break
        _carry_out(answer, _repair_of_row(row), tally, accept, refuse)
    counts = {
        "ya": tally.accepted,
        "tidak": tally.refused,
        "nanti": tally.put_off,
        "sisa": tally.unasked,
    }
    screen.say(say("terima.hasil", **counts, ditolak=REFUSALS))
    if tally.accepted:
        screen.say(say("terima.lanjut", periode=period), style="bold green")
    return tally


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


def _question_lines(row: dict[str, Any]) -> list[str]:
    empty = say("sebutan.kosong")
    # As the roster writes it: what stands between the digits is no difference.
    digits = pl.select(nip_digits(pl.lit(row["nip_tercatat"] or ""))).item()
    written, held, marks = digits or row["nip_tercatat"] or empty, row["nip_usulan"], ""
    if row["dasar"] == "nip_mirip":
        written, held, marks = marked(written, held)
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
    """Return one of the words of YES, NO, LATER or STOP; nobody there to answer is a stop."""
    while True:
        answer = screen.ask(say("terima.tanya"))
        if answer is None:
            screen.say(say("terima.terputus"))
            return STOP[0]
        if answer in (*YES, *NO, *LATER, *STOP):
            return answer
        screen.say(say("terima.ulang"))


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


def _repair_of_row(row: dict[str, Any]) -> Repair:
    return Repair(row["nip_tercatat"] or "", row["nama_tercatat"] or "", row["nip_usulan"])


def announce(screen: Screen, waiting: int, period: Period) -> None:
    """Say how many suggestions wait, or that none does."""
    if waiting:
        screen.say(say("terima.mulai", jumlah=number(waiting), berkas=REPAIRS))
    else:
        screen.say(say("terima.kosong", periode=period.name))
