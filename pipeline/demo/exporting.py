"""Bytes of workbooks and CSV files, the same for the same rows."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook

from pipeline.rendering.excel.saving import workbook_bytes

Row = Sequence[object]

# A synthetic export has no true day of making; any fixed one keeps its bytes the same.
_MADE: Final = dt.date(2026, 1, 1)


def sheets_bytes(sheets: Iterable[tuple[str, Iterable[Row]]]) -> bytes:
    """Return an .xlsx of (title, rows) sheets; empty texts leave the cell empty."""
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    return workbook_bytes(book, _MADE)


def csv_bytes(rows: Iterable[Row], delimiter: str) -> bytes:
    """Return a CSV as Excel saves it: a byte order mark and CRLF."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode("utf-8-sig")
