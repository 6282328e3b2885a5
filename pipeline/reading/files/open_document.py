"""The content of an .ods: texts put so that its reader drops nothing, and its merged cells."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.reading.files.grids import FaultyFileError

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TYPE: Final = _OFFICE + "value-type"
_CELLS: Final = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
# What makes a look into every cell worth its time.
_OF_INTEREST: Final = re.compile(
    rb":tab\b|:line-break\b|number-rows-spanned=[\"'](?!1[\"'])|<table:table-cell(?:(?!value-type)[^>])*>\s*<text:p"
)


def mended_document(part: bytes, merged: dict[int, list[tuple[int, int, int, int]]]) -> bytes:
    """Return the content with a blank for every tab and line break and a type for every text.

    Adds the cells merged over rows to `merged`, by the place of their sheet (from 0). Raises
    FaultyFileError when the XML is not sound.
    """
    if not _OF_INTEREST.search(part):
        return part
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise FaultyFileError("berkas_rusak") from None
    for gap in root.iter(_TEXT + "tab", _TEXT + "line-break"):
        gap.tag = _TEXT + "s"
    for cell in root.iter(*_CELLS):
        if cell.get(_TYPE) is None and cell.find(_TEXT + "p") is not None:
            cell.set(_TYPE, "string")
    for at, table in enumerate(root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")):
        merged[at] = list(_merged(table))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _merged(table: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    top = 0
    for row in table.iter(_TABLE + "table-row"):
        left = 0
        for cell in row.iterchildren(*_CELLS):
            high, wide = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if high > 1:
                yield top, top + high - 1, left, left + wide - 1
            left += _count(cell, "number-columns-repeated")
        top += _count(row, "number-rows-repeated")


def _count(element: etree._Element, name: str) -> int:
    written = str(element.get(_TABLE + name, "1"))
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else 1
