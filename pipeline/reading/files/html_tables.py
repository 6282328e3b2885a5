"""Tables of a web page, as local applications export them under the name .xls.

Runs in the opener's process.

A table is a sheet, its rows counted from its own first one. One that stands in a cell of another is
a sheet of its own when it has rows and columns, else part of that cell.
"""

import math
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.reading.files.decoding import declared_text
from pipeline.reading.files.grids import FaultyFileError, Grid, Value

_CHARSET: Final = re.compile(rb"<meta\b[^>]*charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# No browser takes a wider one.
_WIDEST: Final = 1000
_MOST_TABLES: Final = 1000
_CELLS: Final = ("td", "th")
_UNSEEN: Final = ("script", "style", "title", "template")
_BREAKS: Final = (
    "br",
    "p",
    "div",
    "li",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "table",
)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_LINES: Final = re.compile(r" ?\x00[ \x00]*")
_PLAIN_NUMBER: Final = re.compile(
    r"(?:rp\.?|idr)?\s*-?[0-9][0-9.,]*(?:e[+-]?[0-9]+)?(?:,-)?%?", re.IGNORECASE
)
# What a double holds whole; longer ones stand as digits in the text and are read from there.
# More digits than Excel keeps of a number are a text that only looks like one.
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_CLOSED: Final = re.compile(r"<!--.*?-->|<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_NIP: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{16}(?![0-9])")
_MANY_NIP: Final = 5


def page_grids(data: bytes, most: int) -> list[Grid]:
    """Return the tables of the page `data`, each with at most `most` cells.

    Raises FaultyFileError when the page is beyond what the parser takes (a page is never read in
    part), or when people stand in it outside every table.
    """
    text = declared_text(data, _CHARSET)
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text.encode("utf-8", errors="replace") or b"<html/>", parser)
    if root is None or len(parser.error_log.filter_from_fatals()):
        raise FaultyFileError("berkas_rusak")
    grids = [_grid(table, at, most) for at, table in enumerate(_tables(root), 1)]
    _refuse_people_outside(text, grids)
    return grids


def _tables(root: etree._Element) -> list[etree._Element]:
    found = [table for table in root.iter("table") if not _is_part_of_a_cell(table)]
    orphans = [row for row in root.iter("tr") if next(row.iterancestors("table"), None) is None]
    if len(found) > _MOST_TABLES:
        raise FaultyFileError("berkas_terlalu_besar")
    # Scripts that print rows only: whatever holds them is their table.
    parents = list(dict.fromkeys(row.getparent() for row in orphans))
    return found + [parent for parent in parents if parent is not None]


def _is_part_of_a_cell(table: etree._Element) -> bool:
    """Tell a table that stands in a cell of another and has one row or one column only."""
    if next(table.iterancestors(*_CELLS), None) is None:
        return False
    rows = [sum(1 for cell in row if cell.tag in _CELLS) for row in _rows(table)]
    return len(rows) < 2 or max(rows, default=0) < 2


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), table) is table]


def _grid(table: etree._Element, at: int, most: int) -> Grid:
    grid, rows = Grid(f"Tabel {at}", most), _rows(table)
    taken: dict[int, int] = {}
    for top, row in enumerate(rows):
        column = 0
        for cell in (cell for cell in row if cell.tag in _CELLS):
            while taken.get(column, 0) > top:
                column += 1
            high, wide = min(_span(cell, "rowspan"), len(rows) - top), _span(cell, "colspan")
            grid.put(top, column, _value(cell))
            grid.merge(top, column, high, wide)
            if high > 1:
                taken |= dict.fromkeys(range(column, column + wide), top + high)
            column += wide
    return grid


def _span(cell: etree._Element, name: str) -> int:
    """Return over how many rows or columns a cell goes.

    `rowspan="0"` is to the end of the table.
    """
    written = str(cell.get(name, "1")).strip()
    count = int(written) if re.fullmatch("[0-9]{1,6}", written) else 1
    if name == "rowspan":
        return count or 65_536
    return min(max(count, 1), _WIDEST)


def _value(cell: etree._Element) -> Value:
    """Return a number where the page says that the cell holds one, else the text.

    Excel writes it as `x:num`.
    """
    text = _text(cell)
    number = cell.get("x:num")
    if number is None or not _PLAIN_NUMBER.fullmatch(text):
        return text
    # Without a value of its own the text is all there is, and in it a separator may group
    # thousands.
    if not number and not _WHOLE.fullmatch(text):
        return text
    try:
        value = float(number or text)
    except ValueError:
        return text
    return value if math.isfinite(value) else text


def _text(cell: etree._Element) -> str:
    """Return what a reader sees in a cell, a space where a line ends."""
    seen = _SPACE.sub(" ", "".join(_pieces(cell)))
    return _LINES.sub(" ", seen).strip(" ")


def _pieces(element: etree._Element) -> Iterator[str]:
    stack = [(element, False)]
    while stack:
        node, left = stack.pop()
        edge = "\x00" if node.tag in _BREAKS and node is not element else ""
        if left:
            yield edge
            yield (node.tail or "") if node is not element else ""
            continue
        yield edge
        stack.append((node, True))
        if node.tag in _UNSEEN or (node.tag == "table" and not _is_part_of_a_cell(node)):
            continue
        yield (node.text or "").replace("\x00", "")
        stack.extend((child, False) for child in reversed(node))


def _refuse_people_outside(text: str, grids: list[Grid]) -> None:
    """Refuse a page with people outside its tables: in an unclosed comment or in plain lines."""
    written = set(_NIP.findall(_TAG.sub(" ", _CLOSED.sub(" ", text))))
    if len(written) < _MANY_NIP:
        return
    cells = (str(cell) for grid in grids for row in grid.rows.values() for cell in row.values())
    outside = written - {nip for cell in cells for nip in _NIP.findall(cell)}
    if len(outside) >= _MANY_NIP:
        raise FaultyFileError("nip_di_luar_tabel", jumlah=str(len(outside)))
