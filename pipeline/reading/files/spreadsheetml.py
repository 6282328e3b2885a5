"""Workbooks of Excel 2003 in one XML file, which local applications call .xls.

Runs in the opener's process.
"""

import datetime as dt
import io
import math
import re
from typing import Final

from lxml import etree

from pipeline.reading.files.decoding import declared_text
from pipeline.reading.files.grids import UNWORKED, FaultyFileError, Grid, Value

_NAMESPACE: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_SHEET, _ROW, _CELL, _DATA = (_NAMESPACE + name for name in ("Worksheet", "Row", "Cell", "Data"))
_VISIBLE: Final = _EXCEL + "Visible"
_CHARSET: Final = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"<\?xml[^>]*\?>")
_MOST_SHEETS: Final = 1000


def xml_book_grids(data: bytes, most: int) -> list[Grid]:
    """Return the worksheets of `data`, each with at most `most` cells.

    Raises FaultyFileError when the XML is not sound, declares a document type, nests deeper than
    any workbook, or two rows or cells have one number.
    """
    text = _DECLARATION.sub("", declared_text(data, _CHARSET).lstrip("\ufeff \n\t"), count=1)
    source = io.BytesIO(text.encode("utf-8", errors="replace"))
    grids: list[Grid] = []
    try:
        events = etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            _take(event, element, grids, most)
    except etree.XMLSyntaxError:
        raise FaultyFileError("berkas_rusak") from None
    return grids


def _take(event: str, element: etree._Element, grids: list[Grid], most: int) -> None:
    if event == "start":
        if element.getparent() is None and element.getroottree().docinfo.internalDTD is not None:
            raise FaultyFileError("berkas_rusak")
        if element.tag == _SHEET:
            grids.append(_new_sheet(element, grids, most))
    elif element.tag == _ROW and grids:
        _put_row(grids[-1], element)
        element.clear(keep_tail=False)
        while (before := element.getprevious()) is not None and before.tag == _ROW:
            element.getparent().remove(before)
    elif element.tag == _VISIBLE and grids:
        grids[-1].hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")


def _new_sheet(element: etree._Element, grids: list[Grid], most: int) -> Grid:
    name = str(
        element.get(_NAMESPACE + "Name") or element.get("Name") or f"Lembar {len(grids) + 1}"
    )
    if len(grids) >= _MOST_SHEETS:
        raise FaultyFileError("berkas_terlalu_besar")
    if name.lower() in {grid.name.lower() for grid in grids}:
        raise FaultyFileError("berkas_rusak")
    return Grid(name, most)


def _put_row(grid: Grid, row: etree._Element) -> None:
    at = _number(row, "Index", grid.next_row + 1) - 1
    if at < grid.next_row:
        raise FaultyFileError("berkas_sel_bertabrakan")
    grid.next_row = at + 1 + _number(row, "Span", 0)
    column = 0
    for cell in row.iterchildren(_CELL):
        place = _number(cell, "Index", column + 1) - 1
        if place < column:
            raise FaultyFileError("berkas_sel_bertabrakan")
        high, wide = _number(cell, "MergeDown", 0) + 1, _number(cell, "MergeAcross", 0) + 1
        grid.put(at, place, _cell_value(cell))
        grid.merge(at, place, high, wide)
        column = place + wide


def _cell_value(cell: etree._Element) -> Value:
    """Return what a cell shows, or that it is a formula without a result."""
    data = cell.find(_DATA)
    formula = cell.get(_NAMESPACE + "Formula", cell.get("Formula"))
    return UNWORKED if data is None and formula else _value(data)


def _number(element: etree._Element, name: str, otherwise: int) -> int:
    """Return an attribute that counts.

    What is no number, or one beyond any sheet, makes the file a damaged one.
    """
    written = element.get(_NAMESPACE + name, element.get(name))
    if written is None:
        return otherwise
    if not re.fullmatch(r"\s*[0-9]{1,7}\s*", written):
        raise FaultyFileError("berkas_rusak")
    return int(written)


def _value(data: etree._Element | None) -> Value:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(_NAMESPACE + "Type", data.get("Type", "String"))
    try:
        if kind == "Number":
            value = float(text)
            return value if math.isfinite(value) else text
        if kind == "DateTime":
            return dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return text
    return text.strip() == "1" if kind == "Boolean" else text
