"""What came in beside last month's: rosters that are called otherwise each month (contract §5.7)."""

from pathlib import Path

import pytest

from pipeline.assessing.words import EXPORT
from pipeline.reporting.arrivals import delivery_table, word_sentence
from tests.builders.gate_months import MARCH, assessed, good_months, roster

EXPECTED = """
[[kiriman]]
nama = "Roster BKPP"
jenis = "asn"
pola = "roster*"
sejak = "2026-01"
wajib = true
"""


def rosters(
    folder: Path, files: dict[str, str | bytes], policy: str = ""
) -> list[tuple[object, ...]]:
    table = delivery_table(assessed(folder, files, MARCH, policy)).filter(jenis_berkas="asn")
    return table.select("kiriman", "keadaan_kiriman", "berkas_kini", "berkas_lalu").rows()


def renamed() -> dict[str, str | bytes]:
    files = good_months()
    files["2026-03/asn/SIMPEG 2026-03.csv"] = files.pop("2026-03/asn/roster 2026-03.csv")
    return files


def test_a_roster_called_otherwise_is_compared_with_last_months(tmp_path: Path) -> None:
    assert rosters(tmp_path, renamed()) == [("simpeg (bulan lalu: roster)", "datang", 1, 1)]


def test_a_roster_called_as_last_month_keeps_its_name(tmp_path: Path) -> None:
    assert rosters(tmp_path, good_months()) == [("roster", "datang", 1, 1)]


def test_rosters_in_two_files_keep_their_rows(tmp_path: Path) -> None:
    files = good_months()
    for month in ("2026-02", "2026-03"):
        files[f"{month}/asn/pppk {month}.csv"] = roster(range(60, 70)) + "\n" * int(month[-1])
    assert [row[0] for row in rosters(tmp_path, files)] == ["pppk", "roster"]


@pytest.mark.parametrize("gone", ["2026-02", "2026-03"], ids=["one more came", "one is gone"])
def test_one_of_two_rosters_keeps_its_row(tmp_path: Path, gone: str) -> None:
    files = good_months()
    for month in {"2026-02", "2026-03"} - {gone}:
        files[f"{month}/asn/pppk {month}.csv"] = roster(range(60, 70))
    assert [row[0] for row in rosters(tmp_path, files)] == ["pppk", "roster"]


def test_a_roster_that_is_waited_for_by_its_name_is_not_hidden(tmp_path: Path) -> None:
    shown = rosters(tmp_path, renamed(), EXPECTED)
    assert [row[1] for row in shown if row[0] == "Roster BKPP"] == ["tidak datang"]


@pytest.mark.parametrize(
    ("file", "key", "said"),
    [
        ("kebijakan.toml", "[kedudukan]", "tempatkan di kebijakan.toml, [kedudukan]."),
        (EXPORT, "jenis_asn", "diperbaiki pengirimnya di ekspor roster, kolom jenis_asn."),
    ],
)
def test_a_word_is_given_a_place_where_there_is_one(file: str, key: str, said: str) -> None:
    """As the operator was told to place a word in the export, which must not be changed."""
    row = {"jenis_kata": "jenis ASN", "kata": "Honorer", "kali": 8, "berkas": file, "kunci": key}
    assert word_sentence(row) == f'jenis ASN "Honorer" (8): {said}'
