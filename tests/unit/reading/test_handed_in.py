"""A table of answers that came on another way: all of it is taken, or it is told why not (§7)."""

from typing import Final

import pytest
from openpyxl import Workbook

from pipeline.reading.files.limits import Limits
from pipeline.reading.returned.handed_in import NotWholeError, handed_in_rows
from tests.builders.filling_in import saved
from tests.builders.returned_workbooks import published

LIMITS: Final = Limits(2**26)
BUDI: Final = "199001012015041001"
SITI: Final = "199201012017042001"
HEADS: Final = ("NIP", "Nama", "Tindak Lanjut", "Catatan")


def table(*rows: tuple[str | None, ...], more: tuple[tuple[str, ...], ...] = ()) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if more:
        sheet = book.create_sheet("Lanjutan")
        for row in more:
            sheet.append(row)
    return saved(book)


def read(data: bytes) -> list[tuple[str, str | None]]:
    rows = handed_in_rows(data, LIMITS)
    assert rows is not None
    return rows.select("nip", "tindak_lanjut").rows()


def test_a_forms_table_is_read_by_its_headings() -> None:
    heads = ("Waktu", "NIP ASN", "Nama ASN", "Jawaban", "Keterangan")
    data = table(heads, ("2026-04-02", SITI, "Siti", "Mutasi/pensiun", "lihat SK"))
    assert read(data) == [(SITI, "Mutasi/pensiun")]


@pytest.mark.parametrize(
    "heads",
    [
        ("Nama", "NIP", "Nama ASN", "NIP ASN", "Tindak Lanjut"),
        ("NIP", "Nama", "NIP", "Keterangan", "Tindak Lanjut"),
        ("NIP", "Nama", "Nama ASN", "Catatan", "Tindak Lanjut"),
        ("NIP", "Nama", "Tindak Lanjut", "Unit", "Jawaban"),
    ],
)
def test_with_who_reports_beside_whom_nobody_knows_whose_the_answer_is(
    heads: tuple[str, ...],
) -> None:
    data = table(heads, (BUDI, BUDI, "Siti", SITI, "Mutasi/pensiun"))
    with pytest.raises(NotWholeError, match="lebih dari satu kolom"):
        handed_in_rows(data, LIMITS)


def test_people_on_a_sheet_without_headings_refuse_the_file() -> None:
    one = (BUDI, "Budi", "Mutasi/pensiun", None)
    data = table(HEADS, one, more=((SITI, "Siti", "Keberatan"),))
    with pytest.raises(NotWholeError, match="Lembar Lanjutan baris 1 memuat NIP"):
        handed_in_rows(data, LIMITS)


def test_a_sheet_that_names_nobody_is_no_hindrance() -> None:
    data = table(HEADS, (BUDI, "Budi", "Mutasi/pensiun", None), more=(("Petunjuk", "isi semua"),))
    assert read(data) == [(BUDI, "Mutasi/pensiun")]


def test_a_note_with_the_separator_in_it_refuses_the_file() -> None:
    lines = [";".join(HEADS), f"{BUDI};Budi;Keberatan;tidak mau; gaji dipotong"]
    with pytest.raises(NotWholeError, match="Baris 2 mempunyai isian lebih banyak"):
        handed_in_rows("\n".join(lines).encode(), LIMITS)


def test_people_above_the_headings_refuse_the_file() -> None:
    data = table((BUDI, "Budi", "Keberatan"), HEADS, (SITI, "Siti", "Mutasi/pensiun", None))
    with pytest.raises(NotWholeError, match="baris 1 memuat NIP"):
        handed_in_rows(data, LIMITS)


def test_a_signature_an_empty_column_and_a_title_are_no_hindrance() -> None:
    heads = (*HEADS, "Nama", "Catatan")
    title = ("Jawaban", "Dinas", "Kesehatan", "2026", "lewat", "telepon", "oleh Bu Contoh")
    signed = (("Semarang, 2 April 2026",), ("NIP. 197001011995011001",))
    data = table(title, heads, (BUDI, "Budi", "Mutasi/pensiun", None), more=signed)
    assert read(data) == [(BUDI, "Mutasi/pensiun")]


def test_our_own_workbook_is_sent_where_it_is_read() -> None:
    with pytest.raises(NotWholeError, match="Simpan apa adanya di folder tindak_lanjut"):
        handed_in_rows(published(), LIMITS)


@pytest.mark.parametrize(
    "row", [(199201012017042001, "Siti", "Mutasi"), (f"{SITI} Siti Umpama: mutasi",)]
)
def test_a_person_is_told_also_by_a_number_or_within_a_line(row: tuple[object, ...]) -> None:
    book = Workbook()
    for cells in (HEADS, (BUDI, "Budi", "Keberatan", None)):
        book.worksheets[0].append(cells)
    book.create_sheet("Lanjutan").append(row)
    with pytest.raises(NotWholeError, match="Lembar Lanjutan"):
        handed_in_rows(saved(book), LIMITS)
