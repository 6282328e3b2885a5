"""An .xlsb's sheets: what its reader leaves empty made plain texts, and merged cells.

Empty to it are rich texts and errors.
"""

import struct
from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.reading.files.grids import FaultyFileError, error_text

_RICH_TEXT: Final = 62
# A cell of an error, written or what a formula gave.
_ERROR: Final = (3, 11)
_TEXT: Final = 6
_MERGED: Final = 176
# Cells without a place of their own, which Excel's files do not hold and the reader passes over.
_PLACELESS: Final = range(12, 19)
_PLACE: Final = 8
_SHEET: Final = 156


def binary_sheet_parts(book: bytes, relations: bytes) -> list[str]:
    """Return the part of each sheet of an .xlsb, in the order of its workbook part."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    targets = {
        str(one.get("Id")): str(one.get("Target")) for one in etree.fromstring(relations, parser)
    }
    bundles = [
        book[start : start + size] for number, start, size in _records(book) if number == _SHEET
    ]
    named = [bundle[12 : 12 + 2 * int.from_bytes(bundle[8:12], "little")] for bundle in bundles]
    return [f"xl/{targets.get(name.decode('utf-16-le', errors='replace'), '')}" for name in named]


def mended_binary_sheet(part: bytes, merged: list[tuple[int, int, int, int]]) -> bytes:
    """Return the sheet with rich texts and errors as plain texts; add merged cells to `merged`.

    Raises FaultyFileError when it is cut or holds cells that cannot be read.
    """
    pieces: list[bytes] = []
    at = kept = 0
    for number, start, size in _records(part):
        end = start + size
        if number in _PLACELESS:
            raise FaultyFileError("berkas_simpan_ulang")
        if number == _MERGED and size >= 16:
            merged.append(struct.unpack_from("<4I", part, start))
        if number == _RICH_TEXT or number in _ERROR:
            plain = _plain_text if number == _RICH_TEXT else _error_text
            pieces += [part[kept:at], plain(part[start:end])]
            kept = end
        at = end
    return b"".join([*pieces, part[kept:]]) if pieces else part


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the number of every record, where its content begins, and how long that is."""
    at = 0
    while at < len(part):
        number, size, start = _head(part, at)
        at = start + size
        if at > len(part):
            raise FaultyFileError("berkas_rusak")
        yield number, start, size


def _head(part: bytes, at: int) -> tuple[int, int, int]:
    """Return the number of the record at `at`, its length, and where its content begins."""
    number, at = part[at], at + 1
    try:
        if number & 0x80:
            number, at = number & 0x7F | part[at] << 7, at + 1
        size = shift = 0
        while True:
            byte, at = part[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                return number, size, at
    except IndexError:
        raise FaultyFileError("berkas_rusak") from None


def _plain_text(rich: bytes) -> bytes:
    """Return the record of a cell with the place and the letters of a rich one."""
    letters = _PLACE + 1
    if len(rich) < letters + 4:
        raise FaultyFileError("berkas_rusak")
    end = letters + 4 + 2 * int.from_bytes(rich[letters : letters + 4], "little")
    if end > len(rich):
        raise FaultyFileError("berkas_rusak")
    return _text_record(rich[:_PLACE] + rich[letters:end])


def _error_text(cell: bytes) -> bytes:
    """Return the record of a cell that reads as the sheet shows an error."""
    if len(cell) <= _PLACE:
        raise FaultyFileError("berkas_rusak")
    text = error_text(cell[_PLACE])
    return _text_record(cell[:_PLACE] + len(text).to_bytes(4, "little") + text.encode("utf-16-le"))


def _text_record(content: bytes) -> bytes:
    size, length = bytearray(), len(content)
    while length >= 0x80:
        size.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([_TEXT, *size, length]) + content
