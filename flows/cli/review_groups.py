"""Suggestions by groups of a kind: a page is read, then taken as a whole or but for some (§5.3).

A page fits a terminal of 24 lines, so that whatever is taken has just been read. What a repair
would take along of somebody else is never taken in a group.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import polars as pl

from flows.cli.reviewing import (
    LATER,
    STOP,
    YES,
    Tally,
    Writer,
    ask_each,
    compared,
    repair_of_row,
    tell_result,
)
from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.repairs import Repair

PAGE: Final = 8
SINGLY: Final = ("s", "satu")
_BUT: Final = re.compile(r"k(?:ecuali)?((?:[ ,]+\d{1,2})+)")
_FULL: Final = 100.0
_SUREST: Final = ("nip_rusak", "nip_mirip", "ni_berganti", "nama_sama")
Rows = Sequence[dict[str, Any]]
ManyWriter = Callable[[Sequence[Repair]], None]


def review_groups(
    screen: Screen,
    open_: pl.DataFrame,
    period: Period,
    accept_many: ManyWriter,
    refuse: Writer,
) -> Tally:
    """Ask about the rows of `open_` (repairs.open_suggestions) by pages of a kind; tell the result.

    What is taken is written before the next page is shown.
    """
    tally = Tally(unasked=open_.height)
    for title, rows in _pages(open_):
        if not _ask_page(screen, title, rows, tally, accept_many, refuse):
            break
    tell_result(screen, tally, period)
    return tally


def _pages(open_: pl.DataFrame) -> Iterator[tuple[str, Rows]]:
    """Give a title and at most PAGE rows at a time, each page of one kind, the surest first."""
    rank = pl.col("dasar").replace_strict(_SUREST, list(range(len(_SUREST))))
    kinds = open_.with_row_index("_urut").with_columns(
        _satu=pl.col("catatan_lain") > 0, _nama_sama=pl.col("skor") == _FULL, _tingkat=rank
    )
    # A name alone, without a NIP, is the least of all: after names that are only alike.
    order = ["_satu", pl.col("dasar") == _SUREST[-1], ~pl.col("_nama_sama"), "_tingkat", "_urut"]
    parts = kinds.sort(order).partition_by("_satu", "_nama_sama", "dasar", maintain_order=True)
    for group in parts:
        first = group.row(0, named=True)
        size = 1 if first["_satu"] else PAGE
        names = say(f"terima.kelompok_nama.{'sama' if first['_nama_sama'] else 'mirip'}")
        for at in range(0, group.height, size):
            rows = group.slice(at, size).to_dicts()
            places = {"awal": number(at + 1), "akhir": number(at + len(rows))}
            basis = say(f"jelaskan.dasar.{first['dasar']}")
            all_ = number(group.height)
            yield say("terima.kelompok", dasar=basis, nama=names, jumlah=all_, **places), rows


def _ask_page(
    screen: Screen,
    title: str,
    rows: Rows,
    tally: Tally,
    accept_many: ManyWriter,
    refuse: Writer,
) -> bool:
    """Show a page and do what is answered; return whether to go on."""
    single = pl.DataFrame(rows, infer_schema_length=None)
    if rows[0]["_satu"]:
        return ask_each(screen, single, tally, lambda one: accept_many([one]), refuse)
    screen.say("")
    screen.say(title, style="bold")
    for at, row in enumerate(rows, start=1):
        for line in _two_lines(at, row):
            screen.say(line)
    answer = _page_answer(screen, len(rows))
    if answer in STOP:
        return False
    if answer in SINGLY:
        return ask_each(screen, single, tally, lambda one: accept_many([one]), refuse)
    taken = _taken_rows(answer, rows)
    accept_many([repair_of_row(row) for row in taken])
    tally.accepted += len(taken)
    tally.put_off += len(rows) - len(taken)
    tally.unasked -= len(rows)
    return True


def _two_lines(at: int, row: dict[str, Any]) -> tuple[str, str]:
    written, held, _ = compared(row)
    width = max(len(written), len(held))
    empty = say("sebutan.kosong")
    names = {"nama": row["nama_tercatat"] or empty, "lain": row["nama_usulan"]}
    count = number(row["catatan"])
    return (
        say("terima.baris_kelompok", no=f"{at:>2}", nip=written.ljust(width), nama=names["nama"]),
        say(
            "terima.baris_kelompok_roster",
            nip=held.ljust(width),
            nama=names["lain"],
            opd=row["kode_opd"],
            jumlah=count,
        ),
    )


def _page_answer(screen: Screen, size: int) -> str:
    """Return a word of YES, SINGLY, LATER or STOP, or "k" and numbers of this page."""
    while True:
        answer = screen.ask(say("terima.tanya_kelompok"))
        if answer is None:
            screen.say(say("terima.terputus"))
            return STOP[0]
        if answer in (*YES, *SINGLY, *LATER, *STOP):
            return answer
        numbers = _numbers(answer)
        if numbers and max(numbers) <= size and min(numbers) >= 1:
            return answer
        screen.say(say("terima.ulang_kelompok", jumlah=size))


def _numbers(answer: str) -> set[int]:
    said = _BUT.fullmatch(answer)
    return {int(digits) for digits in re.findall(r"\d+", said[1])} if said else set()


def _taken_rows(answer: str, rows: Rows) -> Rows:
    if answer in LATER:
        return ()
    left = _numbers(answer)
    return [row for at, row in enumerate(rows, start=1) if at not in left]
