"""Suggestions by groups of a kind: a page is read, then taken as a whole or but for some (§5.3).

A page fits the terminal, however long its lines are, so that whatever is taken has just been read.
What a repair would take along of somebody else is never taken in a group.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import polars as pl
from rich.cells import cell_len

from flows.cli.reviewing import (
    LATER,
    STOP,
    YES,
    Rows,
    Tally,
    Writer,
    ask_each,
    asked_until,
    compared,
    repair_of_row,
    tell_result,
)
from flows.cli.screen import Screen
from pipeline.core.formats import number
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
ManyWriter = Callable[[Sequence[Repair]], None]


def review_groups(
    screen: Screen, open_: pl.DataFrame, accept_many: ManyWriter, refuse: Writer
) -> Tally:
    """Ask about the rows of `open_` (repairs.open_suggestions) by pages of a kind; tell the result.

    What is taken is written before the next page is shown.
    """
    tally = Tally(unasked=open_.height)
    shared = pl.col("catatan_lain") > 0
    ask_singly = partial(
        ask_each, screen, tally=tally, accept=lambda one: accept_many([one]), refuse=refuse
    )
    pages = _pages(open_.filter(~shared), screen.out.width, screen.out.height - _BESIDE)
    if all(_ask_page(screen, title, rows, tally, accept_many, ask_singly) for title, rows in pages):
        ask_singly(open_.filter(shared).to_dicts())
    tell_result(screen, tally)
    return tally


def _pages(open_: pl.DataFrame, width: int, height: int) -> Iterator[tuple[str, Rows]]:
    """Give a title and the rows that `height` lines hold, of one kind, the surest kind first."""
    rank = pl.col("dasar").replace_strict(_SUREST, list(range(len(_SUREST))))
    kinds = open_.with_row_index("_urut").with_columns(
        _nama_sama=pl.col("skor") == _FULL, _tingkat=rank
    )
    # A name alone, without a NIP, is the least of all: after names that are only alike.
    order = [pl.col("dasar") == _SUREST[-1], ~pl.col("_nama_sama"), "_tingkat", "_urut"]
    parts = kinds.sort(order).partition_by("_nama_sama", "dasar", maintain_order=True)
    for group in parts:
        first = group.row(0, named=True)
        at = 0
        names = say(f"terima.kelompok_nama.{'sama' if first['_nama_sama'] else 'mirip'}")
        for rows in _filled(group.to_dicts(), width, height):
            places = {"awal": number(at + 1), "akhir": number(at + len(rows))}
            basis = say(f"jelaskan.dasar.{first['dasar']}")
            all_ = number(group.height)
            yield say("terima.kelompok", dasar=basis, nama=names, jumlah=all_, **places), rows
            at += len(rows)


def _filled(rows: Rows, width: int, height: int) -> Iterator[Rows]:
    """Cut `rows` into pages of at least one and at most PAGE, as many as `height` lines hold."""
    page: list[dict[str, Any]] = []
    left = height
    for row in rows:
        taken = sum(max(1, -(-cell_len(line) // width)) for line in _row_lines(PAGE, row))
        if page and (len(page) == PAGE or taken > left):
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
    ask_singly: Callable[[Rows], bool],
) -> bool:
    """Show a page and do what is answered; return whether to go on."""
    answer = _page_answer(screen, title, rows)
    if answer in STOP:
        return False
    if answer in SINGLY:
        return ask_singly(rows)
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

    def is_answer(answer: str) -> bool:
        numbers = _numbers(answer)
        of_page = bool(numbers) and numbers <= set(range(1, len(rows) + 1))
        return of_page or answer in (*YES, *SINGLY, *LATER, *STOP)

    def repeat() -> None:
        _show_page(screen, title, rows)
        screen.say(say("terima.ulang_kelompok", jumlah=len(rows)))

    return asked_until(screen, say("terima.tanya_kelompok"), is_answer, repeat)


def _numbers(answer: str) -> set[int]:
    said = _BUT.fullmatch(answer)
    return {int(digits) for digits in re.findall(r"\d+", said[1])} if said else set()


def _taken_rows(answer: str, rows: Rows) -> Rows:
    if answer in LATER:
        return ()
    left = _numbers(answer)
    return [row for at, row in enumerate(rows, start=1) if at not in left]
