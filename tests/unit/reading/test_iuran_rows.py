"""Iuran rows: which are kept, what they say and what is noted (contract §4)."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipeline.core.periods import Period
from tests.builders.small_city import parse

WHOLE = {
    "NIP Donatur": "199001012015041001",
    "NIK Pekerja": "3374021507800001",
    "Bulan Iuran": "2026-03",
    "Nominal": "16800",
}


def one(**cells: str) -> tuple[dict[str, Any], set[tuple[str, str | None]]]:
    """Return the one record of a file, and its findings.

    The file's cells are WHOLE and `cells` (labels with _ for blank).
    """
    row = {**WHOLE, **{label.replace("_", " "): cell for label, cell in cells.items()}}
    text = ";".join(row) + "\n" + ";".join(row.values()) + "\n"
    file = parse(text, "iuran")
    assert file.rows.height == 1
    return file.rows.row(0, named=True), set(file.findings.select("kode", "kolom").iter_rows())


def codes(**cells: str) -> set[str]:
    return {code for code, _ in one(**cells)[1]}


def test_a_whole_record_is_accepted_without_a_finding() -> None:
    record, notes = one()
    assert record["kelas"] == "diterima"
    assert notes == set()
    assert (record["awal"], record["akhir"], record["nominal"]) == (
        Period.parse("2026-03").index,
    ) * 2 + (16800,)
    assert record["nik_pekerja_samar"] == "************0001"
    assert (record["lunas"], record["dana_asn"], record["sektor"]) == (True, True, "lainnya")


def test_a_worker_without_nik_and_kpj_is_rejected() -> None:
    record, notes = one(NIK_Pekerja="33740215", KPJ="123")
    assert record["kelas"] == "ditolak"
    assert ("pekerja_tanpa_kunci", "nik_pekerja") in notes


def test_a_kpj_alone_is_a_worker_key() -> None:
    assert one(NIK_Pekerja="", KPJ="12345678901")[0]["kelas"] == "diterima"


@pytest.mark.parametrize(
    ("cells", "first", "last"),
    [
        ({"Bulan_Iuran": "2026-03", "Jumlah_Bulan": "3"}, "2026-03", "2026-05"),
        ({"Bulan_Iuran": "2026-03", "Jumlah_Bulan": "3 bulan"}, "2026-03", "2026-05"),
        ({"Bulan_Iuran": "2026-03", "Bulan_Akhir": "2026-06"}, "2026-03", "2026-06"),
        (
            {"Bulan_Iuran": "2026-03", "Bulan_Akhir": "2026-06", "Jumlah_Bulan": "2"},
            "2026-03",
            "2026-06",
        ),
        ({"Bulan_Iuran": "2026-03 s.d. 2026-05", "Jumlah_Bulan": "9"}, "2026-03", "2026-05"),
        ({"Bulan_Iuran": "", "Bulan_Awal": "Maret 2026"}, "2026-03", "2026-03"),
        ({"Bulan_Iuran": "", "Bulan_Awal": "Maret - Mei 2026"}, "2026-03", "2026-05"),
        (
            {"Bulan_Iuran": "", "Bulan_Awal": "2026-03", "Bulan_Akhir": "2028-02"},
            "2026-03",
            "2028-02",
        ),
    ],
)
def test_the_months_of_a_record(cells: dict[str, str], first: str, last: str) -> None:
    record, _ = one(**cells)
    assert record["kelas"] == "diterima"
    assert [str(Period(record[name])) for name in ("awal", "akhir")] == [first, last]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Bulan_Iuran": ""}, "bulan_tak_terbaca"),
        ({"Bulan_Iuran": "46296"}, "bulan_tak_terbaca"),
        ({"Bulan_Akhir": "besok"}, "bulan_tak_terbaca"),
        ({"Jumlah_Bulan": "tiga"}, "bulan_tak_terbaca"),
        ({"Jumlah_Bulan": "0"}, "bulan_tak_terbaca"),
        ({"Bulan_Akhir": "2026-02"}, "bulan_terbalik"),
        ({"Bulan_Iuran": "2026-05 - 2026-03"}, "bulan_terbalik"),
        ({"Bulan_Iuran": "2026-05 - 2026-03", "Jumlah_Bulan": "3"}, "bulan_terbalik"),
        ({"Jumlah_Bulan": "25"}, "bulan_terlalu_banyak"),
        ({"Bulan_Akhir": "2028-03"}, "bulan_terlalu_banyak"),
    ],
)
def test_months_that_reject_a_record(cells: dict[str, str], code: str) -> None:
    record, notes = one(**cells)
    assert record["kelas"] == "ditolak"
    assert record["bulan_salah"] is True
    assert code in {kode for kode, _ in notes}


def test_a_count_that_disagrees_with_the_end_is_a_finding_and_one_that_agrees_is_not() -> None:
    assert "jumlah_bulan_beda" in codes(Bulan_Akhir="2026-05", Jumlah_Bulan="2")
    assert "jumlah_bulan_beda" in codes(Bulan_Iuran="2026-03 - 2026-05", Jumlah_Bulan="2")
    assert "jumlah_bulan_beda" not in codes(Bulan_Akhir="2026-05", Jumlah_Bulan="3")
    assert "jumlah_bulan_beda" not in codes(Jumlah_Bulan="3")


@pytest.mark.parametrize("nominal", ["-16800", "16.8", "enam belas", "16.800.00"])
def test_an_unreadable_or_negative_amount_rejects_the_record(nominal: str) -> None:
    record, notes = one(Nominal=nominal)
    assert record["kelas"] == "ditolak"
    assert ("nominal_tak_terbaca", "nominal") in notes


def test_no_amount_is_a_finding_and_rejects_nothing() -> None:
    record, notes = one(Nominal="")
    assert (record["kelas"], record["nominal"]) == ("diterima", None)
    assert ("tanpa_nominal", "nominal") in notes


@pytest.mark.parametrize(
    "status",
    [
        "lunas",
        "Berhasil",
        "SUKSES",
        "success",
        "paid",
        "Sudah Bayar",
        "sudah-bayar",
        "dibayar",
        "Settlement",
        "",
        "-",
    ],
)
def test_paid(status: str) -> None:
    record, notes = one(Status_Bayar=status)
    assert record["lunas"] is True
    assert not notes


@pytest.mark.parametrize(
    "status",
    ["gagal", "PENDING", "belum", "Belum Lunas", "batal", "ditolak", "Saldo tidak cukup", "failed"],
)
def test_not_paid(status: str) -> None:
    record, notes = one(Status_Bayar=status)
    assert (record["lunas"], record["status_dikenal"]) == (False, True)
    assert not notes


@pytest.mark.parametrize("status", ["diproses", "lunas sebagian", "belum terbayar", "???"])
def test_an_unknown_word_of_status_is_not_paid_and_a_finding(status: str) -> None:
    record, notes = one(Status_Bayar=status)
    assert (record["lunas"], record["status_dikenal"]) == (False, False)
    assert ("status_tidak_dikenal", "status_bayar") in notes


@pytest.mark.parametrize(
    ("source", "own", "noted"),
    [
        ("APBD", False, False),
        ("dana DBHCHT 2026", False, False),
        ("PIJAR SEMAR", False, False),
        ("CSR Bank", False, False),
        ("gaji ASN", True, False),
        ("pribadi", True, False),
        ("", True, False),
        ("bukan APBD", True, True),
        ("non APBD (gaji)", True, False),
        ("arisan", True, True),
    ],
)
def test_whose_money_it_is(source: str, own: bool, noted: bool) -> None:
    record, notes = one(Sumber_Dana=source)
    assert record["dana_asn"] is own
    assert (("sumber_tidak_dikenal", "sumber_dana") in notes) is noted


@pytest.mark.parametrize(
    ("sector", "job", "read"),
    [
        ("", "Tukang ojek", "transportasi"),
        ("", "OJOL", "transportasi"),
        ("", "Ojekan", "lainnya"),
        ("", "", "lainnya"),
        ("Transportasi", "Pedagang", "transportasi"),
        ("Transport darat", "", "transportasi"),
        ("Perdagangan", "Ojek", "lainnya"),
        ("Non Transportasi", "Ojek", "lainnya"),
        ("bukan transportasi", "", "lainnya"),
        ("", "sopir angkot", "transportasi"),
    ],
)
def test_the_sector(sector: str, job: str, read: str) -> None:
    assert one(Sektor=sector, Jenis_Pekerjaan=job)[0]["sektor"] == read


@pytest.mark.parametrize("bad", ["123", "1.99001012015041E+17", "bukan", ""])
def test_a_bad_donor_nip_does_not_reject_the_record(bad: str) -> None:
    record, _ = one(NIP_Donatur=bad)
    assert (record["kelas"], record["nip"]) == ("diterima", None)


def test_a_nik_in_the_nip_cell_is_the_donors_nik_and_the_nip_cell_counts_as_empty() -> None:
    moved, notes = one(NIP_Donatur="3374010101900001")
    stated, _ = one(NIK_Donatur="3374010101900001")
    assert moved["nik_donatur"] == stated["nik_donatur"]
    assert (moved["nip_tercatat"], moved["nip_keadaan"]) == (None, "kosong")
    assert notes == set()


def test_a_filled_donor_nik_wins_over_one_in_the_nip_cell() -> None:
    both, _ = one(NIP_Donatur="3374010101900001", NIK_Donatur="3374014101920001")
    assert both["nik_donatur"] == one(NIK_Donatur="3374014101920001")[0]["nik_donatur"]
    assert both["nip_tercatat"] is None


def test_an_odd_or_unreadable_donor_nik_is_noted_as_any_nik_is() -> None:
    assert ("nik_meragukan", "nik_donatur") in one(NIK_Donatur="3374013301900001")[1]
    assert ("nik_salah", "nik_donatur") in one(NIK_Donatur="3374************")[1]


def test_an_unreadable_date_is_empty_and_a_finding() -> None:
    record, notes = one(Tanggal_Bayar="kemarin")
    assert (record["kelas"], record["tanggal_bayar"]) == ("diterima", None)
    assert ("tanggal_tak_terbaca", "tanggal_bayar") in notes
    assert one(Tanggal_Bayar="05/03/2026")[0]["tanggal_bayar"] == dt.date(2026, 3, 5)


def test_kpj_findings() -> None:
    assert "kpj_dipadankan" in codes(KPJ="1234567890")
    assert "kpj_salah" in codes(KPJ="1234")
    assert "kpj_salah" in codes(KPJ="00000000000")


def test_worker_numbers_never_leave_reading_whole() -> None:
    text = "NIP,NIK,KPJ,BLTH\n199001012015041001,3374021507800001,12345678901,2026-03\n"
    file = parse(text, "iuran")
    everything = str(file.rows.rows()) + str(file.findings.rows())
    assert "3374021507800001" not in everything
    assert "12345678901" not in everything


def test_a_number_in_the_wrong_column_is_not_quoted() -> None:
    row = {**WHOLE, "Status Bayar": "3374021507800001", "Sumber Dana": "dari 199001012015041001"}
    notes = parse(";".join(row) + "\n" + ";".join(row.values()), "iuran").findings
    assert set(notes["kode"]) == {"status_tidak_dikenal", "sumber_tidak_dikenal"}
    assert not notes.filter(pl.col("pesan").str.contains(r"\d{6}")).height


def test_no_finding_quotes_a_person() -> None:
    cells = {
        "NIP_Donatur": "19900101201504100X",
        "Nama_Donatur": "Budi Rahasia",
        "NIK_Pekerja": "3374023307800001",
    }
    row = {**WHOLE, **{k.replace("_", " "): v for k, v in cells.items()}}
    notes = parse(";".join(row) + "\n" + ";".join(row.values()), "iuran").findings
    assert notes.height >= 2
    assert not notes.filter(pl.col("pesan").str.contains("Rahasia|19900101|33740233")).height
