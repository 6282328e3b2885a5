"""Workbooks made in memory, for tests of reading."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]


def xlsx(sheets: Mapping[str, Rows] | Rows, first_row: int = 1) -> bytes:
    """Return a workbook; None leaves a cell out.

    `first_row` is where the first of the rows stands.
    """
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
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return sink.getvalue()


def biff_sheet(rows: Rows, begin: int = 0x0809, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return one sheet's records without a container, of the version that begins with `begin`."""
    start = struct.pack("<HH", 0, 0x10) + (
        bytes(4) if begin == 0x0809 else bytes(2) if begin != 0x0009 else b""
    )
    cells = [
        _biff_cell(begin, row, column, value)
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value is not None
    ]
    return biff_record(begin, start) + before + b"".join(cells) + after + biff_record(0x000A)


def biff_record(number: int, body: bytes = b"") -> bytes:
    """Return one record of old Excel."""
    return struct.pack("<HH", number, len(body)) + body


def _biff_cell(begin: int, row: int, column: int, value: Any) -> bytes:
    oldest = begin == 0x0009
    place = struct.pack("<HH", row, column) + (bytes(3) if oldest else bytes(2))
    if not isinstance(value, str):
        return biff_record(0x0003 if oldest else 0x0203, place + struct.pack("<d", value))
    raw = value.encode()
    length = bytes([len(raw)]) if oldest else struct.pack("<H", len(raw))
    return biff_record(0x0004 if oldest else 0x0204, place + length + raw)


def xml_book(sheets: Mapping[str, Rows] | Rows) -> str:
    """Return a workbook of Excel 2003 in XML; None leaves a cell out."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    whole = "".join(
        f'<Worksheet ss:Name="{name}"><Table>{"".join(map(_xml_row, rows))}</Table></Worksheet>'
        for name, rows in named.items()
    )
    names = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    return f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {names}>{whole}</Workbook>'


def _xml_row(row: Sequence[Any]) -> str:
    kinds = ("String" if isinstance(value, str) else "Number" for value in row)
    cells = [
        f'<Cell ss:Index="{at}"><Data ss:Type="{kind}">{value}</Data></Cell>'
        for at, (kind, value) in enumerate(zip(kinds, row, strict=True), 1)
        if value is not None
    ]
    return f"<Row>{''.join(cells)}</Row>"
