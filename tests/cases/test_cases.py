"""Each case of harapan.csv reads as the table says, and says in its own words what it is about."""

import csv
from typing import Final

import polars as pl
import pytest

from pipeline.reading.intake import ParsedFile
from schemas.codes import ROW_CLASSES
from tests.builders.outcomes import seen
from tests.builders.paths import CASES
from tests.builders.small_city import parse

OUTCOME: Final = ("diterima", "baris lain", "ditolak karena", "temuan")
# Their outcome is a verdict or a stop, and stands in test_rules and test_gate_cases.
ELSEWHERE: Final = {
    "claim-order-datetime/iuran.csv",
    "date-12s-before-midnight/iuran.xlsx",
    "iuran-all-rejected/iuran.csv",
}


def table() -> dict[str, dict[str, str]]:
    with (CASES / "harapan.csv").open(encoding="utf-8", newline="") as file:
        return {
            f"{row['kasus']}/{row['berkas']}": row for row in csv.DictReader(file, delimiter=";")
        }


def read(name: str) -> ParsedFile:
    return parse((CASES / name).read_bytes(), table()[name]["jenis"])


@pytest.mark.parametrize("name", table())
def test_what_becomes_of_the_case(name: str) -> None:
    file = read(name)
    assert seen(file) == {column: table()[name][column] for column in OUTCOME}
    counts = file.accounting
    assert (counts["baris"] == counts.select(pl.sum_horizontal(ROW_CLASSES)).to_series()).all()
    assert not file.findings["pesan"].str.contains(r"[{}]|\d{15}").any()


def test_every_case_in_the_folder_is_in_the_table() -> None:
    """Whole months, and folders of test_rules and of the gate's tests, have their outcome there."""
    files = {
        path.relative_to(CASES) for path in CASES.glob("*/*.*") if "__pycache__" not in path.parts
    }
    alone = {path.as_posix() for path in files if not (CASES / path.parts[0] / "inputs").is_dir()}
    assert alone - ELSEWHERE == set(table())


def test_an_entity_is_the_letter_it_stands_for() -> None:
    assert read("html-entity/roster.csv").rows["nama"][0] == "Nur'aini Contoh"


def test_one_odd_byte_leaves_every_other_name() -> None:
    names = read("one-bad-byte/roster.csv").rows["nama"]
    assert names[0] == "Nur\u2019aini Contoh"
    assert names[4].startswith("Andr\u00e9")


def test_both_halves_of_a_torn_record_are_named_as_a_person_finds_them() -> None:
    said = read("unquoted-newline/roster.csv").findings.filter(kode="baris_terbelah")
    assert said["nilai_samar"].to_list() == [
        "2,1976**********2002,C****",
        "L******,************0002,D**** L********* H****,B***** S*****,I**/a,P********,C***",
    ]
    assert "baris 4" in said["pesan"][0]
    assert "baris 3" in said["pesan"][1]


def test_what_is_empty_in_mysql_is_empty() -> None:
    rows = read("backslash-N/roster.csv").rows
    assert rows["nik"].null_count() == rows["golongan"].null_count() == 30


def test_four_people_under_one_merged_cell_are_four() -> None:
    assert read("merged-kedudukan/roster.xlsx").rows["kedudukan_hukum"].to_list()[2:7] == [
        "MPP"
    ] * 4 + ["Aktif"]


def test_the_visible_roster_counts() -> None:
    assert read("very-hidden/roster.xlsx").rows["lembar"].unique().to_list() == ["Data"]


def test_the_names_that_excel_shows_are_read() -> None:
    assert read("inline-v/roster.xlsx").rows["nama"].null_count() == 0
