"""Roster rows: which are kept and what is noted (contract §2.4, §3)."""

import pytest

from tests.builders.provoked import nips_divisible_by_32
from tests.builders.small_city import parse

HEAD = "No,NIP,Nama,NIK,Jenis ASN,Status CPNS PNS,Kedudukan Hukum\n"
WHOLE = "1,199001012015041001,Budi Santoso,3374010101900001,PNS,,Aktif\n"


def kinds(jenis: str, status: str = "", nip: str = "199001012015041001") -> str:
    return str(
        parse(f"NIP,Nama,Jenis ASN,Status CPNS PNS\n{nip},Budi,{jenis},{status}\n", "asn").rows[
            "jenis_asn"
        ][0]
    )


@pytest.mark.parametrize(
    ("jenis", "status", "kind"),
    [
        ("Non ASN", "", "tidak diketahui"),
        ("Bukan PNS", "", "tidak diketahui"),
        ("Honorer", "", "tidak diketahui"),
        ("THL", "", "tidak diketahui"),
        ("PPPK kontrak", "", "tidak diketahui"),
        ("Kontraktor", "", "tidak diketahui"),
        ("Non ASN Paruh Waktu", "", "tidak diketahui"),
        ("THL PNS", "", "tidak diketahui"),
        ("PPPK Paruh Waktu", "", "PPPK Paruh Waktu"),
        ("paruh waktu", "", "PPPK Paruh Waktu"),
        ("PPPK paruh", "", "PPPK"),
        ("PPPK", "C", "PPPK"),
        ("P3K Guru", "", "PPPK"),
        ("Pegawai Pemerintah dengan Perjanjian Kerja", "", "PPPK"),
        ("CPNS", "", "CPNS"),
        ("Calon Pegawai Negeri Sipil", "P", "CPNS"),
        ("PNS Daerah", "C", "CPNS"),
        ("PNS Daerah", "P", "PNS"),
        ("Pegawai Negeri Sipil", "", "PNS"),
        ("", "P", "PNS"),
        ("", "c", "CPNS"),
        ("", "CPNS", "CPNS"),
        ("", "X", "tidak diketahui"),
        ("PNSD", "", "tidak diketahui"),
        ("Nonaktif PNS", "", "PNS"),
    ],
)
def test_the_kind_is_told_by_the_first_whole_word_that_applies(
    jenis: str, status: str, kind: str
) -> None:
    assert kinds(jenis, status) == kind


@pytest.mark.parametrize(
    ("nip", "kind"),
    [
        ("199001012015041001", "PNS"),
        ("199001012015121001", "PNS"),
        ("199001012023211001", "PPPK"),
        ("199001012023291001", "PPPK"),
    ],
)
def test_without_words_digits_13_and_14_tell_the_kind(nip: str, kind: str) -> None:
    assert kinds("", "", nip) == kind


def test_each_row_has_its_own_kind_though_others_write_theirs_alike() -> None:
    written = ["PNS,", ",", ",c", "PNS,", ",", "THL,", ","]
    nips = [
        f"19900101{month}{n:03d}" for n, month in enumerate(["2015041"] * 4 + ["2023211"] * 3, 1)
    ]
    rows = "".join(f"{nip},Budi,{kind}\n" for nip, kind in zip(nips, written, strict=True))
    read = parse(f"NIP,Nama,Jenis ASN,Status CPNS PNS\n{rows}", "asn").rows
    assert read["nip"].to_list() == nips
    assert read["jenis_asn"].to_list() == [
        "PNS",
        "PNS",
        "CPNS",
        "PNS",
        "PPPK",
        "tidak diketahui",
        "PPPK",
    ]


def test_a_row_without_a_valid_nip_or_a_name_is_rejected_with_its_reason() -> None:
    text = HEAD + "1,,Ani,,,,\n2,123,Eko,,,,\n3,199001012015041002,-,,,,\n" + WHOLE
    file = parse(text, "asn")
    assert file.rows.select("baris", "kelas").rows() == [
        (2, "ditolak"),
        (3, "ditolak"),
        (4, "ditolak"),
        (5, "diterima"),
    ]
    reasons = (
        file.findings.filter(file.findings["kode"] != "kedudukan_kosong")
        .select("kode", "baris")
        .rows()
    )
    assert sorted(reasons, key=lambda reason: reason[1]) == [
        ("nip_kosong", 2),
        ("nip_salah", 3),
        ("nama_kosong", 4),
    ]


def test_columns_that_the_contract_does_not_name_are_dropped() -> None:
    rows = parse(
        "NIP,Nama,Alamat,Nomor HP\n199001012015041001,Budi,Jalan Rahasia 7,0812345\n", "asn"
    ).rows
    assert not [
        column
        for column in rows.columns
        if rows[column].cast(str).str.contains("Rahasia|0812").any()
    ]


def test_the_nik_leaves_reading_only_as_a_pseudonym() -> None:
    file = parse(HEAD + WHOLE, "asn")
    assert file.rows["nik"][0] != "3374010101900001"
    assert len(file.rows["nik"][0]) == 32
    assert "3374010101900001" not in str(file.findings.rows())


def test_an_odd_and_an_unreadable_nik_are_noted_and_the_row_stays() -> None:
    text = "NIP,Nama,NIK\n199001012015041001,Budi,3374013301900001\n199001012015041002,Ani,337401********01\n"
    file = parse(text, "asn")
    assert file.rows["kelas"].to_list() == ["diterima", "diterima"]
    assert file.rows["nik"].is_null().to_list() == [False, True]
    noted = set(file.findings.select("kode", "baris", "kolom").rows())
    assert {("nik_meragukan", 2, "nik"), ("nik_salah", 3, "nik")} <= noted


def test_empty_standing_is_said_once_per_file_with_its_number() -> None:
    text = "NIP,Nama,Kedudukan Hukum\n199001012015041001,Budi,\n199001012015041002,Ani,-\n199001012015041003,Eko,Aktif\n"
    notes = parse(text, "asn").findings.filter(kode="kedudukan_kosong")
    assert notes.height == 1
    assert "2 baris" in notes["pesan"][0]


@pytest.mark.parametrize(("damaged", "refused"), [(1, False), (2, True)])
def test_a_roster_with_more_than_five_percent_of_its_nip_damaged_is_refused(
    damaged: int, refused: bool
) -> None:
    whole = "".join(f"1990010120150410{n:02d},Orang {n}\n" for n in range(1, 21 - damaged))
    file = parse("NIP,Nama\n" + whole + "1.99001E+17,Rusak\n" * damaged, "asn")
    assert file.refused is refused
    assert ("roster_nip_rusak" in file.findings["kode"].to_list()) is refused
    if refused:
        assert f"{damaged} dari 20" in file.findings["pesan"][0]


@pytest.mark.parametrize(
    ("snapped", "whole", "refused"), [(11, 39, True), (10, 40, False), (11, 38, False)]
)
def test_a_roster_of_fifty_whose_nip_are_multiples_of_32_is_refused(
    snapped: int, whole: int, refused: bool
) -> None:
    odd = [str(198501012010011001 + 2 * n) for n in range(whole)]
    file = parse(
        "NIP,Nama\n" + "".join(f"{nip},Orang\n" for nip in [*nips_divisible_by_32(snapped), *odd]),
        "asn",
    )
    assert file.refused is refused
    if refused:
        assert file.findings["kode"].to_list() == ["roster_nip_kelipatan_32"]
        assert f"{snapped} dari {snapped + whole}" in file.findings["pesan"][0]
