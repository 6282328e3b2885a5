"""One sheet, one table: title, a sentence or two, and a real Excel table, for screen and paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.rendering.excel import styles
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.heights import LINE, row_height, text_width
from pipeline.rendering.excel.widths import least_width, on_paper

CellValue = str | int | float | None

_A4: Final = 9
_MARGIN: Final = 0.4
_FOOT: Final = 0.6
_SAMPLE: Final = 2_000


class Styled(NamedTuple):
    """A value in another style than its column's."""

    value: CellValue
    style: str


SheetRow = Sequence[CellValue | Styled]


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

    @property
    def head_row(self) -> int:
        """The row of the table's headings: below the title, the introduction and an empty row."""
        return len(self.intro) + 3

    @property
    def last_row(self) -> int:
        """The table's last row; a table has at least one (an Excel table cannot do without)."""
        return self.head_row + len(self.rows)

    @property
    def ref(self) -> str:
        """The table's cells, as in "A4:N120"."""
        return f"A{self.head_row}:{get_column_letter(len(self.columns))}{self.last_row}"


def write_sheet(book: Workbook, sheet: Sheet, footer: tuple[str, str, str]) -> Worksheet:
    """Add `sheet` to `book` with `footer` (left, middle, right) on each printed page; return it."""
    target: Worksheet = book.create_sheet(sheet.name)
    _write_cell(target, (1, 1), sheet.title, styles.TITLE)
    for place, sentence in enumerate(sheet.intro, start=2):
        _write_cell(target, (place, 1), sentence, styles.INTRO)
    wanted = [_column_width(sheet, place) for place in range(len(sheet.columns))]
    widths = on_paper(wanted, sheet.columns)
    _write_heads(target, sheet, widths)
    _write_rows(target, sheet, widths)
    target.add_table(_excel_table(sheet))
    _set_view(target, sheet)
    _set_paper(target, sheet, footer)
    return target


def _write_cell(target: Worksheet, place: tuple[int, int], value: CellValue, style: str) -> None:
    cell = target.cell(*place)
    if isinstance(value, str):
        cell.value = cell_text(value)
        # Without this a text such as "=A1" or "#N/A" would become a formula or an error.
        cell.data_type = "s"
    else:
        cell.value = value
    cell.style = style


def _write_heads(target: Worksheet, sheet: Sheet, widths: Sequence[float]) -> None:
    for number, (column, width) in enumerate(zip(sheet.columns, widths, strict=True), start=1):
        _write_cell(target, (sheet.head_row, number), column.label, styles.head_of(column.style))
        target.column_dimensions[get_column_letter(number)].width = width
    labels = [
        (column.label, width, True) for column, width in zip(sheet.columns, widths, strict=True)
    ]
    target.row_dimensions[sheet.head_row].height = row_height(labels) + LINE / 2


def _write_rows(target: Worksheet, sheet: Sheet, widths: Sequence[float]) -> None:
    before: CellValue = None
    looks = [
        (place, widths[place], styles.is_bold(column.style))
        for place, column in enumerate(sheet.columns)
    ]
    wrapped = [look for look in looks if styles.wraps(sheet.columns[look[0]].style)]
    for number, row in enumerate(sheet.rows, start=sheet.head_row + 1):
        part = _value_of_cell(row[0])
        starts = sheet.parts and part != before
        before = part
        for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            value, style = cell if isinstance(cell, Styled) else (cell, column.style)
            _write_cell(
                target, (number, place), value, styles.first_of_part(style) if starts else style
            )
        texts = (
            (str(_value_of_cell(row[place]) or ""), width, bold) for place, width, bold in wrapped
        )
        target.row_dimensions[number].height = row_height(texts)


def _value_of_cell(cell: CellValue | Styled) -> CellValue:
    return cell.value if isinstance(cell, Styled) else cell


def _column_width(sheet: Sheet, place: int) -> float:
    """Return a width that fits the column's texts within bounds, and each word of its heading."""
    column = sheet.columns[place]
    bold = styles.is_bold(column.style)
    texts = (
        value
        for row in sheet.rows[:_SAMPLE]
        if isinstance(value := _value_of_cell(row[place]), str)
    )
    wanted = max((text_width(text, bold) for text in texts), default=0.0)
    return math.ceil(10 * max(least_width(column), min(wanted, column.most))) / 10


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
    target.freeze_panes = target.cell(sheet.head_row + 1, sheet.pinned + 1).coordinate
    target.row_dimensions[1].height = 26


def _set_paper(target: Worksheet, sheet: Sheet, footer: tuple[str, str, str]) -> None:
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = _A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.print_title_rows = f"{sheet.head_row}:{sheet.head_row}"
    target.print_area = f"A1:{sheet.ref.split(':')[1]}"
    margins = target.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom, margins.header, margins.footer = _FOOT, _MARGIN / 2, _MARGIN / 2
    parts = (target.oddFooter.left, target.oddFooter.center, target.oddFooter.right)
    for part, text in zip(parts, footer, strict=True):
        part.text, part.size, part.font = text, 8, "Arial,Regular"
