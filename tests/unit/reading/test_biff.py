"""Records of old Excel without a container, as PHP scripts write them (contract §1)."""

import struct

import pytest

from tests.builders.books import biff_record, biff_sheet
from tests.builders.small_city import parse

NIPS = [f"19900101201504100{n}" for n in range(1, 8)]
ROWS = [["NIP", "Nama"], *([nip, f"Orang {n}"] for n, nip in enumerate(NIPS[:3], 1))]
WHOLE = [(2, NIPS[0], "Orang 1"), (3, NIPS[1], "Orang 2"), (4, NIPS[2], "Orang 3")]
PLACE = struct.pack("<HHH", 4, 0, 0)


def people(book: bytes) -> list[tuple[int, str, str]]:
    file = parse(book, "asn")
    assert not file.refused, file.findings["pesan"].to_list()
    return file.rows.select("baris", "nip", "nama").rows()


@pytest.mark.parametrize("begin", [0x0009, 0x0209, 0x0409, 0x0809])
@pytest.mark.parametrize(
    "around", [(b"", b""), (b"\r\n", b"\r\n"), (b"\xef\xbb\xbf", b"\x00\x00"), (b"\n\n \t", b"\n")]
)
def test_every_version_is_read_with_blanks_around_it(
    begin: int, around: tuple[bytes, bytes]
) -> None:
    assert people(around[0] + biff_sheet(ROWS, begin) + around[1]) == WHOLE


def test_records_without_cells_are_passed_over() -> None:
    before = (
        biff_record(0x0000, bytes(8))
        + biff_record(0x0042, b"\xe4\x04")
        + biff_record(0x0031, bytes(9))
    )
    assert people(biff_sheet(ROWS, before=before, after=biff_record(0x003E, bytes(10)))) == WHOLE


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\x05\x00\x00\xc9lan!", "Élan!"),
        (b"\x05\x00\x01" + "Élan!".encode("utf-16-le"), "Élan!"),
        (b"\x05\x00\xc9lan!", "Élan!"),
        (b"\x06\x00" + "Élan!".encode(), "Élan!"),
    ],
)
def test_a_text_is_read_in_each_of_its_writings(body: bytes, text: str) -> None:
    label = biff_record(0x0204, struct.pack("<HHH", 4, 1, 0) + body)
    number = biff_record(0x0204, PLACE + struct.pack("<H", 18) + NIPS[3].encode())
    assert people(biff_sheet(ROWS, after=number + label))[-1] == (5, NIPS[3], text)


def test_numbers_of_every_kind_keep_their_type() -> None:
    head = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"]
    cells = b"".join(
        [
            biff_record(0x0203, struct.pack("<HHHd", 1, 0, 0, float(NIPS[0]))),
            biff_record(0x0203, struct.pack("<HHHd", 1, 1, 0, 3374021507800001.0)),
            biff_record(0x0204, struct.pack("<HHHH", 1, 2, 0, 7) + b"2026-03"),
            biff_record(0x027E, struct.pack("<HHHI", 1, 3, 0, 16800 << 2 | 2)),
            biff_record(0x0204, struct.pack("<HHHH", 2, 0, 0, 18) + NIPS[1].encode()),
            biff_record(0x0203, struct.pack("<HHHd", 2, 1, 0, 3374021507800002.0)),
            biff_record(0x0204, struct.pack("<HHHH", 2, 2, 0, 7) + b"2026-03"),
            biff_record(0x0006, struct.pack("<HHHd", 2, 3, 0, 16800.0) + bytes(8)),
        ]
    )
    file = parse(biff_sheet([head], after=cells), "iuran")
    assert file.rows.select("nip_keadaan", "nominal", "kelas").rows() == [
        ("rusak", 16800, "diterima"),
        ("sah", 16800, "diterima"),
    ]


@pytest.mark.parametrize(
    ("book", "kode"),
    [
        (biff_sheet(ROWS)[:-4], "berkas_rusak"),
        (biff_sheet(ROWS)[:-20], "berkas_rusak"),
        (biff_sheet(ROWS) + b"<br>galat", "berkas_rusak"),
        (biff_sheet(ROWS, after=biff_record(0x0204, PLACE + b"\x63\x00x")), "berkas_rusak"),
        (biff_sheet(ROWS, before=biff_record(0x002F, bytes(4))), "berkas_terenkripsi"),
        (biff_sheet(ROWS, before=biff_record(0x00FC, bytes(8))), "berkas_simpan_ulang"),
        (
            biff_sheet(ROWS, after=biff_sheet(ROWS)[12:-4].replace(b"Orang 1", b"Orang 9")),
            "berkas_sel_bertabrakan",
        ),
    ],
)
def test_what_would_be_lost_is_refused(book: bytes, kode: str) -> None:
    assert parse(book, "asn").findings["kode"].to_list() == [kode]


def test_two_sheets_one_after_the_other_are_two() -> None:
    file = parse(biff_sheet(ROWS) + biff_sheet([["NIP", "Nama"], [NIPS[5], "Lima"]]), "asn")
    assert file.rows["lembar"].to_list() == ["Lembar 1"] * 3 + ["Lembar 2"]


def test_a_text_that_begins_with_a_tab_is_text() -> None:
    assert people(f"\tNIP\tNama\n\t{NIPS[0]}\tOrang 1\n".encode()) == WHOLE[:1]
