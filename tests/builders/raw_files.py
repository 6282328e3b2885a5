"""The parts that corpus files are made of: invented people, and bytes of every format."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl

from tests.builders.books import rezipped, xlsx

Rows = Sequence[Sequence[Any]]

ASN_HEAD = ["NIP", "Nama", "Kedudukan Hukum"]
IURAN_HEAD = ["NIP Donatur", "Nama Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"]


def nip(n: int) -> str:
    """Return the NIP of person n, 1 to 999: its serial is n, so a row can be told by its NIP."""
    return f"199001012015041{n:03d}"


def person(n: int) -> list[str]:
    return [nip(n), f"Orang {n}", "Aktif"]


def people(first: int, last: int) -> list[list[str]]:
    return [person(n) for n in range(first, last + 1)]


def payment(n: int, **other: str) -> list[str]:
    cells = {
        "nip": nip(n),
        "nama": f"Orang {n}",
        "nik": f"337402150780{n:04d}",
        "bulan": "2026-03",
        "nominal": "16800",
    }
    return list({**cells, **other}.values())


def payments(first: int, last: int) -> list[list[str]]:
    return [payment(n) for n in range(first, last + 1)]


def csv(rows: Rows, delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(map(str, row)) + end for row in rows)


ASN = [ASN_HEAD, *people(1, 3)]
IURAN = [IURAN_HEAD, *payments(1, 3)]


def edited(
    change: Callable[[Any], None], rows: Mapping[str, Rows] | Rows = ASN, first_row: int = 1
) -> bytes:
    """Return a workbook of `rows` after `change` has worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(rows, first_row)))
    change(book)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a zip in which the first `old` in the part whose name ends so is `new`.

    Fails when there is none.
    """
    met = []

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(part):
            return content
        met.append(old in content)
        return content.replace(old, new, 1)

    changed = rezipped(data, change)
    assert any(met), f"{part} tidak memuat yang dicari"
    return changed


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006"


def raw_book(sheet: str, shared: str = "", before: str = "") -> bytes:
    """Return a workbook of one sheet from its XML: the rows, and the <si> of its shared strings."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}/content-types"/>',
        "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            "worksheet", "worksheets/sheet1.xml", "sharedStrings", "sharedStrings.xml"
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'{before}<sst xmlns="{MAIN}">{shared}</sst>',
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _relations(*kinds_and_targets: str) -> str:
    pairs = zip(kinds_and_targets[::2], kinds_and_targets[1::2], strict=True)
    each = [
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(pairs)
    ]
    return f'<Relationships xmlns="{TYPES}/relationships">{"".join(each)}</Relationships>'


def text_cells(row: int, texts: Sequence[str]) -> str:
    """Return the XML of one row of inline texts, from column A on."""
    cells = [
        f'<c r="{chr(65 + at)}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
    ]
    return f'<row r="{row}">{"".join(cells)}</row>'


def sheet_of(rows: Rows) -> str:
    return "".join(text_cells(at, row) for at, row in enumerate(rows, 1))


def zipped(parts: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return sink.getvalue()


def xlsb(rows: Rows) -> bytes:
    """Return a binary workbook of one sheet of texts and numbers."""
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("r0") + _wide("Data"))
    body = b"".join(_binary_row(at, row) for at, row in enumerate(rows))
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}/content-types"/>'.encode(),
            "_rels/.rels": _relations("officeDocument", "xl/workbook.bin").encode(),
            "xl/workbook.bin": _record(131) + _record(143) + bundle + _record(144) + _record(132),
            "xl/_rels/workbook.bin.rels": _relations("worksheet", "worksheets/sheet1.bin").encode(),
            "xl/worksheets/sheet1.bin": _record(129)
            + _record(148, bytes(16))
            + _record(145)
            + body
            + _record(146)
            + _record(130),
        }
    )


def _binary_row(at: int, row: Sequence[Any]) -> bytes:
    cells = [_binary_cell(column, value) for column, value in enumerate(row)]
    return _record(0, struct.pack("<I", at) + bytes(13)) + b"".join(cells)


def _binary_cell(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, 0)
    return (
        _record(6, place + _wide(value))
        if isinstance(value, str)
        else _record(5, place + struct.pack("<d", value))
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size, sizes = len(data), []
    while size >= 128:
        sizes.append(size & 127 | 128)
        size >>= 7
    return number + bytes([*sizes, size]) + data


def hidden_second_sheet(book: Any) -> None:
    """Hide the sheet Rahasia so that Excel's own menu does not show it."""
    book["Rahasia"].sheet_state = "veryHidden"
