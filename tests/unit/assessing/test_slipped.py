"""Names where words should stand are told by their shape in whatever is handed on (contract §6)."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.month import Month
from pipeline.assessing.slipped import (
    decision_without_names,
    findings_without_names,
    names_among,
    with_shapes,
)
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.knowledge.people_names import people_names
from tests.builders.small_city import lay_down, month

HEAD = "NIP,Nama,Jenis ASN,Kedudukan Hukum,Jabatan,Unit Kerja,OPD\n"
PAID = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar,Sumber Dana\n"
BUDI, SITI = "199001012015041001", "199201012017042002"
NAMES = people_names([pl.Series(["BUDI SANTOSO", "SITI RAHAYU", "SUPARMI", None])])


@pytest.mark.parametrize(
    "text", ["Budi Santoso", "SITI RAHAYU, S.Pd.", "Dr. Budi Santoso", "Suparmi", "Budi Rahayu"]
)
def test_a_name_and_what_is_made_of_names_is_known(text: str) -> None:
    assert names_among(pl.Series([text]), NAMES) == {text}


@pytest.mark.parametrize(
    "text",
    ["Cuti Besar", "Budi 16800", "SMP Budi Santoso", "Saldo tidak cukup", "III/a", "-", "PNS Budi"],
)
def test_words_of_offices_are_no_names(text: str) -> None:
    assert names_among(pl.Series([text]), NAMES) == frozenset()


def test_of_a_text_with_a_name_in_it_only_the_name_is_taken() -> None:
    told = with_shapes(pl.Series(["dari gaji Budi Santoso bulan ini", None, "lunas"]), NAMES)
    assert told.to_list() == ["dari gaji teks, 11 huruf bulan ini", None, "lunas"]


WORK = ("kedudukan_hukum", "golongan", "jabatan", "unit_kerja", "unit_induk", "opd")
MONEY = ("status_bayar", "sumber_dana")


@pytest.mark.parametrize("column", [*WORK, *MONEY])
def test_somebodys_name_in_a_column_of_work_or_of_money_is_told_by_its_shape(column: str) -> None:
    people, records = (
        pl.DataFrame({name: ["Budi Santoso" if name == column else "Guru"] for name in names})
        for names in (WORK, MONEY)
    )
    nothing = pl.DataFrame()
    decision = Decision(Period.parse("2026-03"), people, records, nothing, nothing)
    shown = decision_without_names(decision, NAMES)
    cells = {**shown.people.row(0, named=True), **shown.records.row(0, named=True)}
    assert cells.pop(column) == "teks, 11 huruf"
    assert set(cells.values()) == {"Guru"}


@pytest.mark.parametrize("kode", ["kolom_tak_dibaca", "kolom_mirip", "kolom_ganda"])
def test_a_label_that_is_somebodys_name_is_told_by_its_shape(kode: str) -> None:
    said = "Kolom Budi Santoso tidak dibaca."
    finding = {"kode": kode, "kolom": "", "pesan": said, "nilai_samar": None}
    schema = dict.fromkeys(finding, pl.String)
    shown = findings_without_names(pl.DataFrame([finding], schema=schema), NAMES)
    assert shown["pesan"].to_list() == ["Kolom teks, 11 huruf tidak dibaca."]


def test_a_name_of_six_words_is_found_among_others() -> None:
    long = "RADEN AYU SITI NUR AMINAH LESTARI"
    told = with_shapes(pl.Series([f"gaji {long} Maret"]), people_names([pl.Series([long])]))
    assert told.to_list() == ["gaji teks, 28 huruf Maret"]


@pytest.fixture(scope="module")
def slipped(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A month in which Budi's name stands in columns of Siti's rows, and of nobody's."""
    files = {
        "2026-03/asn/a.csv": HEAD
        + f"{BUDI},Budi Santoso,PNS,Aktif,Guru,SMP 1,DINKES\n"
        + f"{SITI},Siti Rahayu,Budi Santoso,Budi Santoso,Budi Santoso,Budi Santoso,DISDIK\n",
        "2026-03/iuran/b.csv": PAID
        + f"{SITI},Siti Rahayu,3374021507800001,2026-03,16800,Budi Santoso,gaji Budi Santoso\n"
        + f"{SITI},Siti Rahayu,3374021507800002,Budi Santoso,16800,lunas,\n"
        + f"{SITI},Siti Rahayu,3374021507800003,2026-03,Budi Santoso,lunas,\n",
    }
    return month(lay_down(tmp_path_factory.mktemp("kota"), files), "2026-03")


def texts(frame: pl.DataFrame) -> str:
    return " ".join(frame.select(pl.concat_str(pl.col(pl.String), ignore_nulls=True)).to_series())


def test_what_is_handed_on_of_findings_names_nobody(slipped: Month) -> None:
    assert slipped.quality.height >= 5
    assert "Santoso" not in texts(slipped.quality)
    assert "teks, 11 huruf" in texts(slipped.quality)


def test_another_opds_documents_do_not_name_him(slipped: Month) -> None:
    own = slipped.tables["status"].filter(pl.col("kode_opd") == "DISDIK")
    assert own.height == 1
    assert "Santoso" not in texts(own)
    assert "Santoso" not in texts(slipped.to_mend)


def test_the_verdict_is_what_it_was(slipped: Month) -> None:
    siti = slipped.tables["status"].filter(pl.col("nip") == SITI).row(0, named=True)
    assert (siti["status"], siti["alasan"]) == ("klarifikasi", "jenis_tidak_dikenal")


def test_he_is_no_word_that_needs_a_place(slipped: Month) -> None:
    assert "Budi" not in texts(slipped.unplaced_words)


@pytest.mark.parametrize(("rows", "told"), [(2, False), (3, True)])
def test_a_word_made_of_names_needs_a_place_when_three_rows_have_it(
    rows: int, told: bool, tmp_path: Path
) -> None:
    people = [("Budi Santoso", "Aktif"), ("Siti Rahayu", "Aktif")]
    people += [(f"Orang {'abc'[at] * 4}", "Budi Rahayu") for at in range(rows)]
    lines = [
        f"19900101201504100{at},{name},PNS,{standing},Guru,SMP 1,DINKES\n"
        for at, (name, standing) in enumerate(people, 1)
    ]
    files = {"2026-03/asn/a.csv": HEAD + "".join(lines), "2026-03/iuran/a.csv": PAID}
    words = month(lay_down(tmp_path, files), "2026-03").unplaced_words
    assert ("Budi Rahayu" in words["kata"].to_list()) is told
