"""The rows of a table as the XML that a workbook holds, without an object for every cell.

Naming a style and building a cell for each value is most of what openpyxl takes for a long list:
here each style is looked up once a workbook, and each text is escaped once. The bytes are those
that openpyxl would write (tests/unit/rendering/test_excel.py compares them).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter

from pipeline.rendering.excel import styles
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.heights import height_of_lines, line_counter

CellValue = str | int | float | None
StyleNumber = Callable[[str], int]

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


class Styled(NamedTuple):
    """A value in another style than its column's."""

    value: CellValue
    style: str


SheetRow = Sequence[CellValue | Styled]


class Look(NamedTuple):
    """How the cells of a column look: their style, and the column's width."""

    style: str
    width: float


def value_of_cell(cell: CellValue | Styled) -> CellValue:
    """Return what a cell shows."""
    return cell.value if isinstance(cell, Styled) else cell


def body_xml(
    rows: Sequence[SheetRow], looks: Sequence[Look], first: int, parts: bool, number: StyleNumber
) -> Iterator[str]:
    """Yield each row's XML, from line `first` of its sheet on.

    `parts`: the first column names parts, a line sets off each new one. `number` gives a style's
    number in the workbook; it is asked in the order in which the cells stand.
    """
    letters = [get_column_letter(place) for place in range(1, len(looks) + 1)]
    own = [look.style for look in looks]
    lines_of_row = _line_counters(looks)
    before: CellValue = None
    for line, row in enumerate(rows, start=first):
        part = value_of_cell(row[0])
        starts, before = parts and part != before, part
        height = height_of_lines(max((count(row) for count in lines_of_row), default=1))
        yield f'<row r="{line}" ht="{safe_string(height)}" customHeight="1">'
        for letter, style, cell in zip(letters, own, row, strict=True):
            value, name = cell if isinstance(cell, Styled) else (cell, style)
            look = number(styles.first_of_part(name) if starts else name)
            yield f'<c r="{letter}{line}" s="{look}" {_content(value)}</c>'
        yield "</row>"


def _line_counters(looks: Sequence[Look]) -> list[Callable[[SheetRow], int]]:
    """Return for each column that breaks long texts what counts the lines of a row's cell in it."""
    return [
        _cell_counter(place, line_counter(look.width, styles.is_bold(look.style)))
        for place, look in enumerate(looks)
        if styles.wraps(look.style)
    ]


def _cell_counter(place: int, count: Callable[[str], int]) -> Callable[[SheetRow], int]:
    return lambda row: count(str(value_of_cell(row[place]) or ""))


def _content(value: CellValue) -> str:
    """Return a cell's type and what stands in it; a text never becomes a formula or an error."""
    if isinstance(value, str):
        return _text_content(value)
    return f't="n"><v>{safe_string(value)}</v>' if value is not None else 't="n">'


@lru_cache(maxsize=65_536)
def _text_content(text: str) -> str:
    fit = cell_text(text)
    if not fit:
        return 't="inlineStr">'
    space = ' xml:space="preserve"' if fit != fit.strip() else ""
    return f't="inlineStr"><is><t{space}>{fit.translate(_ESCAPES)}</t></is>'
