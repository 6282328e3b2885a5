"""Files that are damaged, hostile or something else than their name says."""

import struct
import zipfile
from collections.abc import Callable
from typing import Any

from tests.builders.books import rezipped, xlsx
from tests.builders.paths import OLD_FORMATS
from tests.builders.raw_files import (
    ASN,
    ASN_HEAD,
    edited,
    nip,
    people,
    raw_book,
    replaced,
    sheet_of,
    text_cells,
    xlsb,
    zipped,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BOOK = xlsx(ASN)
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))


def _far_cell(place: str) -> bytes:
    def put(book: Any) -> None:
        book.worksheets[0][place] = "x"

    return edited(put)


def _encrypted_part() -> bytes:
    data = bytearray(BOOK)
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lying_sizes() -> bytes:
    """Return a workbook of 64 MiB whose archive declares that its sheet has 1,000 bytes."""
    sheet = f"{sheet_of(ASN)}</sheetData>" + " " * (64 * 2**20) + "<sheetData>"
    data = bytearray(raw_book(sheet))
    at = data.find(b"PK\x01\x02")
    while b"sheet1.xml" not in data[at : at + 100]:
        at = data.find(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def _flipped_byte() -> bytes:
    """Return a workbook in which one byte of the packed sheet is another."""
    data = bytearray(BOOK)
    info = next(
        part
        for part in zipfile.ZipFile(_stream(BOOK)).infolist()
        if part.filename.endswith("sheet1.xml")
    )
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0x10
    return bytes(data)


def _stream(data: bytes) -> Any:
    import io

    return io.BytesIO(data)


def _entities() -> bytes:
    shared = f"<si><t>Orang &a11; 1</t></si><si><t>{nip(1)}</t></si>"
    row = '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>'
    return raw_book(text_cells(1, ASN_HEAD[:2]) + row, shared, f"<!DOCTYPE sst [{LAUGHS}]>")


def _old_far_cell() -> bytes:
    """Move a text cell of an .xls to row 65536 and column 65536, of which the format knows."""
    data = bytearray((OLD_FORMATS / "roster.xls").read_bytes())
    at = data.find(bytes.fromhex("fd000a00"), 512)
    data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    return bytes(data)


def _missing_shared_text() -> bytes:
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>900</v></c></row>'
    return raw_book(
        text_cells(1, ASN_HEAD[:2]) + row + text_cells(3, people(2, 2)[0][:2]),
        f"<si><t>{nip(1)}</t></si>",
    )


def _two_sheets_of_one_name() -> bytes:
    two = xlsx({"Satu": ASN, "Dua": [ASN_HEAD, *people(4, 5)]})
    return replaced(two, "xl/workbook.xml", b'name="Dua"', b'name="Satu"')


def _many_sheets_of_one_part() -> bytes:
    """Name one sheet of 400 rows 1,000 times."""
    sheets = b"".join(
        b'<sheet name="S%d" sheetId="%d" r:id="r0"/>' % (n, n) for n in range(1, 1001)
    )
    book = raw_book(sheet_of([ASN_HEAD, *(people(1, 1) * 400)]))
    return replaced(book, "xl/workbook.xml", b'<sheet name="Data" sheetId="1" r:id="r0"/>', sheets)


def _repeated(attribute: str, times: int) -> bytes:
    ods = (OLD_FORMATS / "roster.ods").read_bytes()
    element = b"<table:table-row " if "rows" in attribute else b"<table:table-cell "
    return replaced(
        ods, "content.xml", element, element + b'table:%s="%d" ' % (attribute.encode(), times)
    )


def _bomb() -> bytes:
    return rezipped(
        BOOK, lambda name, data: data + b" " * (64 * 2**20 if name.endswith(SHEET) else 0)
    )


SHEET = "sheet1.xml"
BROKEN: dict[str, Callable[[], str | bytes]] = {
    "xlsx-sebenarnya-csv": lambda: "NIP,Nama,Kedudukan Hukum\n" + f"{nip(1)},Orang 1,Aktif\n",
    "xls-sebenarnya-html": lambda: (
        f"<html><body><table><tr><td>NIP</td><td>Nama</td></tr><tr><td>{nip(1)}</td><td>Orang 1</td></tr></table></body></html>"
    ),
    "xls-sebenarnya-xml": lambda: (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    ),
    "csv-sebenarnya-xlsx": lambda: BOOK,
    "pdf": lambda: b"%PDF-1.7\n%...",
    "gambar": lambda: b"\x89PNG\r\n\x1a\n....",
    "arsip-zip-berisi-xlsx": lambda: zipped({"data.xlsx": BOOK}),
    "dokumen-word": lambda: zipped({"word/document.xml": b"<x/>"}),
    "berkas-kosong": lambda: b"",
    "hanya-spasi": lambda: " \r\n\t\r\n",
    "buku-kosong": lambda: xlsx({"Sheet1": []}),
    "berkata-sandi": lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "bagian-terenkripsi": _encrypted_part,
    "terpotong-separuh": lambda: BOOK[: len(BOOK) // 2],
    "terpotong-sedikit": lambda: BOOK[:-30],
    "xls-terpotong": lambda: (OLD_FORMATS / "roster.xls").read_bytes()[:2000],
    "ole-sampah": lambda: OLE + bytes(50),
    "satu-byte-berubah": _flipped_byte,
    "xml-terpotong": lambda: rezipped(
        BOOK, lambda name, data: data[: len(data) // 2] if name.endswith(SHEET) else data
    ),
    "xml-kode-huruf-aneh": lambda: replaced(
        BOOK, SHEET, b"<worksheet", b'<?xml version="1.0" encoding="huruf-jawa"?><worksheet'
    ),
    "xml-tag-salah": lambda: replaced(BOOK, SHEET, b"</row>", b"</rxw>"),
    "lembar-tidak-ada": lambda: zipped(
        {name: part for name, part in _parts(BOOK).items() if not name.endswith(SHEET)}
    ),
    "teks-bersama-tidak-ada": _missing_shared_text,
    "nama-lembar-kembar": _two_sheets_of_one_name,
    "seribu-lembar-satu-isi": _many_sheets_of_one_part,
    "sel-di-ujung": lambda: _far_cell("XFD1048576"),
    "sel-jauh-ke-bawah": lambda: _far_cell("A300000"),
    "sel-jauh-ke-kanan": lambda: _far_cell("XFD3"),
    "sel-di-luar-excel": lambda: replaced(BOOK, SHEET, b'r="A4"', b'r="ZZZZZ99999999"'),
    "xls-sel-di-ujung": _old_far_cell,
    "xlsb-terpotong": lambda: xlsb(ASN)[:900],
    "ods-baris-berulang": lambda: _repeated("number-rows-repeated", 1_000_000_000),
    "ods-kolom-berulang": lambda: _repeated("number-columns-repeated", 1_000_000_000),
    "bom-zip": _bomb,
    "bom-zip-berkepala-xls": lambda: OLE + bytes(504) + _bomb(),
    "ukuran-zip-bohong": _lying_sizes,
    "entitas-xml": _entities,
    "sarang-dalam": lambda: replaced(
        BOOK, SHEET, b"<sheetData>", b"<x>" * 100_000 + b"</x>" * 100_000 + b"<sheetData>"
    ),
    "csv-baris-kosong-terlalu-banyak": lambda: (
        "NIP,Nama\n" + "\n" * 200_000 + f"{nip(1)},Orang 1\n"
    ),
    "csv-kolom-jutaan": lambda: (
        "NIP,Nama" + "," * 200_000 + "\n" + (f"{nip(1)},Orang 1" + "," * 200_000 + "\n") * 20
    ),
    "csv-kutip-jutaan": lambda: (
        f"NIP,Nama,Kedudukan Hukum\n{nip(1)},Orang 1,Aktif\n"
        + '"' * 100_000
        + "\n"
        + f'{nip(2)},"Orang\n' * 200
    ),
    "sampah-acak": lambda: bytes((n * n * 31 + n // 7) % 255 + 1 for n in range(3000)),
    "json": lambda: '[{"NIP": "' + nip(1) + '", "Nama": "Orang 1"}]',
}


def _parts(data: bytes) -> dict[str, bytes]:
    book = zipfile.ZipFile(_stream(data))
    return {name: book.read(name) for name in book.namelist()}
