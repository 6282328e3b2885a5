"""A faulty cell in a report: enough to find the fault, never a name or whole number (domain §6)."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.masking import masked_cells, masked_record, without_numbers
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
        ("nominal", "enam belas ribu", "enam belas ribu"),
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
