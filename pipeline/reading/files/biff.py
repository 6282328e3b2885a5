"""Cell records of old Excel without their container, as PHP's xlsBOF writes them.

Runs in the opener's process.

BIFF2 to BIFF8: what differs between them is told by a record's own number and length. Formats are
not read, so that a date stays the number that it is stored as.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.reading.files.grids import FaultyFileError, Grid, Value, error_text

_BEGIN: Final = (0x0009, 0x0209, 0x0409, 0x0809)
_END: Final = 0x000A
_LOCKED: Final = 0x002F
_GLOBALS: Final = (0x0005, 0x0100)
_CHART: Final = 0x0020
_MERGED: Final = 0x00E5
_STRING: Final = (0x0007, 0x0207)
_FORMULA: Final = (0x0006, 0x0206, 0x0406)
_TEXT_RESULT, _TRUTH_RESULT, _ERROR_RESULT = 0, 1, 2
# Number of a record -> where its value begins: behind row, column, and an attribute of three bytes
# or an index of two.
_PLACES: Final = {
    0x0002: 7,
    0x0003: 7,
    0x0004: 7,
    0x0005: 7,
    0x0203: 6,
    0x0204: 6,
    0x0205: 6,
    0x027E: 6,
    0x00D6: 6,
}
# Shared texts, and cells that point to them or come several in a record: no script writes them
# without a container.
_BEYOND: Final = (0x00FC, 0x00FD, 0x00BD)


class _Record(NamedTuple):
    number: int
    body: bytes


def record_grids(data: bytes, most: int) -> list[Grid]:
    """Return the sheets of `data`, each with at most `most` cells.

    Raises FaultyFileError when it is cut, encrypted, holds records that are not read, or two cells
    have one place.
    """
    grids: list[Grid] = []
    open_sheet = oldest = False
    waiting: tuple[int, int] | None = None
    for record in _records(data):
        if record.number in _BEGIN:
            kind = struct.unpack_from("<H", record.body, 2)[0]
            oldest = record.number == _BEGIN[0]
            open_sheet = kind not in (*_GLOBALS, _CHART)
            grids += [Grid(f"Lembar {len(grids) + 1}", most)] if open_sheet else []
        elif open_sheet and record.number in _STRING and waiting:
            grids[-1].put(*waiting, _text(record.body))
        elif open_sheet:
            waiting = _take(record, grids[-1], oldest=oldest)
    return grids


def _records(data: bytes) -> Iterator[_Record]:
    """Yield the records up to the last end of a sheet.

    What follows may be blanks that a script prints.
    """
    at = depth = 0
    while at + 4 <= len(data):
        number, size = struct.unpack_from("<HH", data, at)
        if depth == 0 and number not in _BEGIN:
            break
        body = data[at + 4 : at + 4 + size]
        if len(body) < size or (number in _BEGIN and size < 4):
            raise FaultyFileError("berkas_rusak")
        depth += (number in _BEGIN) - (number == _END)
        yield _Record(number, body)
        at += 4 + size
    if depth or data[at:].strip(b" \t\r\n\x00"):
        raise FaultyFileError("berkas_rusak")


def _take(record: _Record, grid: Grid, *, oldest: bool) -> tuple[int, int] | None:
    """Put a cell record into the sheet.

    Return the place of a formula whose text is the next record.
    """
    number, body = record
    if number == _LOCKED:
        raise FaultyFileError("berkas_terenkripsi")
    if number in _BEYOND:
        raise FaultyFileError("berkas_simpan_ulang")
    if number == _MERGED:
        _merge(body, grid)
    start = _PLACES.get(number, 0)
    if number in _FORMULA:
        start = 7 if oldest else 6
    if not start:
        return None
    try:
        row, column = struct.unpack_from("<HH", body)
        if number in _FORMULA and body[start + 6 : start + 8] == b"\xff\xff":
            return _take_result(grid, row, column, body[start : start + 6])
        grid.put(row, column, _value(number, body[start:]))
    except (struct.error, IndexError):
        raise FaultyFileError("berkas_rusak") from None
    return None


def _take_result(grid: Grid, row: int, column: int, result: bytes) -> tuple[int, int] | None:
    """Put what a formula gave that is no number; return its place where that is a text to come."""
    kind, value = result[0], result[2]
    if kind == _TEXT_RESULT:
        return row, column
    if kind in (_TRUTH_RESULT, _ERROR_RESULT):
        grid.put(row, column, bool(value) if kind == _TRUTH_RESULT else error_text(value))
    return None


def _value(number: int, body: bytes) -> Value:
    if number == 0x0002:
        return struct.unpack_from("<H", body)[0]
    if number in (0x0004, 0x0204, 0x00D6):
        return _text(body)
    if number in (0x0005, 0x0205):
        return error_text(body[0]) if body[1] else bool(body[0])
    if number == 0x027E:
        return _packed_number(struct.unpack_from("<I", body)[0])
    return struct.unpack_from("<d", body)[0]


def _packed_number(packed: int) -> float:
    """Return a number of 30 bits: whole or a double's upper half, either of them in hundredths."""
    if packed & 2:
        number = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        number = struct.unpack("<d", b"\x00\x00\x00\x00" + struct.pack("<I", packed & ~3))[0]
    return number / 100 if packed & 1 else number


def _text(body: bytes) -> str:
    """Return a text by its length: of one byte, of two, or of two with BIFF8's flag behind it."""
    for size in (2, 1):
        count = int.from_bytes(body[:size], "little")
        rest = body[size:]
        if len(rest) == count:
            return _decoded(rest)
        if size == 2 and rest[:1] == b"\x00" and len(rest) == count + 1:
            return rest[1:].decode("latin-1")
        if size == 2 and rest[:1] == b"\x01" and len(rest) == 2 * count + 1:
            return rest[1:].decode("utf-16-le", errors="replace")
    count = int.from_bytes(body[:2], "little")
    if len(body) < 2 + count:
        raise FaultyFileError("berkas_rusak")
    return _decoded(body[2 : 2 + count])


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _merge(body: bytes, grid: Grid) -> None:
    for at in range(2, len(body) - 7, 8):
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        grid.merge(top, left, bottom - top + 1, right - left + 1)
