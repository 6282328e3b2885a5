"""What a workbook reader silently loses or mistakes is mended first, or refused (contract §2.6)."""

import struct
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.builders.books import rezipped
from tests.builders.paths import OLD_FORMATS, ROOT
from tests.builders.raw_files import ASN, nip, raw_book, replaced, sheet_of, text_cells, xlsb
from tests.builders.small_city import parse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = text_cells(1, ["NIP", "Nama"])
ROW = f'<row r="2"><c r="A2" t="inlineStr"><is><t>{nip(1)}</t></is></c>%s</row>'
PLAIN = raw_book(HEAD + text_cells(2, [nip(1), "Orang 1"]) + text_cells(3, [nip(2), "Orang 2"]))
ODS = (OLD_FORMATS / "roster.ods").read_bytes()


def names(book: bytes) -> list[str]:
    file = parse(book, "asn")
    assert not file.refused, file.findings["pesan"].to_list()
    return file.rows["nama"].to_list()


def refusal(book: bytes) -> str:
    file = parse(book, "asn")
    assert file.refused
    return str(file.findings["kode"][0])


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="inlineStr"><v>Budi S</v></c>',
        '<c t="inlineStr" r="B2" s="1"><v xml:space="preserve">Budi S</v></c>',
        "<c r='B2' t='inlineStr'>\n<v>Budi S</v></c>",
        '<c r="B2" t="inlineStr"><f>"Budi"</f><v>Budi S</v></c>',
        '<c r="B2" t="inlineStr"><is><t>Budi S</t></is></c>',
        '<c r="B2" t="inlineStr"><is><t><![CDATA[Budi S]]></t></is></c>',
        f'<c r="B2" t="inlineStr"><x:v xmlns:x="{MAIN}">Budi S</x:v></c>',
        '<c r="B2" t="str"><v><![CDATA[Budi S]]></v></c>',
        '<c r="B2" t="s"><v><![CDATA[0]]></v></c>',
    ],
)
def test_a_text_is_read_in_every_writing(cell: str) -> None:
    book = raw_book(HEAD + ROW % cell, "<si><t>Budi S</t></si>")
    assert names(book) == ["Budi S"]


@pytest.mark.parametrize("pointer", ["-1", "abc", "1.5", "99", "+0x"])
def test_a_pointer_to_no_shared_text_is_no_other_person(pointer: str) -> None:
    book = raw_book(
        HEAD + ROW % f'<c r="B2" t="s"><v>{pointer}</v></c>', "<si><t>Orang Lain</t></si>"
    )
    assert refusal(book) == "berkas_rusak"


@pytest.mark.parametrize(
    "rows",
    [
        text_cells(2, [nip(1), "A"]) + text_cells(2, [nip(2), "B"]),
        text_cells(2, [nip(1), "A"]) + text_cells(3, [nip(2), "B"]) + text_cells(2, [nip(3), "C"]),
        text_cells(3, [nip(1), "A"])
        + text_cells(2, [nip(2), "B"])
        .replace(' r="2"', ' spans="1:2" r="3"')
        .replace("A2", "A3")
        .replace("B2", "B3"),
        text_cells(2, [nip(1), "A"]).replace('"B2"', '"A2"'),
        text_cells(2, [nip(1), "A"]).replace('<row r="2">', "<row>") + text_cells(2, [nip(2), "B"]),
        (text_cells(2, [nip(1), "A"]) * 2)
        .replace("<row", "<x:row")
        .replace("</row", "</x:row")
        .replace("<c ", "<x:c ")
        .replace("</c>", "</x:c>"),
    ],
)
def test_two_people_with_one_row_number_never_become_one(rows: str) -> None:
    book = raw_book((HEAD + rows).replace("<x:row", f'<x:row xmlns:x="{MAIN}"'))
    assert refusal(book) == "berkas_sel_bertabrakan"


def test_a_cell_that_says_it_stands_in_another_row_makes_a_damaged_file() -> None:
    assert (
        refusal(raw_book(HEAD + text_cells(2, [nip(1), "A"]).replace('"B2"', '"B1"')))
        == "berkas_rusak"
    )


def test_rows_in_any_order_and_without_numbers_are_read() -> None:
    assert names(raw_book(text_cells(3, [nip(2), "B"]) + text_cells(2, [nip(1), "A"]) + HEAD)) == [
        "A",
        "B",
    ]
    assert names(PLAIN) == ["Orang 1", "Orang 2"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml", "workbook.xml"])
def test_xml_in_another_encoding_is_read(encoding: str, part: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        declared = (
            f'<?xml version="1.0" encoding="{encoding.removesuffix("-le").removesuffix("-be")}"?>'
        )
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
        return mark + (declared + data.decode()).encode(encoding) if name.endswith(part) else data

    book = raw_book(HEAD + ROW % '<c r="B2" t="s"><v>0</v></c>', "<si><t>Élan</t></si>")
    assert names(rezipped(book, change)) == ["Élan"]


def _rich(part: bytes) -> bytes:
    """Make person 1's name a rich text: its record's number and the flags before its letters."""
    name = "Orang 1".encode("utf-16-le")
    at = part.index(struct.pack("<I", 7) + name)
    start = at - 10
    assert part[start] == 6
    content = (
        part[at - 8 : at] + b"\x01" + part[at : at + 4 + len(name)] + struct.pack("<IHH", 1, 0, 0)
    )
    return part[:start] + bytes([62, len(content)]) + content + part[at + 4 + len(name) :]


def test_a_rich_text_of_a_binary_workbook_is_read() -> None:
    book = rezipped(
        xlsb(ASN), lambda name, data: _rich(data) if name.endswith("sheet1.bin") else data
    )
    assert names(book) == ["Orang 1", "Orang 2", "Orang 3"]


def test_cells_of_a_binary_workbook_that_no_reader_places_are_refused() -> None:
    placeless = bytes([17, 10]) + struct.pack("<I", 0) + struct.pack("<I", 1) + b"x\x00"
    book = rezipped(
        xlsb(ASN),
        lambda n, d: (
            d.replace(bytes([0x92, 0x01, 0]), placeless + bytes([0x92, 0x01, 0]))
            if n.endswith("sheet1.bin")
            else d
        ),
    )
    assert refusal(book) == "berkas_simpan_ulang"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Budi Santoso", "Budi<text:tab/>Santoso"),
        ("Budi Santoso", 'Budi<text:tab text:tab-ref="1"/>Santoso'),
        ("Budi Santoso", "Budi<text:line-break/>Santoso"),
        ("Budi Santoso", "<text:span>Budi</text:span><text:tab/><text:span>Santoso</text:span>"),
    ],
)
def test_a_gap_in_a_text_of_an_ods_is_one(old: str, new: str) -> None:
    assert names(replaced(ODS, "content.xml", old.encode(), new.encode()))[0] == "Budi Santoso"


def untyped(data: bytes) -> bytes:
    at = data.index(b"<text:p>Budi Santoso")
    start = data.rindex(b"<table:table-cell", 0, at)
    return data[:start] + b"<table:table-cell>" + data[at:]


@pytest.mark.parametrize(
    "change", [untyped, lambda data: data.decode().replace("UTF-8", "UTF-16").encode("utf-16")]
)
def test_an_ods_without_types_or_in_utf16_is_read(change: Callable[[bytes], bytes]) -> None:
    book = rezipped(ODS, lambda name, data: change(data) if name == "content.xml" else data)
    assert names(book)[0] == "Budi Santoso"


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf", b"\n\n\n  \t", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("book", [PLAIN, ODS, xlsb(ASN), (OLD_FORMATS / "roster.xls").read_bytes()])
def test_blank_lines_or_a_bom_before_a_workbook_are_passed_over(before: bytes, book: bytes) -> None:
    assert parse(before + book, "asn").rows.equals(parse(book, "asn").rows)


def test_a_sheet_of_many_rows_is_looked_through_in_time() -> None:
    rows = sheet_of([["NIP", "Nama"], *([nip(n % 900 + 1), "Orang"] for n in range(20_000))])
    assert parse(raw_book(rows), "asn").rows.height == 20_000


def _record(number: int, content: bytes) -> bytes:
    return bytes([number & 127 | 128, number >> 7, len(content)]) + content


def test_merged_cells_of_a_binary_workbook_are_told() -> None:
    merged = (
        _record(177, struct.pack("<I", 1))
        + _record(176, struct.pack("<4I", 1, 3, 2, 2))
        + _record(178, b"")
    )
    rows = [ASN[0], [nip(1), "Orang 1", "MPP"], [nip(2), "Orang 2"], [nip(3), "Orang 3"]]
    end = bytes([130 & 127 | 128, 1, 0])
    book = rezipped(
        xlsb(rows), lambda n, d: d[: -len(end)] + merged + end if n.endswith("sheet1.bin") else d
    )
    assert parse(book, "asn").rows["kedudukan_hukum"].to_list() == ["MPP"] * 3


def test_the_opener_starts_without_the_heavy_libraries() -> None:
    script = "import sys; import pipeline.reading.files.opener; print({'polars', 'openpyxl'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_a_column_that_no_workbook_has_is_refused_at_once() -> None:
    """A million columns of a dozen rows are within the limit of cells, and took minutes."""
    far = struct.pack("<II", 1_048_577, 0) + struct.pack("<I", 1) + b"x\x00"
    cell = bytes([6, len(far)]) + far
    end = bytes([146 & 127 | 128, 1, 0])
    book = rezipped(
        xlsb(ASN), lambda n, d: d.replace(end, cell + end) if n.endswith("sheet1.bin") else d
    )
    assert refusal(book) == "berkas_terlalu_besar"
