"""Suggestions by groups of a kind: a page is read, then taken as a whole or but for some (§5.3).

A page fits the terminal, however long its lines are, so that whatever is taken has just been read.
What a repair would take along of somebody else is never taken in a group.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import polars as pl
from rich.cells import cell_len

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
# Lines beside the suggestions: two for their title, for what a wrong answer is told, the question.
_BESIDE: Final = 6
SINGLY: Final = ("s", "satu")
_BUT: Final = re.compile(r"k(?:ecuali)?((?:[ ,]+\d{1,2})+)")
_FULL: Final = 100.0
_MARGIN: Final = 4
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
    for title, rows in _pages(open_, screen.out.width, screen.out.height - _BESIDE):
        if not _ask_page(screen, title, rows, tally, accept_many, refuse):
            break
    tell_result(screen, tally, period)
    return tally


def _pages(open_: pl.DataFrame, width: int, height: int) -> Iterator[tuple[str, Rows]]:
    """Give a title and the rows that `height` lines hold, of one kind, the surest kind first."""
    rank = pl.col("dasar").replace_strict(_SUREST, list(range(len(_SUREST))))
    kinds = open_.with_row_index("_urut").with_columns(
        _satu=pl.col("catatan_lain") > 0, _nama_sama=pl.col("skor") == _FULL, _tingkat=rank
    )
    # A name alone, without a NIP, is the least of all: after names that are only alike.
    order = ["_satu", pl.col("dasar") == _SUREST[-1], ~pl.col("_nama_sama"), "_tingkat", "_urut"]
    parts = kinds.sort(order).partition_by("_satu", "_nama_sama", "dasar", maintain_order=True)
    for group in parts:
        first = group.row(0, named=True)
        at, most = 0, 1 if first["_satu"] else PAGE
        names = say(f"terima.kelompok_nama.{'sama' if first['_nama_sama'] else 'mirip'}")
        for rows in _filled(group.to_dicts(), most, width, height):
            places = {"awal": number(at + 1), "akhir": number(at + len(rows))}
            basis = say(f"jelaskan.dasar.{first['dasar']}")
            all_ = number(group.height)
            yield say("terima.kelompok", dasar=basis, nama=names, jumlah=all_, **places), rows
            at += len(rows)


def _filled(rows: Rows, most: int, width: int, height: int) -> Iterator[Rows]:
    """Cut `rows` into pages of at least one and at most `most`, as many as `height` lines hold."""
    page: list[dict[str, Any]] = []
    left = height
    for row in rows:
        taken = sum(max(1, -(-cell_len(line) // width)) for line in _row_lines(PAGE, row))
        if page and (len(page) == most or taken > left):
            yield page
            page, left = [], height
        page.append(row)
        left -= taken
    yield page


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
    answer = _page_answer(screen, title, rows)
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


def _row_lines(at: int, row: dict[str, Any]) -> tuple[str, ...]:
    written, held, marks = compared(row)
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
        *((say("terima.tanda", sela=" " * _MARGIN, tanda=marks),) if marks else ()),
    )


def _show_page(screen: Screen, title: str, rows: Rows) -> None:
    screen.say("")
    screen.say(title, style="bold")
    for at, row in enumerate(rows, start=1):
        for line in _row_lines(at, row):
            screen.say(line)


def _page_answer(screen: Screen, title: str, rows: Rows) -> str:
    """Return a word of YES, SINGLY, LATER or STOP, or "k" and numbers of this page.

    After a wrong answer the page is shown again: its first lines may have left the terminal.
    """
    _show_page(screen, title, rows)
    while True:
        answer = screen.ask(say("terima.tanya_kelompok"))
        if answer is None:
            screen.say(say("terima.terputus"))
            return STOP[0]
        if answer in (*YES, *SINGLY, *LATER, *STOP):
            return answer
        numbers = _numbers(answer)
        if numbers and max(numbers) <= len(rows) and min(numbers) >= 1:
            return answer
        _show_page(screen, title, rows)
        screen.say(say("terima.ulang_kelompok", jumlah=len(rows)))


def _numbers(answer: str) -> set[int]:
    said = _BUT.fullmatch(answer)
    return {int(digits) for digits in re.findall(r"\d+", said[1])} if said else set()


def _taken_rows(answer: str, rows: Rows) -> Rows:
    if answer in LATER:
        return ()
    left = _numbers(answer)
    return [row for at, row in enumerate(rows, start=1) if at not in left]
