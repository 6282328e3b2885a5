"""Two columns for one field, hidden sheets, and labels that are not read (contract §2.2, §2.3)."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.reading.intake import ParsedFile
from schemas.layouts import layout
from tests.builders.books import xlsx
from tests.builders.raw_files import edited, nip, people
from tests.builders.small_city import parse

ASN_HEAD = ["NIP", "Nama", "Kedudukan Hukum"]


def table(*rows: Sequence[Any], kind: str = "asn") -> pl.DataFrame:
    return parse(xlsx(list(rows)), kind).rows


@pytest.mark.parametrize(
    ("labels", "old"),
    [
        (["NIP", "NIP BARU"], "131110461"),
        (["NIP", "NIP18"], "13111046 1"),
        (["NIP BARU", "NIP"], 131110461),
        (["NIP", "NIP"], "-"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_the_column_with_more_whole_nip_wins(labels: list[str], old: object, swapped: bool) -> None:
    cells = [[old, nip(1)], [old, nip(2)]]
    if swapped:
        cells, labels = [row[::-1] for row in cells], labels[::-1]
    file = parse(xlsx([[*labels, "Nama"], *([*row, "Orang"] for row in cells)]), "asn")
    assert file.rows["nip"].to_list() == [nip(1), nip(2)]
    assert file.findings.filter(kode="kolom_ganda").height == 1


def test_as_many_in_both_leaves_the_alias_listed_first_then_the_leftmost() -> None:
    assert table(["NIP BARU", "NIP", "Nama"], [nip(1), nip(2), "A"])["nip"].to_list() == [nip(2)]
    assert table(["NIP", "NIP", "Nama"], [nip(1), nip(2), "A"])["nip"].to_list() == [nip(1)]


@pytest.mark.parametrize(
    ("labels", "cells", "column", "value"),
    [
        (["BLTH", "PERIODE"], ["entah", "2026-03"], "awal", Period.parse("2026-03").index),
        (["NOMINAL", "JUMLAH BAYAR"], ["JHT", "Rp16.800"], "nominal", 16800),
        (["IURAN", "TOTAL IURAN"], ["ya", 16800], "nominal", 16800),
        (
            ["NIK PEKERJA", "NIK"],
            ["337402", "3374021507800001"],
            "nik_pekerja_samar",
            "************0001",
        ),
        (["NIP DONATUR", "NIP"], ["Budi", nip(1)], "nip", nip(1)),
    ],
)
def test_so_do_months_money_and_numbers_of_persons(
    labels: list[str], cells: list[Any], column: str, value: object
) -> None:
    whole = {
        "NIP DONATUR": nip(9),
        "NIK PEKERJA": "3374021507800009",
        "BULAN IURAN": "2026-01",
        "NOMINAL": 8400,
    }
    fields = {
        "awal": "BULAN IURAN",
        "nominal": "NOMINAL",
        "nik_pekerja_samar": "NIK PEKERJA",
        "nip": "NIP DONATUR",
    }
    others = {label: cell for label, cell in whole.items() if label != fields[column]}
    rows = table([*labels, *others], [*cells, *others.values()], kind="iuran")
    assert rows["kelas"].to_list() == ["diterima"]
    assert rows[column].to_list() == [value]


def test_names_and_words_go_by_their_label() -> None:
    assert table(["NIP", "Nama", "Nama Lengkap"], [nip(1), None, "B"], [nip(2), "C", "D"])[
        "nama"
    ].to_list() == [
        None,
        "C",
    ]


def hidden(state: str, name: str, sheets: dict[str, Any], kind: str = "asn") -> Any:
    def hide(book: Any) -> None:
        book[name].sheet_state = state

    return parse(edited(hide, sheets), kind)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize(("shared", "read"), [(5, False), (4, False), (3, True), (0, True)])
def test_a_hidden_roster_is_read_unless_its_people_stand_on_visible_sheets(
    state: str, shared: int, read: bool
) -> None:
    old = [ASN_HEAD, *people(1, shared), *people(20, 24 - shared)]
    file = hidden(state, "Lama", {"Lama": old, "Data": [ASN_HEAD, *people(1, 6)]})
    assert (file.rows["lembar"] == "Lama").any() is read
    assert file.rows["lembar"][0] == "Data"
    assert file.findings["kode"].to_list() == [
        "lembar_tersembunyi" if read else "lembar_tersembunyi_dilewati"
    ]
    assert file.findings["lembar"].to_list() == ["Lama"]


def test_payments_on_a_hidden_sheet_are_read_and_said() -> None:
    head = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran"]
    row = [nip(1), "3374021507800001", "2026-03"]
    file = hidden("hidden", "Lama", {"Lama": [head, row], "Data": [head, row]}, "iuran")
    assert file.rows["lembar"].to_list() == ["Data", "Lama"]
    assert "lembar_tersembunyi" in file.findings["kode"].to_list()


def test_a_hidden_copy_without_a_header_does_not_refuse_the_file() -> None:
    assert not hidden(
        "hidden", "Lama", {"Lama": people(1, 6), "Data": [ASN_HEAD, *people(1, 6)]}
    ).refused
    assert hidden(
        "hidden", "Lama", {"Lama": people(11, 16), "Data": [ASN_HEAD, *people(1, 6)]}
    ).refused


def test_labels_that_nobody_knows_are_said_once_per_file_without_values() -> None:
    rows: list[list[Any]] = [
        ["NO", "NIP", "Nama", "Status Kelulusan", "NPWP", "Hobi"],
        [1, nip(1), "A", "Lulus", "123", "Ikan"],
    ]
    file = parse(
        xlsx({"A": rows, "B": [[*rows[0][:4], "Kolom Q"], [2, nip(2), "B", "x", "y"]]}), "asn"
    )
    said = file.findings.filter(kode="kolom_tak_dibaca")
    assert said["lembar"].to_list() == [""]
    assert "Kolom tidak dibaca: Status Kelulusan, Hobi, Kolom Q." in said["pesan"][0]
    assert "Ikan" not in said["pesan"][0]


def test_a_label_like_a_known_one_is_said_by_itself_and_a_number_is_no_label() -> None:
    file = parse(
        xlsx([["NIP", "Nama", "Kedudukan Hkum", nip(5), 12], [nip(1), "A", "Aktif", "x", "y"]]),
        "asn",
    )
    assert file.findings["kode"].to_list().count("kolom_mirip") == 1
    assert "kolom_tak_dibaca" not in file.findings["kode"].to_list() or "19900101" not in "".join(
        file.findings["pesan"]
    )


SIASN = [
    "PNS ID",
    "NIP BARU",
    "NIP LAMA",
    "NAMA",
    "GELAR DEPAN",
    "GELAR BELAKANG",
    "TEMPAT LAHIR ID",
    "TEMPAT LAHIR NAMA",
    "TANGGAL LAHIR",
    "JENIS KELAMIN",
    "AGAMA ID",
    "AGAMA NAMA",
    "JENIS KAWIN ID",
    "JENIS KAWIN NAMA",
    "NIK",
    "NOMOR HP",
    "EMAIL",
    "EMAIL GOV",
    "ALAMAT",
    "NPWP NOMOR",
    "BPJS",
    "JENIS PEGAWAI ID",
    "JENIS PEGAWAI NAMA",
    "KEDUDUKAN HUKUM ID",
    "KEDUDUKAN HUKUM NAMA",
    "STATUS CPNS PNS",
    "KARTU ASN VIRTUAL",
    "NOMOR SK CPNS",
    "TANGGAL SK CPNS",
    "TMT CPNS",
    "NOMOR SK PNS",
    "TANGGAL SK PNS",
    "TMT PNS",
    "GOL AWAL ID",
    "GOL AWAL NAMA",
    "GOL AKHIR ID",
    "GOL AKHIR NAMA",
    "TMT GOLONGAN",
    "MK TAHUN",
    "MK BULAN",
    "JENIS JABATAN ID",
    "JENIS JABATAN NAMA",
    "JABATAN ID",
    "JABATAN NAMA",
    "TMT JABATAN",
    "TINGKAT PENDIDIKAN ID",
    "TINGKAT PENDIDIKAN NAMA",
    "PENDIDIKAN ID",
    "PENDIDIKAN NAMA",
    "TAHUN LULUS",
    "KPKN ID",
    "KPKN NAMA",
    "LOKASI KERJA ID",
    "LOKASI KERJA NAMA",
    "UNOR ID",
    "UNOR NAMA",
    "INSTANSI INDUK ID",
    "INSTANSI INDUK NAMA",
    "INSTANSI KERJA ID",
    "INSTANSI KERJA NAMA",
    "SATUAN KERJA INDUK ID",
    "SATUAN KERJA INDUK NAMA",
    "SATUAN KERJA KERJA ID",
    "SATUAN KERJA KERJA NAMA",
    "IS VALID NIK",
    "NAMA SEKOLAH",
    "FLAG IKD",
    "ESELON ID",
    "ESELON NAMA",
]


def test_an_export_of_siasn_says_nothing_of_its_labels() -> None:
    row = [nip(1) if label == "NIP BARU" else "1" if label == "NAMA" else "" for label in SIASN]
    codes = parse(xlsx([SIASN, row]), "asn").findings["kode"].to_list()
    assert {"kolom_tak_dibaca", "kolom_mirip", "kolom_ganda"} & set(codes) == set()


@pytest.mark.parametrize("kind", ["asn", "iuran"])
def test_no_label_is_both_read_and_left_unread(kind: str) -> None:
    assert not set(layout(kind).ranked) & layout(kind).unread


def beside(right: int, left: int = 3) -> ParsedFile:
    """Read a roster in two tables beside each other, of `left` and `right` people."""
    rows = [
        [*([nip(n), "Kiri"] if n <= left else [None, None]), None]
        + ([nip(100 + n), "Kanan"] if n <= right else [None, None])
        for n in range(1, max(left, right) + 1)
    ]
    return parse(xlsx([["NIP", "Nama", None, "NIP", "Nama"], *rows]), "asn")


@pytest.mark.parametrize(("right", "left"), [(5, 9), (9, 5)])
def test_a_second_table_beside_the_first_refuses_the_file(right: int, left: int) -> None:
    """Of the longer one's label wins, and nobody of the other would be read (contract §2.2)."""
    file = beside(right, left)
    assert file.refused
    assert file.findings["kode"].to_list() == ["tabel_bersebelahan"]
    assert ("kolom D" if left > right else "kolom A") in file.findings["pesan"][0]


def test_a_few_names_beside_a_table_and_the_same_people_again_refuse_nothing() -> None:
    assert not beside(4, 9).refused
    twice = [["NIP", "Nama", "NIP", "Nama"], *([nip(n), "A", nip(n), "A"] for n in range(1, 9))]
    assert not parse(xlsx(twice), "asn").refused
    chiefs = [["NIP", "Nama", "NIP"], *([nip(n), "A", nip(100 + n)] for n in range(1, 9))]
    assert not parse(xlsx(chiefs), "asn").refused


def test_superiors_beside_their_people_are_no_second_table() -> None:
    rows = [[nip(n), "A", nip(100 + n % 8), "B"] for n in range(1, 41)]
    assert not parse(xlsx([["NIP", "Nama", "NIP", "Nama"], *rows]), "asn").refused


def test_a_second_table_of_payments_refuses_the_file() -> None:
    head = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran"]
    rows = [
        [nip(n), f"337402150780000{n}", "2026-03", nip(100 + n), f"337402150780010{n}", "2026-03"]
        for n in range(1, 7)
    ]
    file = parse(xlsx([[*head, *head], *rows]), "iuran")
    assert file.findings["kode"].to_list() == ["tabel_bersebelahan"]
    donors = [
        [nip(n), f"337402150780000{n}", f"337402150780010{n}", "2026-03"] for n in range(1, 7)
    ]
    assert not parse(xlsx([["NIP Donatur", "NIK", "NIK", "Bulan Iuran"], *donors]), "iuran").refused


def test_labels_that_stand_in_one_cell_are_told_so() -> None:
    """As a list that was pasted into one column is saved: each line in one pair of quotes."""
    file = parse(f'"NIP,Nama,OPD"\n"{nip(1)},Orang 1,DINKES"\n', "asn")
    assert file.refused
    assert "Judulnya menyatu dalam satu sel" in file.findings["pesan"][0]
    other = parse(f"Catatan: NIP, dan lain\n{nip(1)}\n", "asn")
    assert "menyatu" not in other.findings["pesan"][0]


def test_a_sheet_is_named_and_the_table_of_a_text_file_is_not() -> None:
    rows = [["Nomor", "Orang"], *([nip(n), "Orang"] for n in range(1, 6))]
    text = "\n".join(";".join(row) for row in rows) + "\n"
    assert parse(text, "asn").findings["pesan"][0].startswith("Berkas ini memuat 5 NIP")
    book = parse(xlsx({"Data": rows}), "asn")
    assert book.findings["pesan"][0].startswith('Lembar "Data" memuat 5 NIP')
