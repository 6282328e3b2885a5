"""Errors in an .xls in its container, which the reader of workbooks leaves empty.

Runs in the opener's process.
"""

import io
import struct
from collections.abc import Iterator
from typing import Final

from olefile import OleFileIO

from pipeline.reading.files.grids import error_text

# sheet -> row -> column -> what is shown there.
ErrorCells = dict[int, dict[int, dict[int, str]]]

_STREAMS: Final = ("Workbook", "Book")
_SHEET: Final = 0x0085
_BEGIN: Final = 0x0809
_END: Final = 0x000A
_ERROR: Final = 0x0205
_FORMULA: Final = 0x0006
_RESULT: Final = 6
_LEAST: Final = {_ERROR: 8, _FORMULA: 14}
_ERROR_RESULT: Final = 2


def old_errors(data: bytes) -> ErrorCells:
    """Return the errors of an .xls by the place of their sheet, their row and their column.

    What cannot be walked through has none: its reader will refuse it.
    """
    try:
        book = OleFileIO(io.BytesIO(data))
        name = next(name for name in _STREAMS if book.exists(name))
        stream = book.openstream(name).read()
        return _found(stream)
    except (StopIteration, struct.error, LookupError, ArithmeticError, ValueError, OSError):
        return {}


def _found(stream: bytes) -> ErrorCells:
    found: ErrorCells = {}
    for at, begin in enumerate(_sheet_places(stream)):
        for row, column, text in _errors(stream, begin):
            found.setdefault(at, {}).setdefault(row, {})[column] = text
    return found


def _sheet_places(stream: bytes) -> list[int]:
    return [
        struct.unpack_from("<I", stream, start)[0]
        for number, start, _ in _records(stream, 0)
        if number == _SHEET
    ]


def _errors(stream: bytes, begin: int) -> Iterator[tuple[int, int, str]]:
    for number, start, size in _records(stream, begin):
        body = stream[start : start + size]
        if len(body) < _LEAST.get(number, 0):
            continue
        if number == _ERROR and body[_RESULT + 1]:
            yield *struct.unpack_from("<HH", body), error_text(body[_RESULT])
        elif number == _FORMULA and _is_error(body[_RESULT : _RESULT + 8]):
            yield *struct.unpack_from("<HH", body), error_text(body[_RESULT + 2])


def _is_error(result: bytes) -> bool:
    return result[:1] == bytes([_ERROR_RESULT]) and result[6:] == b"\xff\xff"


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, place and length of every record of the part that begins at `at`.

    A chart within a sheet is a part of its own.
    """
    depth = 0
    while at + 4 <= len(stream):
        number, size = struct.unpack_from("<HH", stream, at)
        depth += (number == _BEGIN) - (number == _END)
        if depth == 0:
            return
        if depth == 1:
            yield number, at + 4, size
        at += 4 + size
