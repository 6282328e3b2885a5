"""Workbooks made in memory, for tests of reading."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]


def xlsx(sheets: Mapping[str, Rows] | Rows, first_row: int = 1) -> bytes:
    """Return a workbook; None leaves a cell out. `first_row` is where the first of the rows stands."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for at, row in enumerate(rows, first_row):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(at, column, value)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def rezipped(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a zip with every part put through `change`."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return sink.getvalue()
