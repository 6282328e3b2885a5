"""What a file is, told by its bytes, and when it is refused (contract §1, §2.6)."""

import datetime as dt
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from pipeline.reading.intake import parse_file
from tests.builders.books import rezipped, xlsx
from tests.builders.small_city import KEY, parse, policy

FILES = Path(__file__).parent / "berkas"
TEXT = "NIP,Nama\n199001012015041001,Budi Santoso\n199201012017042002,Siti Aminah\n"
BOOK = xlsx(
    [["NIP", "Nama"], ["199001012015041001", "Budi Santoso"], ["199201012017042002", "Siti Aminah"]]
)
READ = [(2, "199001012015041001"), (3, "199201012017042002")]


def refusal(data: bytes, kind: str = "asn") -> str:
    file = parse(data, kind)
    assert file.refused
    assert not file.rows.height
    assert file.findings.height == 1
    return str(file.findings["kode"][0])


@pytest.mark.parametrize(
    "data",
    [BOOK, TEXT.encode(), (FILES / "roster.xls").read_bytes(), (FILES / "roster.ods").read_bytes()],
)
def test_a_table_is_read_whatever_its_file_is_called(data: bytes) -> None:
    assert parse(data, "asn").rows.select("baris", "nip").rows() == READ


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe\r\x00\n\x00"])
def test_nothing_is_refused_as_empty(data: bytes) -> None:
    assert refusal(data) == "berkas_kosong"


def test_a_workbook_of_empty_sheets_is_refused_as_empty() -> None:
    assert refusal(xlsx({"A": [], "B": []})) == "berkas_kosong"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "gambar"),
        (b"\xff\xd8\xff\xe0", "gambar"),
        (b"Rar!\x1a", "RAR"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"\xef\xbb\xbf  <html>", "HTML"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"{\\rtf1 x}", "RTF"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, named: str) -> None:
    assert refusal(data) == "berkas_bukan_tabel"
    assert named in parse(data, "asn").findings["pesan"][0]


def test_a_zip_without_a_workbook_is_no_table() -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    assert refusal(sink.getvalue()) == "berkas_bukan_tabel"


def test_a_text_that_begins_with_pk_is_text() -> None:
    assert parse("PKL DAN DONATUR\n" + TEXT, "asn").rows["baris"].to_list() == [3, 4]


def test_an_encrypted_workbook_is_refused() -> None:
    ole = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(600)
    )
    assert refusal(ole) == "berkas_terenkripsi"


def test_an_encrypted_part_of_a_zip_is_refused() -> None:
    data = bytearray(BOOK)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refusal(bytes(data)) == "berkas_terenkripsi"


@pytest.mark.parametrize(
    "data",
    [
        BOOK[: len(BOOK) // 2],
        b"PK\x03\x04" + bytes(50),
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(50),
    ],
)
def test_a_workbook_cut_short_is_refused_as_damaged(data: bytes) -> None:
    assert refusal(data) == "berkas_rusak"


def test_a_zip_of_an_impossible_version_is_refused_as_damaged() -> None:
    data = bytearray(BOOK)
    data[data.find(b"PK\x01\x02") + 6] = 200
    assert refusal(bytes(data)) == "berkas_rusak"


@pytest.mark.parametrize("data", [TEXT.encode(), BOOK, (FILES / "roster.xls").read_bytes()])
def test_what_unpacks_beyond_the_limit_of_the_policy_is_refused(data: bytes) -> None:
    small = parse_file(data, "asn", replace(policy().reading, unpacked_limit=60), KEY)
    assert small.findings["kode"].to_list() == ["berkas_terlalu_besar"]
    assert "60 B" in small.findings["pesan"][0]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = rezipped(
        BOOK, lambda name, data: data + b" " * (300 * 2**20 if name.endswith("sheet1.xml") else 0)
    )
    assert len(bomb) < 2**20
    small = parse_file(bomb, "asn", replace(policy().reading, unpacked_limit=200 * 2**20), KEY)
    assert small.findings["kode"].to_list() == ["berkas_terlalu_besar"]


@pytest.mark.parametrize(
    ("place", "refused"),
    [("XFD1048576", True), ("XFD2000", True), ("Z1048576", True), ("ZZ300", False)],
)
def test_one_stray_cell_at_the_far_end_makes_a_table_too_large(place: str, refused: bool) -> None:
    assert (
        parse(stray(place, "x"), "asn").findings["kode"][0] == "berkas_terlalu_besar"
    ) is refused


def test_formatting_at_the_far_end_takes_no_room() -> None:
    file = parse(stray("XFD1048576", None), "asn")
    assert file.rows.select("baris", "nip").rows() == READ


def stray(place: str, value: str | None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    cell = book.worksheets[0][place]
    cell.value = value
    cell.font = Font(bold=True)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_numbers_keep_their_native_type_and_texts_theirs() -> None:
    whole = [[f"1990010120150410{n:02d}", "Orang"] for n in range(1, 41)]
    book = xlsx(
        [["NIP", "Nama"], *whole, [199001012015041001, "Rusak"], ["199001012015041099", "Sah"]]
    )
    rows = parse(book, "asn").rows
    assert rows["nip_keadaan"].to_list() == ["sah"] * 40 + ["rusak", "sah"]


def test_a_date_cell_is_a_date_and_a_month() -> None:
    book = xlsx(
        [
            ["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal", "Tanggal Bayar"],
            [
                "199001012015041001",
                3374021507800001,
                dt.date(2026, 3, 1),
                16800.0,
                dt.datetime(2026, 3, 4, 9, 30),  # noqa: DTZ001 - a workbook has no zones
            ],
        ]
    )
    row = parse(book, "iuran").rows.row(0, named=True)
    assert (row["nominal"], row["tanggal_bayar"], row["kelas"]) == (
        16800,
        dt.date(2026, 3, 4),
        "diterima",
    )
    assert row["nik_pekerja_samar"] == "************0001"


@pytest.mark.parametrize("seed", range(4))
def test_damaged_bytes_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        data = bytearray(BOOK if seed % 2 else TEXT.encode() * 5)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        parse(bytes(data), "asn")
        parse(bytes(data), "iuran")


@pytest.mark.parametrize("seed", range(3))
def test_damaged_xml_within_a_workbook_never_raises(seed: int) -> None:
    chance = random.Random(seed)

    def spoil(name: str, part: bytes) -> bytes:
        spoilt = bytearray(part)
        for _ in range(chance.randint(0, 3)):
            spoilt[chance.randrange(len(spoilt))] = chance.choice(b'<>"/09AZ& x')
        return bytes(spoilt)

    for _ in range(40):
        parse(rezipped(BOOK, spoil), "asn")


def test_a_roster_with_a_password_says_so_and_what_to_do() -> None:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(BOOK)).encrypt("rahasia", locked)
    refused = parse(locked.getvalue(), "asn")
    assert refused.findings["kode"].to_list() == ["berkas_terenkripsi"]
    assert "hapus kata sandinya" in refused.findings["pesan"][0]


def test_a_workbook_with_macros_is_read_and_its_macros_are_not() -> None:
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    book = rezipped(BOOK, lambda name, data: data.replace(plain.encode(), macro.encode()))
    with zipfile.ZipFile(held := io.BytesIO(book), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert parse(held.getvalue(), "asn").rows.equals(parse(BOOK, "asn").rows)
