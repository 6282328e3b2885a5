"""The UK government's points for accessible spreadsheets.

They are the Analysis Function's "Releasing statistics in spreadsheets".

Each point is a row here and holds for every workbook; those in DIFFERS do not, for a reason in
docs/keputusan/rendering.md.
"""

import io
import re
from collections.abc import Callable
from functools import cache
from typing import Final

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.builders.paths import ROOT
from tests.builders.workbooks import BOOKS, book

DECISIONS: Final = ROOT / "docs" / "keputusan" / "rendering.md"


def _tables(book: Workbook) -> list[tuple[Worksheet, str]]:
    return [(sheet, table.ref) for sheet in book for table in sheet.tables.values()]


def _heads(book: Workbook) -> list[list[object]]:
    return [[cell.value for cell in sheet[ref][0]] for sheet, ref in _tables(book)]


def _outside(sheet: Worksheet) -> list[object]:
    """Return what stands below or beside the sheet's table."""
    ref = next(iter(sheet.tables.values())).ref
    inside = {cell.coordinate for row in sheet[ref] for cell in row}
    head = sheet[ref][0][0].row
    cells = (
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in inside and cell.row >= head
    )
    return [cell.value for cell in cells if cell.value is not None]


def _superscripts(book: Workbook) -> list[str]:
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return [cell.coordinate for cell in cells if cell.font.vertAlign]


POINTS: Final[dict[str, Callable[[Workbook], bool]]] = {
    "Tables are marked up as tables": lambda book: all(len(sheet.tables) == 1 for sheet in book),
    "Tables have meaningful names": lambda book: all(
        re.fullmatch(r"Tabel_[A-Za-z_]+", table.name)
        for sheet in book
        for table in sheet.tables.values()
    ),
    "No cell is merged or split": lambda book: not any(sheet.merged_cells.ranges for sheet in book),
    "Every column has a heading of its own": lambda book: all(
        all(head) and len(set(head)) == len(head) for head in _heads(book)
    ),
    "One row of headings": lambda book: all(
        table.headerRowCount in (None, 1) for sheet in book for table in sheet.tables.values()
    ),
    "One table on a sheet, nothing below or beside it": lambda book: (
        not any(_outside(sheet) for sheet in book)
    ),
    "Every sheet has a title in A1": lambda book: all(sheet["A1"].value for sheet in book),
    "Every sheet has a unique, meaningful name": lambda book: (
        not any(re.fullmatch(r"(Sheet|Lembar)\d*", name) for name in book.sheetnames)
    ),
    "The first sheet is a cover": lambda book: book.sheetnames[0] == "Sampul",
    "Nothing is hidden": lambda book: all(
        sheet.sheet_state == "visible"
        and not any(row.hidden for row in sheet.row_dimensions.values())
        and not any(column.hidden for column in sheet.column_dimensions.values())
        for sheet in book
    ),
    "No pictures or text boxes hold information": lambda book: (
        not any(sheet._images for sheet in book)
    ),
    "The document has a title and a language": lambda book: bool(
        book.properties.title and book.properties.language == "id-ID"
    ),
    "Notes are words, not superscript marks": lambda book: not _superscripts(book),
    "It opens on the first sheet, at its top": lambda book: book.active.title == "Sampul",
    "No text is wholly in italics or underlined": lambda book: (
        not any(
            cell.font.i or cell.font.u
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value
        )
    ),
    "A list of people or findings has no empty row": lambda book: all(
        any(cell.value is not None for cell in row)
        for sheet, ref in _tables(book)
        for row in sheet[ref]
    ),
}
DIFFERS: Final[dict[str, tuple[str, Callable[[Workbook], bool]]]] = {
    "Panes are not frozen": (
        "frozen heading",
        lambda book: all(sheet.freeze_panes is None for sheet in book),
    ),
    "There are no filter buttons": (
        "filter buttons",
        lambda book: all(
            table.autoFilter is None for sheet in book for table in sheet.tables.values()
        ),
    ),
    "No cell of a table is empty": (
        "empty cells",
        lambda book: all(
            cell.value is not None
            for sheet, ref in _tables(book)
            for row in sheet[ref]
            for cell in row
        ),
    ),
}


@cache
def opened(name: str) -> Workbook:
    """Return a workbook for all points: none of them changes it."""
    return load_workbook(io.BytesIO(book(name)))


@pytest.mark.parametrize("point", POINTS)
def test_the_point_holds_for_every_workbook(point: str) -> None:
    assert [name for name in BOOKS if not POINTS[point](opened(name))] == []


@pytest.mark.parametrize("point", DIFFERS)
def test_where_we_differ_we_do_and_say_why(point: str) -> None:
    said, holds = DIFFERS[point]
    assert not all(holds(opened(name)) for name in BOOKS), "we no longer differ: make it a point"
    assert said in " ".join(DECISIONS.read_text(encoding="utf-8").split())
