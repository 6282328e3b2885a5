"""One sheet, one table: title, a sentence or two, and a real Excel table, for screen and paper."""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import (
    CellValue,
    Look,
    SheetRow,
    StyleNumber,
    body_xml,
    value_of_cell,
)
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.heights import (
    LINE,
    broken_within,
    row_height,
    text_width,
    widest_text,
)
from pipeline.rendering.excel.paper import Page, lay_on
from pipeline.rendering.excel.saving import TableSheet, add_table_sheet
from pipeline.rendering.excel.widths import MOST_ON_PAPER, least_width, on_paper

# Type of 10 points shrinks to no less than 7.
_LEAST_SCALE: Final = 0.7
_MARGIN: Final = 0.4
_FOOT: Final = 0.6
_TITLE_HEIGHT: Final = 26.0
_SAMPLE: Final = 2_000


@dataclass(frozen=True)
class SheetColumn:
    """One column: its heading, the style of its cells, and its width's bounds in characters."""

    label: str
    style: str
    least: int
    most: int


@dataclass(frozen=True)
class Sheet:
    """What one sheet says. `parts`: the first column names parts, a line sets off each new one.

    `pinned`: so many columns stay in view. `filtered`: the headings have buttons to filter by.
    `printed`: whether the table is printed, and not only what stands above it. `links`: the table's
    row and column (each from 0) -> where its cell leads: "#'Sheet'!B7", or a file beside the
    workbook. `one_page`: so many columns are
    printed upright on a single page; 0 for all columns on as many as are needed.
    """

    name: str
    table: str
    title: str
    intro: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: Sequence[SheetRow]
    parts: bool = False
    pinned: int = 0
    filtered: bool = True
    printed: bool = True
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    one_page: int = 0

    @cached_property
    def widths(self) -> list[float]:
        """How wide each column is, in digits: as its texts ask, those that wrap as paper allows."""
        texts = [_texts(self, place) for place in range(len(self.columns))]
        wanted = [
            _column_width(column, told) for column, told in zip(self.columns, texts, strict=True)
        ]
        # What is printed on one page is made to fit by that page.
        return wanted if self.one_page else _widths_on_paper(self.columns, wanted, texts)

    @cached_property
    def lines_above(self) -> list[tuple[str, str]]:
        """(text, style) of each row above the table: title and introduction.

        None is wider than what is printed of the sheet, since paper ends with the columns; but for
        one word that is.
        """
        room = min(sum(self.widths[: self.one_page or None]), MOST_ON_PAPER)
        titles = broken_within(self.title, room, styles.TITLE_SIZE, bold=True)
        told = [line for text in self.intro for line in broken_within(text, room)]
        return [(line, styles.TITLE) for line in titles] + [(line, styles.INTRO) for line in told]

    @property
    def head_row(self) -> int:
        """The row of the table's headings: below what stands above it and an empty row."""
        return len(self.lines_above) + 2

    @property
    def last_row(self) -> int:
        """The table's last row; a table has at least one (an Excel table cannot do without)."""
        return self.head_row + len(self.rows)

    @property
    def ref(self) -> str:
        """The table's cells, as in "A4:N120"."""
        return f"A{self.head_row}:{get_column_letter(len(self.columns))}{self.last_row}"


def write_sheet(book: Workbook, sheet: Sheet, page: Page) -> Worksheet:
    """Add `sheet` to `book`, printed as `page` says; return it."""
    extent = f"A1:{sheet.ref.split(':')[1]}"
    target = add_table_sheet(book, sheet.name, extent, partial(_body, sheet))
    _write_lines_above(target, sheet)
    _write_heads(target, sheet)
    target.add_table(_excel_table(sheet))
    _set_view(target, sheet)
    _link_cells(target, sheet)
    _set_paper(target, page)
    _fit_pages(target, sheet, page)
    return target


def _write_lines_above(target: Worksheet, sheet: Sheet) -> None:
    for row, (line, style) in enumerate(sheet.lines_above, start=1):
        _write_cell(target, (row, 1), line, style)
        if style == styles.TITLE:
            target.row_dimensions[row].height = _TITLE_HEIGHT


def _write_cell(target: Worksheet, place: tuple[int, int], value: CellValue, style: str) -> None:
    cell = target.cell(*place)
    if isinstance(value, str):
        cell.value = cell_text(value)
        # Without this a text such as "=A1" or "#N/A" would become a formula or an error.
        cell.data_type = "s"
    else:
        cell.value = value
    cell.style = style


def _write_heads(target: Worksheet, sheet: Sheet) -> None:
    columns = list(zip(sheet.columns, sheet.widths, strict=True))
    for number, (column, width) in enumerate(columns, start=1):
        _write_cell(target, (sheet.head_row, number), column.label, styles.head_of(column.style))
        target.column_dimensions[get_column_letter(number)].width = width
    labels = [(column.label, width, True) for column, width in columns]
    target.row_dimensions[sheet.head_row].height = row_height(labels) + LINE / 2


def _body(sheet: Sheet, number: StyleNumber) -> Iterator[str]:
    columns = zip(sheet.columns, sheet.widths, strict=True)
    looks = [Look(column.style, width) for column, width in columns]
    return body_xml(sheet.rows, looks, sheet.head_row + 1, sheet.parts, number)


def _texts(sheet: Sheet, place: int) -> set[str]:
    """Return the different texts of a column, of a long list those of its first rows."""
    values = (value_of_cell(row[place]) for row in sheet.rows[:_SAMPLE])
    return {value for value in values if isinstance(value, str)}


def _column_width(column: SheetColumn, texts: Set[str]) -> float:
    """Return a width that fits `texts` within the column's bounds, and each word of its heading."""
    wanted = widest_text(texts, styles.is_bold(column.style), column.most)
    return math.ceil(10 * max(least_width(column), min(wanted, column.most))) / 10


def _widths_on_paper(
    columns: Sequence[SheetColumn], wanted: Sequence[float], texts: Sequence[Set[str]]
) -> list[float]:
    return on_paper(
        wanted,
        columns,
        lambda place: _widest_word(columns[place], texts[place]),
        lambda place: _usual_width(texts[place]),
    )


def _usual_width(texts: Set[str]) -> float:
    """Return the width that the texts of a column take on one line, half of them more."""
    taken = sorted(text_width(text) for text in texts)
    return taken[len(taken) // 2] if taken else 0.0


def _widest_word(column: SheetColumn, texts: Set[str]) -> float:
    words = {word for text in texts for word in text.split()}
    return min(widest_text(words, styles.is_bold(column.style), column.most), column.most)


def _excel_table(sheet: Sheet) -> Table:
    heads = [
        TableColumn(id=number, name=column.label)
        for number, column in enumerate(sheet.columns, start=1)
    ]
    return Table(
        displayName=sheet.table,
        ref=sheet.ref,
        tableColumns=heads,
        autoFilter=AutoFilter(ref=sheet.ref) if sheet.filtered else None,
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )


def _set_view(target: Worksheet, sheet: Sheet) -> None:
    target.sheet_view.showGridLines = False
    target.freeze_panes = f"{get_column_letter(sheet.pinned + 1)}{sheet.head_row + 1}"


def _link_cells(target: TableSheet, sheet: Sheet) -> None:
    """Lead from the cells of `links` to their places; the rows themselves are no cell objects."""
    for (row, column), place in sorted(sheet.links.items()):
        cell = f"{get_column_letter(column + 1)}{sheet.head_row + 1 + row}"
        shown = cell_text(str(value_of_cell(sheet.rows[row][column])))
        inside = place.removeprefix("#") if place.startswith("#") else None
        file = quote(place) if inside is None else None
        target.links.append(Hyperlink(ref=cell, location=inside, target=file, display=shown))


def _fit_pages(target: Worksheet, sheet: Sheet, page: Page) -> None:
    """Spread a wide table over pages side by side, so that its type stays readable."""
    across = math.ceil(sum(sheet.widths) * _LEAST_SCALE / page.width)
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = across, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.print_title_rows = f"{sheet.head_row}:{sheet.head_row}"
    if across > 1 and sheet.pinned:
        target.print_title_cols = f"A:{get_column_letter(sheet.pinned)}"
    last = sheet.ref.split(":")[1]
    if not sheet.printed:
        last = f"{get_column_letter(len(sheet.columns))}{sheet.head_row - 1}"
    if sheet.one_page:
        last = f"{get_column_letter(sheet.one_page)}{sheet.last_row}"
        target.page_setup.orientation = "portrait"
        target.page_setup.fitToWidth = target.page_setup.fitToHeight = 1
        target.print_title_cols = None
    target.print_area = f"A1:{last}"


def _set_paper(target: Worksheet, page: Page) -> None:
    lay_on(target, page.paper)
    margins = target.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom, margins.header, margins.footer = _FOOT, _MARGIN / 2, _MARGIN / 2
    parts = (target.oddFooter.left, target.oddFooter.center, target.oddFooter.right)
    for part, text in zip(parts, page.foot, strict=True):
        part.text, part.size, part.font = text, 8, "Arial,Regular"
