"""Workbooks into raw sheets, by calamine: it alone says whether a cell was natively a number (architecture §3)."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from pipeline.reading.formats import UnreadableError
from pipeline.reading.sheets import CHUNK_ROWS, HEADER_DEPTH, Chunk, RawSheet, Row

_PANIC: Final = "PanicException"


def workbook_sheets(data: bytes) -> list[RawSheet]:
    """Return every worksheet, hidden ones too, in the workbook's order.

    Raises UnreadableError when the workbook is protected by a password or damaged.
    """
    try:
        return _opened(data)
    except PasswordError:
        raise UnreadableError("berkas_terenkripsi") from None
    except (CalamineError, OSError, ValueError):
        raise UnreadableError("berkas_rusak") from None
    except BaseException as error:
        # A reader in Rust that trips over damaged bytes panics, and pyo3's panic is no Exception.
        if type(error).__name__ != _PANIC:
            raise
        raise UnreadableError("berkas_rusak") from None


def _opened(data: bytes) -> list[RawSheet]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    return [_raw_sheet(book.get_sheet_by_name(name)) for name in names]


def _raw_sheet(sheet: CalamineSheet) -> RawSheet:
    head: list[Row] = list(islice(_rows(sheet), HEADER_DEPTH))
    return RawSheet(sheet.name, head, lambda: _chunks(sheet))


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    # An empty sheet has no start; a sheet whose first rows are empty starts later, and Excel's row
    # numbers must still be right: calamine's iterator begins at A1.
    yield from sheet.iter_rows() if sheet.start is not None else ()


def _chunks(sheet: CalamineSheet) -> Iterator[Chunk]:
    rows = _rows(sheet)
    place = 1
    while batch := list(islice(rows, CHUNK_ROWS)):
        yield Chunk(batch, list(range(place, place + len(batch))), [False] * len(batch))
        place += len(batch)
