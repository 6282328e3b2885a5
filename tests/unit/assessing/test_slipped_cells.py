"""Cells, labels and findings in which a person's name stands, each by itself (contract §6)."""

from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing.slipped import (
    findings_without_names,
    labels_without_names,
    names_among,
    with_shapes,
)
from pipeline.knowledge.people_names import people_names
from schemas.findings import register

SIX: Final = "RADEN AYU SITI NUR AMINAH LESTARI"
SEVEN: Final = "R A B C D E F"
NAMES: Final = people_names(
    [
        pl.Series(
            [
                "BUDI SANTOSO",
                "BUDI SANTOSO WIBOWO",
                "SITI RAHAYU",
                "SUPARMI",
                "M'RAH AB",
                SIX,
                SEVEN,
            ]
        )
    ]
)
SHAPE: Final = "teks, 11 huruf"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Budi Santoso", SHAPE),
        ("BUDI RAHAYU", "teks, 10 huruf"),
        ("Budi", "teks, 4 huruf"),
        ("gaji Budi Santoso", f"gaji {SHAPE}"),
        ("Budi Santoso gaji", f"{SHAPE} gaji"),
        ("gaji budi  santoso dan Siti Rahayu.", f"gaji {SHAPE} dan teks, 10 huruf."),
        ("gaji Budi Santoso Wibowo", "gaji teks, 17 huruf"),
        ("gaji Budi Santoso Siti Rahayu", f"gaji {SHAPE} teks, 10 huruf"),
        ("gaji M\u2019rah Ab", "gaji teks, 6 huruf"),
        ("gaji Suparmi", "gaji Suparmi"),
        (f"gaji {SIX} Maret", "gaji teks, 28 huruf Maret"),
        (f"gaji {SEVEN} Maret", f"gaji {SEVEN} Maret"),
        ("Budi Santoso 12", f"{SHAPE} 12"),
        ("Budi 12", "Budi 12"),
        ("gaji", "gaji"),
        ("12", "12"),
        (None, None),
    ],
)
def test_of_a_cell_what_names_somebody_is_told_by_its_shape(
    text: str | None, shown: str | None
) -> None:
    cells = pl.Series([text, "Guru", text], dtype=pl.String)
    assert with_shapes(cells, NAMES).to_list() == [shown, "Guru", shown]
    assert labels_without_names(["Guru"], NAMES) == ["Guru"]


def test_only_whole_names_of_two_words_are_taken_out_of_a_label() -> None:
    labels = ["Budi Santoso", "Suparmi", "Gaji Siti Rahayu", "Budi"]
    assert labels_without_names(labels, NAMES) == [SHAPE, "Suparmi", "Gaji teks, 10 huruf", "Budi"]


def test_a_short_word_and_none_is_no_name() -> None:
    assert names_among(pl.Series(["Ab", "-", None, "Budi", "Budi"]), NAMES) == {"Budi"}


def spared(**finding: Any) -> tuple[str, str | None]:
    """Return pesan and nilai_samar of a finding, which stands beside another."""
    usual = {"kode": "tanpa_nominal", "kolom": "nominal", "pesan": "Tanpa.", "nilai_samar": None}
    rows = [usual, usual | finding]
    schema = dict.fromkeys(usual, pl.String)
    shown = findings_without_names(pl.DataFrame(rows, schema=schema), NAMES)
    assert shown.columns == list(usual)
    assert shown.row(0) == tuple(usual.values())
    return shown["pesan"][1], shown["nilai_samar"][1]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("jabatan", SHAPE),
        ("status_bayar", SHAPE),
        (None, SHAPE),
        ("nip_donatur", "Budi Santoso"),
        ("nik_pekerja", "Budi Santoso"),
        ("kpj", "Budi Santoso"),
        ("unit_kerja", "Budi Santoso"),
    ],
)
def test_a_cell_shown_beside_a_finding_names_nobody_but_where_names_stand_by_right(
    field: str | None, shown: str
) -> None:
    """NIP, NIK and KPJ are masked by what they are for; units bear names of people by right."""
    assert spared(kolom=field, nilai_samar="Budi Santoso")[1] == shown


WITH_VALUE: Final = [kode for kode, kind in register().items() if "{nilai}" in kind.pesan]


@pytest.mark.parametrize("kode", WITH_VALUE)
def test_the_value_that_a_message_tells_names_nobody(kode: str) -> None:
    def told(value: str, field: str | None = "jabatan") -> str:
        return spared(kode=kode, kolom=field, pesan=said(value))[0]

    def said(value: str) -> str:
        return register()[kode].pesan.format(nilai=value, bulan="2026-03")

    assert told("Budi Santoso") == told("Budi Santoso", None) == said(SHAPE)
    assert told("Aneh") == said("Aneh")


def test_a_unit_that_bears_a_persons_name_is_told_as_it_is() -> None:
    said = register()["opd_belum_dipetakan"].pesan.format(nilai="Budi Santoso")
    assert spared(kode="opd_belum_dipetakan", kolom="unit_kerja", pesan=said)[0] == said


@pytest.mark.parametrize("field", ["{label}", "{tertulis}", "{dipakai}", "{diabaikan}"])
def test_a_label_that_a_message_tells_names_nobody(field: str) -> None:
    kinds = [(kode, kind) for kode, kind in register().items() if field in kind.pesan]
    assert kinds
    for kode, kind in kinds:
        told = spared(kode=kode, kolom="", pesan=kind.pesan.replace(field, "Gaji Budi Santoso"))[0]
        shown = "Gaji Budi Santoso" if "{lembar}" in kind.pesan else f"Gaji {SHAPE}"
        assert told == kind.pesan.replace(field, shown)


def test_other_messages_are_as_they_were() -> None:
    assert spared(pesan="Kolom Budi Santoso.")[0] == "Kolom Budi Santoso."
