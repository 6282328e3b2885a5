"""What every row below the header is (contract §2.4)."""

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
import pytest

from pipeline.reading.tables.classes import CLASS, classify
from schemas.codes import ROW_CLASSES
from tests.builders.books import xlsx
from tests.builders.small_city import parse

HEAD = ["No", "NIP", "Nama", "Unit Kerja", "Golongan", "Keterangan"]
BUDI = [1, "199001012015041001", "Budi Santoso", "Dinas Kesehatan", "III/a", None]
SITI = [2, "199201012017042001", "Siti Aminah", "Dinas Kesehatan", "III/b", None]


def classes(
    *rows: Sequence[object], kind: str = "asn", head: Sequence[object] = HEAD
) -> dict[str, int]:
    """Return the accounting of one sheet with `rows` under its header, without the zeros."""
    file = parse(xlsx([head, *rows]), kind)
    assert not file.refused, file.findings["pesan"].to_list()
    counts = file.accounting.row(0, named=True)
    assert counts["baris"] == sum(counts[name] for name in ROW_CLASSES)
    return {name: counts[name] for name in ROW_CLASSES if counts[name]}


def test_records_only() -> None:
    assert classes(BUDI, SITI) == {"diterima": 2}


@pytest.mark.parametrize(
    "numbers", [[1, 2, 3, 4, 5, 6], ["(1)", "(2)", "(3)"], ["1", "2", "3", "4"], ["1.", "2.", "3."]]
)
def test_the_row_right_under_the_header_that_numbers_the_columns(numbers: list[object]) -> None:
    assert classes(numbers, BUDI) == {"nomor_kolom": 1, "diterima": 1}


def test_numbers_further_down_are_no_column_numbers() -> None:
    assert classes(BUDI, ["1", "2", "3", "4"], SITI) == {"diterima": 2, "ditolak": 1}


def test_the_header_again_and_the_column_numbers_under_it() -> None:
    assert classes(BUDI, HEAD, ["(1)", "(2)", "(3)"], SITI) == {
        "judul": 1,
        "nomor_kolom": 1,
        "diterima": 2,
    }


def test_the_header_again_in_other_letters() -> None:
    assert classes(BUDI, ["no", "N I P", "NAMA", "UNIT  KERJA", "Golongan"], SITI) == {
        "judul": 1,
        "diterima": 2,
    }


@pytest.mark.parametrize(
    "word",
    ["JUMLAH", "Total", "GRAND TOTAL", "Jumlah:", "TOTAL :", "Grand\u00a0Total", "grand  total"],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_total_is_told_by_one_of_the_first_three_cells(word: str, place: int) -> None:
    row: list[object] = ["x", "x", "x", None, 12]
    row[place] = word
    assert classes(BUDI, row, SITI) == {"diterima": 2, "total": 1}


def test_a_total_word_further_right_is_no_total() -> None:
    assert classes(BUDI, ["x", "x", "x", "TOTAL", 12], SITI) == {"diterima": 2, "ditolak": 1}


@pytest.mark.parametrize(
    "number", ["199001012015041003", 1.99001012015041e17, "3374010101900001", 123456789012345]
)
def test_a_row_with_a_cell_of_15_to_18_digits_is_no_total(number: object) -> None:
    assert "total" not in classes(*[BUDI] * 30, ["JUMLAH", number, "Orang", None, None], SITI)


@pytest.mark.parametrize("words", ["Jumlah pegawai", "Eko Jumlah", "Subtotal"])
def test_a_total_word_within_other_words_is_no_total(words: str) -> None:
    assert classes(BUDI, [words, None, "Eko", "Dinas", "III"], SITI) == {
        "diterima": 2,
        "ditolak": 1,
    }


def test_a_row_without_a_mapped_field_is_empty_even_with_a_running_number() -> None:
    assert classes(
        BUDI,
        [None] * 6,
        [3, None, None, None, None, None],
        [None, "-", None, None, None, "catatan"],
        SITI,
    ) == {
        "diterima": 2,
        "kosong": 3,
    }


def test_the_signature_block_after_the_last_record_is_the_foot() -> None:
    foot = [
        [None, None, None, "Semarang, Maret 2026"],
        [None, None, "Kepala Badan", None],
        [None, None, "Nama Kepala", "Pembina"],
    ]
    assert classes(BUDI, SITI, *foot) == {"diterima": 2, "kaki": 3}


def test_before_the_last_record_nothing_is_the_foot() -> None:
    assert classes(BUDI, [None, None, "Kepala Badan", None], SITI) == {"diterima": 2, "ditolak": 1}


@pytest.mark.parametrize("row", [[None, "NIP 1970", None, "x"], [None, "x", "y", "z"]])
def test_a_digit_in_the_key_or_three_filled_cells_are_no_foot(row: list[object]) -> None:
    assert classes(BUDI, row) == {"diterima": 1, "ditolak": 1}


def test_rows_end_with_the_last_that_holds_anything() -> None:
    assert classes(BUDI, [None] * 6, [None] * 6) == {"diterima": 1}
    assert classes(BUDI, [None] * 6, [None, None, None, None, None, "akhir"]) == {
        "diterima": 1,
        "kosong": 2,
    }


def test_iuran_foot_is_told_by_the_workers_keys() -> None:
    head = ["NIP Donatur", "NIK Pekerja", "KPJ", "Bulan Iuran", "Nominal"]
    row = ["199001012015041001", "3374021507800001", None, "2026-03", 16800]
    kpj = ["199001012015041001", None, "12345678901", "2026-03", 16800]
    assert classes(
        row, kpj, ["Mengetahui", None, None, None, "Kepala"], kind="iuran", head=head
    ) == {
        "diterima": 2,
        "kaki": 1,
    }
    assert classes(
        row, ["Mengetahui", None, None, None, "Kepala"], kpj, kind="iuran", head=head
    ) == {
        "diterima": 2,
        "ditolak": 1,
    }


def test_a_row_number_is_the_one_seen_in_excel() -> None:
    book = xlsx([["Daftar ASN"], [None], HEAD, [1, 2, 3, 4, 5, 6], BUDI, [None], SITI], first_row=4)
    assert parse(book, "asn").rows["baris"].to_list() == [8, 10]


def test_a_total_in_a_column_that_nobody_reads_is_a_total() -> None:
    assert classes(BUDI, ["JUMLAH", None, None, None, None, None]) == {"diterima": 1, "total": 1}


def test_a_torn_line_is_one_finding_and_a_torn_header_is_rejected_too() -> None:
    head = "NIP,Nama,OPD"
    lines = [
        head,
        "199001012015041001,Budi Santoso,DINKES,lebih",
        head + ",lebih",
        "199201012017042001,Siti,DISDIK",
    ]
    file = parse("\n".join(lines), "asn")
    assert file.accounting.row(0, named=True)["ditolak"] == 2
    rejected = file.findings.filter(file.findings["baris"].is_not_null())
    assert rejected.select("kode", "baris").rows() == [
        ("baris_csv_rusak", 2),
        ("baris_csv_rusak", 3),
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["Bidang Kesehatan"],
        [None, "Bidang Kesehatan"],
        [None, None, None, "Puskesmas Contoh"],
        [None, "Halaman 1 dari 3"],
        [None, "12345"],
        [None, None, None, None, "III/a"],
    ],
)
def test_the_only_cell_of_a_row_is_a_heading_anywhere(row: list[object]) -> None:
    found = classes(row, BUDI, row, SITI, row)
    assert found["diterima"] == 2
    assert found.get("kaki", 0) + found.get("kosong", 0) == 3


@pytest.mark.parametrize(
    "row",
    [
        [None, None, "Budi"],
        [None, "197501012000011001"],
        [None, "NIP. 19750101 200001 1 001"],
        [None, None, None, "3374010101900001"],
        [None, 1.97501012000011e17],
        [None, "197501012000011"],
        [None, "x", None, "y"],
    ],
)
def test_a_name_a_long_number_or_a_second_cell_is_no_heading(row: list[object]) -> None:
    assert classes(*[BUDI] * 30, row, SITI).get("kaki", 0) == 0


def test_a_dash_is_no_cell() -> None:
    assert classes(BUDI, ["-", "Bidang Kesehatan", "-", "--"], SITI) == {"diterima": 2, "kaki": 1}


def test_a_heading_in_an_iuran_file_is_no_payment() -> None:
    head = ["NIP Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"]
    row = ["199001012015041001", "3374021507800001", "2026-03", 16800]
    assert classes(
        ["Cabang Pemuda"], row, [None, None, None, "Halaman 2"], kind="iuran", head=head
    ) == {
        "diterima": 1,
        "kaki": 2,
    }


def test_payments_without_any_worker_are_records_that_are_rejected_and_no_signature() -> None:
    rows = "".join(f"19900101201504100{n};;;2026-04;;\n" for n in range(1, 5))
    file = parse("NIP Donatur;NIK Pekerja;KPJ;Bulan Iuran;Nominal;Status Bayar\n" + rows, "iuran")
    assert file.accounting.row(0, named=True)["ditolak"] == 4
    assert set(file.findings["kode"]) >= {"pekerja_tanpa_kunci"}


MARKS: Final[dict[str, Any]] = {
    "nik": pl.String,
    "kpj": pl.String,
    "sah": pl.Boolean,
    "_terpeta": pl.Int64,
    **dict.fromkeys(("rusak", "_judul", "_nomor", "_total", "_kepala"), pl.Boolean),
}


def told(*rows: dict[str, Any]) -> list[str | None]:
    """Return the classes of rows below a header, which hold two fields where nothing else is said."""
    usual = {"sah": False, "_terpeta": 2, "rusak": False, "_judul": False, "_nomor": False}
    marked = [usual | {"_total": False, "_kepala": False} | row for row in rows]
    frame = pl.DataFrame(marked, schema=MARKS)
    return classify(frame, ("nik", "kpj"), pl.col("sah"))[CLASS].to_list()


PERSON: Final = {"nik": "3374", "sah": True}


def test_below_the_last_valid_key_who_has_no_digit_in_any_key_is_the_foot() -> None:
    signed = {"nik": "Kepala"}
    assert told(PERSON, signed, {"nik": "Kepala", "kpj": "12"}, signed | {"_terpeta": 3}) == [
        None, "kaki", None, None,
    ]  # fmt: skip
    assert told(signed, PERSON, signed) == [None, None, "kaki"]
    assert told(signed, signed) == [None, None]


def test_the_key_of_a_broken_line_is_nobodys() -> None:
    signed = {"nik": "Kepala"}
    assert told(PERSON, signed, PERSON | {"rusak": True}) == [None, "kaki", None]


def test_a_row_is_the_first_thing_that_can_be_said_of_it() -> None:
    every = {"_judul": True, "_nomor": True, "_total": True, "_terpeta": 0, "_kepala": True}
    marks = ("_judul", "_nomor", "_total")
    rows = [every | dict.fromkeys(marks[:at], False) for at in range(4)]
    assert told(rows[0], rows[1], rows[2], rows[3], rows[3] | {"_terpeta": 1}) == [
        "judul", "nomor_kolom", "total", "kosong", "kaki",
    ]  # fmt: skip
    assert told(rows[0] | {"rusak": True}) == [None]


def test_only_the_row_under_a_header_numbers_the_columns() -> None:
    numbers = {"_nomor": True}
    assert told(numbers, numbers, {"_judul": True}, numbers, numbers) == [
        "nomor_kolom", None, "judul", "nomor_kolom", None,
    ]  # fmt: skip


def footers_told(*rows: Sequence[object], kind: str = "asn", head: Sequence[object] = HEAD) -> int:
    file = parse(xlsx([head, *rows]), kind)
    told = pl.col("kode").is_in(["kaki_menyebut_asn", "kaki_menyebut_donatur"])
    return file.findings.filter(told).height


PAYMENTS = ["NIP Donatur", "Nama Donatur", "NIK Pekerja", "Bulan Iuran", "Nominal"]
PAID = ["199001012015041001", "Budi Santoso", "3374021507800001", "2026-03", 16800]


@pytest.mark.parametrize(
    "donor",
    [
        ["199201012017042001", "Siti Aminah", None, None, None],
        ["199201012017042001", None, None, None, None],
        ["1992 0101 2017 042 001", "Siti Aminah", None, None, None],
        ["3374014505850002", "Siti Aminah", None, None, None],
        [1.99201012017042e17, "Siti Aminah", None, None, None],
    ],
)
def test_a_donor_without_a_worker_below_the_last_record_is_a_foot_that_is_told_of(
    donor: list[object],
) -> None:
    """Contract §2.4 makes it a foot; in silence an office would never mend it."""
    assert classes(PAID, donor, kind="iuran", head=PAYMENTS) == {"diterima": 1, "kaki": 1}
    assert footers_told(PAID, donor, kind="iuran", head=PAYMENTS) == 1


@pytest.mark.parametrize(
    "signature",
    [
        ["NIP. 196801011990031001", None, None, None, None],
        ["Kepala Cabang", "Semarang, 31 Maret 2026", None, None, None],
        [None, "Catatan: 3 donatur", None, None, None],
    ],
)
def test_a_signature_below_the_payments_is_nobody(signature: list[object]) -> None:
    assert footers_told(PAID, signature, kind="iuran", head=PAYMENTS) == 0


def test_a_person_without_nip_right_below_the_last_one_is_told_of() -> None:
    joko = [3, "-", "Joko Susilo", "Dinas Kesehatan", None, None]
    sri = [4, None, "Sri Wahyuni", "Dinas Kesehatan", None, None]
    assert classes(BUDI, SITI, joko, sri) == {"diterima": 2, "kaki": 2}
    assert footers_told(BUDI, SITI, joko, sri) == 2


def test_a_signature_below_the_roster_is_nobody() -> None:
    blank = [None] * 6
    signed = [None, None, "Mengetahui", "Semarang, 31 Maret 2026", None, None]
    name = [None, None, "Drs. Hadi", None, None, None]
    assert footers_told(BUDI, SITI, blank, signed, name) == 0
    assert footers_told(BUDI, SITI, name) == 0
