"""To which OPD a person belongs (contract §3)."""

import polars as pl
import pytest

from pipeline.knowledge.organisation import assign_opd, directory
from pipeline.knowledge.references import read_references
from pipeline.knowledge.unit_names import name_key
from tests.builders.small_city import REFERENCES

BOOK = directory(read_references(REFERENCES))
COLUMNS = ("nip", "opd", "unit_induk", "unor_id", "unit_kerja")


def people(*rows: dict[str, str]) -> pl.DataFrame:
    filled = [{**dict.fromkeys(COLUMNS), "nip": "1", **row} for row in rows]
    return pl.DataFrame(filled, schema=dict.fromkeys(COLUMNS, pl.String))


def opd(*earlier: pl.DataFrame, **cells: str) -> str:
    return str(assign_opd(people(cells), BOOK, earlier)["kode_opd"][0])


@pytest.mark.parametrize(
    "name",
    [
        "DINKES",
        "dinkes",
        "Dinas Kesehatan",
        "DINAS KESEHATAN KOTA SEMARANG",
        "Kota Semarang Dinas Kesehatan",
        "DKK",
        "Dinas  Kesehatan - Kota Semarang",
        "DINAS-KESEHATAN",
    ],
)
def test_an_opd_is_told_by_code_name_or_alias(name: str) -> None:
    assert opd(opd=name) == "DINKES"


def test_the_first_answer_wins_and_a_name_that_is_none_answers_nothing() -> None:
    assert opd(opd="Disdik", unit_induk="Dinkes") == "DISDIK"
    assert opd(opd="tidak jelas", unit_induk="Dinkes", unit_kerja="Disdik") == "DINKES"
    assert opd(unor_id="U-001", unit_kerja="Disdik") == "DINKES"
    assert opd(unor_id="U-999", unit_kerja="Disdik") == "DISDIK"
    assert opd(unit_kerja="Kelurahan Wonolopo") == "KEC-MIJEN"


@pytest.mark.parametrize(
    "name",
    [
        "Kel. Wonolopo",
        "Kel Wonolopo",
        "KEL.WONOLOPO",
        "Kelurahan Wonolopo Kota Semarang",
        "kel.  Wonolopo",
    ],
)
def test_kel_is_read_as_kelurahan(name: str) -> None:
    assert opd(unit_kerja=name) == "KEC-MIJEN"


def test_kec_is_read_as_kecamatan_and_only_as_the_first_word() -> None:
    assert opd(unit_induk="Kec. Semarang Utara") == "KEC-SEMARANGUTARA"
    assert opd(unit_induk="Kecil Semarang Utara") == "BELUM-DIPETAKAN"
    assert opd(unit_kerja="Kantor Kel Wonolopo") == "BELUM-DIPETAKAN"


@pytest.mark.parametrize("name", ["Kota Semarang", "kota  semarang", "-", ""])
def test_an_empty_name_answers_nothing(name: str) -> None:
    assert opd(opd=name, unit_kerja="Disdik") == "DISDIK"
    assert pl.select(name_key(pl.lit(name))).item() is None


def test_a_name_of_two_opds_answers_nothing() -> None:
    assert opd(unit_kerja="Kelurahan Purwosari") == "BELUM-DIPETAKAN"
    assert opd(unit_kerja="Kelurahan Purwosari", unit_induk="Kecamatan Mijen") == "KEC-MIJEN"


def earlier(kode: str, unit: str = "Kelurahan Purwosari", nip: str = "1") -> pl.DataFrame:
    return people({"nip": nip, "unit_kerja": unit}).with_columns(kode_opd=pl.lit(kode))


def test_at_last_the_same_person_with_the_same_unit_is_remembered() -> None:
    memory = earlier("KEC-MIJEN")
    assert opd(memory, unit_kerja="Kel. Purwosari") == "KEC-MIJEN"
    assert opd(memory, unit_kerja="Kelurahan Mangunharjo") == "BELUM-DIPETAKAN"
    assert opd(memory, unit_kerja="Kelurahan Purwosari", nip="2") == "BELUM-DIPETAKAN"
    assert opd(memory) == "BELUM-DIPETAKAN"


def test_memory_is_of_the_latest_roster_that_knew() -> None:
    memory = [earlier("KEC-MIJEN"), earlier("KEC-SEMARANGUTARA")]
    assert opd(*memory, unit_kerja="Kelurahan Purwosari") == "KEC-SEMARANGUTARA"
    later = [*memory, earlier("BELUM-DIPETAKAN")]
    assert opd(*later, unit_kerja="Kelurahan Purwosari") == "KEC-SEMARANGUTARA"


def test_who_was_last_in_an_opd_that_is_no_more_is_not_put_where_they_were_before() -> None:
    memory = [earlier("KEC-MIJEN"), earlier("TIADA-LAGI")]
    assert opd(*memory, unit_kerja="Kelurahan Purwosari") == "BELUM-DIPETAKAN"


def test_those_whom_the_books_know_stay_beside_one_who_is_remembered() -> None:
    rows = people(
        {"nip": "2", "unit_kerja": "Disdik"},
        {"nip": "1", "unit_kerja": "Kelurahan Purwosari"},
        {"nip": "3", "unit_kerja": "Kelurahan Purwosari"},
    )
    placed = assign_opd(rows, BOOK, [earlier("KEC-MIJEN")])
    assert placed["kode_opd"].to_list() == ["DISDIK", "KEC-MIJEN", "BELUM-DIPETAKAN"]


def test_memory_is_asked_last() -> None:
    memory = earlier("DISDIK", unit="Kelurahan Wonolopo")
    assert opd(memory, unit_kerja="Kelurahan Wonolopo") == "KEC-MIJEN"


def test_the_city_in_the_middle_of_a_name_stays() -> None:
    assert opd(opd="Dinas Kota Semarang Kesehatan") == "BELUM-DIPETAKAN"
    assert opd(opd="Kota Semarang, Dinas Kesehatan") == "DINKES"
