"""What the reader of workbooks would lose or mistake in silence: mended, or refused.

Runs in the opener's process.

Seen in calamine as of 0.9: an error, and a formula whose result is not stored, are empty (in all);
a text in `<v>` of an inline cell and CDATA are empty, a shared text without a number is the first
one, of two rows with one number the second stays, XML in UTF-16 is an empty sheet (xlsx); a rich
text is empty (xlsb); tabs, line breaks and texts without a type are dropped, and merged cells are
not told (ods).
"""

import io
import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from pipeline.reading.files.binary_sheets import binary_sheet_parts, mended_binary_sheet
from pipeline.reading.files.grids import FaultyFileError
from pipeline.reading.files.open_document import mended_document
from pipeline.reading.files.unworked import document_with_results, sheet_with_results

Places = list[tuple[int, int, int, int]]

_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_BOOK: Final = "xl/workbook.bin"
_BOOK_RELATIONS: Final = "xl/_rels/workbook.bin.rels"
_CONTENT: Final = "content.xml"
_HEAD: Final = 400
_XML: Final = re.compile(r".*\.(?:xml|rels)", re.IGNORECASE)
_ENCODED: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"'])",
    re.IGNORECASE,
)
_INLINE_VALUE: Final = re.compile(
    rb"inlineStr[\"'][^>]*>\s*(?:<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?\s*)?<(?:\w+:)?v\b"
)
# Where a pattern begins with letters, a search is several times as fast: the blank before an
# attribute is asked for behind its name.
_BAD_SHARED: Final = re.compile(rb"t=(?<=\st=)[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>(?!\s*[0-9]+\s*<|<)")
_ROW: Final = re.compile(rb"<row\b")
_ANY_ROW: Final = re.compile(rb"<(?:\w+:)?row\b")
_ROW_NUMBER: Final = re.compile(rb"r=(?<=\sr=)[\"']\s*([0-9]+)")
# The place of a cell; no other element within a row has one.
_PLACE: Final = re.compile(rb"r=(?<=\sr=)[\"']([A-Za-z]{1,7}[0-9]+)")
_LETTERS: Final = string.ascii_letters.encode()
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    KeyError,
    RuntimeError,
    etree.XMLSyntaxError,
)


class Mended(NamedTuple):
    """A workbook as it can be read, and the merged cells that its reader does not tell.

    Those are by the place of their sheet.
    """

    data: bytes
    merged: dict[int, Places]


def mended_book(data: bytes) -> Mended:
    """Return a workbook without what would be lost in silence.

    Raises FaultyFileError where it cannot be mended.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return Mended(data, {})
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        merged: dict[int, Places] = {}
        changed = dict(_changed_parts(book, merged))
        return Mended(_rezipped(book, changed) if changed else data, merged)
    except _DAMAGED:
        raise FaultyFileError("berkas_rusak") from None


def _changed_parts(book: zipfile.ZipFile, merged: dict[int, Places]) -> Iterator[tuple[str, bytes]]:
    names = book.namelist()
    binary = (
        binary_sheet_parts(book.read(_BOOK), book.read(_BOOK_RELATIONS)) if _BOOK in names else []
    )
    for name in names:
        if name in binary:
            part = book.read(name)
            new = mended_binary_sheet(part, merged.setdefault(binary.index(name), []))
        elif _XML.fullmatch(name) and (
            _SHEET.fullmatch(name) or name == _CONTENT or _needs_utf8(_head(book, name))
        ):
            part = book.read(name)
            new = _mended_part(name, part, merged)
        else:
            continue
        if new is not part:
            yield name, new


def _mended_part(name: str, part: bytes, merged: dict[int, Places]) -> bytes:
    if name == _CONTENT:
        return mended_document(document_with_results(_in_utf8(part)), merged)
    return _mended_sheet(part) if _SHEET.fullmatch(name) else _in_utf8(part)


def _head(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as part:
        return part.read(_HEAD)


def _needs_utf8(head: bytes) -> bool:
    return bool(_ENCODED.match(head)) or head.startswith(
        (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
    )


def _in_utf8(part: bytes) -> bytes:
    """Return XML in the one encoding that the reader takes."""
    return _written(_parsed(part)) if _needs_utf8(part[:_HEAD]) else part


def _mended_sheet(part: bytes) -> bytes:
    part = _in_utf8(part)
    if _BAD_SHARED.search(part):
        raise FaultyFileError("berkas_rusak")
    _refuse_collisions(part)
    part = sheet_with_results(part)
    has_values = b"<v" in part or b":v" in part
    if b"<![CDATA[" not in part and not (has_values and _INLINE_VALUE.search(part)):
        return part
    root = _parsed(part)
    for cell in root.iter("{*}c"):
        if cell.get("t") == "inlineStr" and cell.find("{*}is") is None:
            cell.set("t", "str")
    return _written(root)


def _refuse_collisions(part: bytes) -> None:
    """Refuse a sheet where two rows, or two cells of a row, share a place: one would vanish."""
    seen: set[int] = set()
    row = 0
    beginning = _ANY_ROW if b":row" in part else _ROW
    for piece in beginning.split(part)[1:]:
        attributes, _, cells = piece.partition(b">")
        number = _ROW_NUMBER.search(attributes)
        row = int(number[1]) if number else row + 1
        places = _PLACE.findall(cells)
        if number and not _all_in_row(places, number[1]):
            raise FaultyFileError("berkas_rusak")
        if row in seen or len(set(places)) < len(places):
            raise FaultyFileError("berkas_sel_bertabrakan")
        seen.add(row)


def _all_in_row(places: list[bytes], number: bytes) -> bool:
    return set(b" ".join(places).translate(None, _LETTERS).split()) <= {number}


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=True
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise FaultyFileError("berkas_rusak") from None


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _rezipped(book: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as new:
        for name in dict.fromkeys(book.namelist()):
            new.writestr(name, changed[name] if name in changed else book.read(name))
    return sink.getvalue()
