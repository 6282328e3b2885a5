"""A faulty cell in a report: enough to find the fault, never a name or whole number (domain §6)."""

import re
import unicodedata
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.masking import masked_cells, masked_record, without_nik, without_numbers
from tests.builders.examples import FEW

LONG_NUMBER = re.compile(r"[0-9]{11}")


def shown(field: str, written: str | None) -> str | None:
    found: str | None = masked_cells(field, pl.Series([written], dtype=pl.String))[0]
    return found


@pytest.mark.parametrize(
    ("field", "written", "seen"),
    [
        ("nip", "198501012010010011", "1985**********0011"),
        ("nip_donatur", "19850101 201001 1 001", "1985**** ****** 1 001"),
        ("nip_donatur", "19850101201001001", "1985*********1001"),
        ("nip_benar", "1.98501012010011E+17", "1.985*********11E+17"),
        ("nip", "198501012010011000.0", "1985***********000.0"),
        ("nip_donatur", "3374010101800001", "************0001"),
        ("nip", "Budi Santoso", "**** *******"),
        ("nip", "19850101 Budi", "****0101 ****"),
        ("nik", "3374010101800001", "************0001"),
        ("nik_pekerja", "3374********0001", "************0001"),
        ("nik_donatur", "12", "12"),
        ("kpj", "12345678901", "*******8901"),
        ("nominal", "enam belas ribu", "teks, 13 huruf"),
        ("nominal", "16.800,00", "16.800,00"),
        ("tanggal_bayar", "2026-10-05 24:61:00", "2026-10-05 24:61:00"),
        ("status_bayar", "3374010101800001", "************0001"),
        ("sumber_dana", "gaji NIP 19850101 201001 1 001 ya", "gaji NIP ******** ****** 1 001 ya"),
        ("nama", "Budi Santoso", None),
        ("nama_donatur", "Budi Santoso", None),
        ("gelar_depan", "Dr.", None),
        ("nip", None, None),
        ("nominal", None, None),
    ],
)
def test_a_cell_is_shown_as_far_as_a_reader_needs_it(
    field: str, written: str | None, seen: str | None
) -> None:
    assert shown(field, written) == seen


def test_a_long_text_is_cut_at_sixty() -> None:
    seen = shown("unit_kerja", "Bidang " * 20)
    assert seen is not None
    assert len(seen) <= 60
    assert seen.endswith("…")


@FEW
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["nip", "nik", "kpj"]),
)
def test_of_a_personal_number_at_most_eight_digits_and_no_letter_stay(
    written: str, field: str
) -> None:
    seen = shown(field, written) or ""
    assert sum(c.isdigit() for c in seen) <= 8
    assert not any(c.isalpha() and c not in "eE" for c in seen)


@FEW
@given(st.text("0123456789 .-'ab", max_size=60))
def test_no_text_keeps_a_number_as_long_as_a_kpj(written: str) -> None:
    assert not LONG_NUMBER.search(without_numbers(written))


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ("2,197602022001022002,Citra", "2,1976**********2002,C****"),
        ("Nur\u2019aini;3374020202710002;III/a", "N**\u2019a***;************0002;I**/a"),
        ("12345678901 Jl. Mawar 12", "*******8901 J*. M**** 12"),
        ("", ""),
    ],
)
def test_a_record_is_shown_so_that_only_who_has_the_file_finds_it(record: str, shown: str) -> None:
    assert masked_record(record) == shown


BLANKS = (" ", "\u00a0", "\u2009", "\u3000", "  ")
DASHES = ("-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d", " - ")
OTHERS = (
    ".",
    "\u00b7",
    "'",
    "\u2019",
    "\u200b",
    "\u200c",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "_",
    " . ",
)
WHOLE = "3374010101900001"


def grouped(number: str, sizes: tuple[int, ...], between: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return between.join(parts)


def digits_of(text: str) -> str:
    """Return the digits of a text as a person reads them, whatever their script."""
    return "".join(str(unicodedata.digit(letter)) for letter in text if letter.isdigit())


@pytest.mark.parametrize("between", [*BLANKS, *DASHES, *OTHERS])
@pytest.mark.parametrize("sizes", [(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (1,) * 16])
@pytest.mark.parametrize("mask", [without_numbers, without_nik])
def test_a_nik_is_masked_in_whatever_writing(
    mask: Callable[[str], str], between: str, sizes: tuple[int, ...]
) -> None:
    masked = mask(f"NIK {grouped(WHOLE, sizes, between)} di KTP")
    assert digits_of(masked) == "0001"
    assert masked.startswith("NIK *")
    assert masked.endswith(" di KTP")


@pytest.mark.parametrize("mask", [without_numbers, without_nik])
def test_full_width_digits_are_digits(mask: Callable[[str], str]) -> None:
    wide = WHOLE.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert digits_of(mask(f"nik:{wide}")) == "0001"


@pytest.mark.parametrize("between", [" ", ", ", "", " / ", "\n"])
@pytest.mark.parametrize("mask", [without_numbers, without_nik])
def test_several_in_a_row_are_masked_each(mask: Callable[[str], str], between: str) -> None:
    others = ("3374021507800002", "3374021507800003")
    masked = mask(between.join((WHOLE, *others)))
    assert "33740" not in digits_of(masked)
    assert len(digits_of(masked)) <= 12


@pytest.mark.parametrize("between", ["", " ", "-", "\u00a0", ".", "\u200b"])
def test_a_kpj_in_free_text_is_masked_too(between: str) -> None:
    assert (
        digits_of(without_numbers(f"KPJ {grouped('12345678901', (2, 4, 4, 1), between)}")) == "8901"
    )


@pytest.mark.parametrize(
    "written",
    [
        "199001012015041001",
        "19900101 201504 1 001",
        "19900101-201504-1-001",
        "1990010120150410011",
        "19900101201504100",
        "NIP. 19900101 201504 1 001 Budi",
        "1994122520201220O8",
        "19941225 202012 2 0o8",
        "NIP 19941225-202012-2-0Ol",
        "nip: 1994122520201220O8",
    ],
)
def test_an_nip_written_wrongly_stays_to_be_mended(written: str) -> None:
    assert without_nik(written) == written


@pytest.mark.parametrize("written", [f"{WHOLE}OI", f"{WHOLE[:8]} {WHOLE[8:]}ol", f"{WHOLE}O"])
def test_a_nik_with_letters_behind_it_is_no_nip(written: str) -> None:
    assert digits_of(without_nik(written)) == "0001"


@pytest.mark.parametrize(
    "text",
    [
        "periode 01-03-2026 - 31-03-2026",
        "2026-03-01 2026-03-31",
        "03-2026 - 04-2026 - 05-2026",
        "surat 800/1234/2026 tanggal 5 Maret 2026",
        "2026-03-05 10.15.00",
        "Rp16.800 dan Rp33.600",
        "2026-10-05 24:61:00",
    ],
)
def test_days_months_and_letters_are_no_persons(text: str) -> None:
    assert without_numbers(text) == text


@FEW
@given(st.text("0123456789 .-\u2013\u00a0\u200b\u2019_ab", max_size=60))
def test_whatever_the_writing_no_number_of_eleven_digits_stays(written: str) -> None:
    joined = re.sub(r"[ .\-\u2013\u00a0\u200b\u2019_]{0,5}", "", without_numbers(written))
    assert not LONG_NUMBER.search(re.sub(r"(?:19|20)\d\d(?:0?[1-9]|1[0-2])", "", joined))


@pytest.mark.parametrize(
    ("field", "written", "seen"),
    [
        ("bulan_iuran", "Budi Santoso", "teks, 11 huruf"),
        ("tanggal_bayar", "kemarin", "teks, 7 huruf"),
        ("nominal", "Budi 16800", "teks dan angka, 4 huruf"),
        ("bulan_iuran", "Mart 2026", "teks dan angka, 4 huruf"),
        ("bulan_awal", "32 Maret 2026", "32 Maret 2026"),
        ("nominal", "Rp -16.800", "Rp -16.800"),
        ("jumlah_bulan", "25 bulan", "25 bulan"),
    ],
)
def test_a_word_where_a_month_a_day_or_money_stands_is_told_by_its_shape(
    field: str, written: str, seen: str
) -> None:
    assert shown(field, written) == seen
