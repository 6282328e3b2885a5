"""What the recap knows beyond one month: the months before, kecamatan, coverage (domain §1)."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.core.errors import RefusedError
from pipeline.knowledge.references import read_references
from pipeline.rendering.sentences import coverage
from pipeline.reporting.city import city_report
from pipeline.reporting.coverage import Coverage
from pipeline.reporting.opd import edition
from tests.builders.kota_kecil import expected, month, references
from tests.builders.small_city import lay_down

LAST = "2026-04"


def test_each_month_has_the_counts_that_another_implementation_computed() -> None:
    months = month(LAST).trend
    assert months["bulan"].to_list() == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
    ]
    for row in months.to_dicts():
        status = expected(f"{row['bulan']}/status.csv")
        assert row["sudah"] == status.filter(pl.col("status") == "sudah").height
        assert row["wajib"] == status.filter(pl.col("status").is_in(["sudah", "belum"])).height
        assert row["jumlah_pekerja"] == status["jumlah_pekerja"].cast(pl.Int64).sum()


def test_a_month_never_published_has_no_first_and_this_one_is_its_own() -> None:
    months = month(LAST).trend
    assert months["sudah_pertama"].to_list()[:-1] == [None] * 5
    assert months["sudah_pertama"][-1] == months["sudah"][-1]
    assert months["wajib_pertama"][-1] == months["wajib"][-1]


def test_the_kecamatan_are_counted_each_once() -> None:
    held = month("2026-03")
    report = city_report(held, references(), edition(held, references(), "r01", None))
    people = held.tables["status"].filter(pl.col("kode_opd").str.starts_with("KEC-"))
    assert report.by_kecamatan.height == 16
    assert report.by_kecamatan["sudah"].sum() == people.filter(pl.col("status") == "sudah").height
    assert report.coverage is None


def test_both_readings_of_twenty_percent_are_shown_with_base_and_formula() -> None:
    held = Coverage(2025, 40_000, 100_000, 0.2, (50_000, 100_000))
    assert (held.percent, held.target_times, held.target_points, held.percent_now) == (
        40.0,
        48.0,
        60.0,
        50.0,
    )
    base, target, now = coverage(held)
    assert "40.000 dari 100.000 pekerja rentan terlindungi, yaitu 40,00%" in base
    assert "40,00% × (1 + 20/100) = 48,00%" in target
    assert "40,00% + 20 = 60,00%" in target
    assert "50.000 dari 100.000, yaitu 50,00%" in now


def test_a_target_is_never_more_than_all() -> None:
    held = Coverage(2025, 90, 100, 0.2, None)
    assert (held.target_times, held.target_points, held.percent_now) == (100.0, 100.0, None)
    assert "belum diisi" in coverage(held)[2]


def test_without_figures_nothing_is_said() -> None:
    assert coverage(None) == ()


@pytest.mark.parametrize(
    "text",
    ["2025,41250,96000", "2025,41.250,96.000", '2025,"41.250","1.096.000"', "2025;41250;96000"],
)
def test_figures_are_read_with_and_without_separators(text: str, tmp_path: Path) -> None:
    head = "tahun,peserta_aktif,potensi".replace(",", ";" if ";" in text else ",")
    held = read_references(
        lay_down(tmp_path, {"referensi/cakupan.csv": f"{head}\n{text}\n"}) / "referensi"
    ).coverage
    assert held.row(0)[:2] == (2025, 41250)
    assert held["potensi"][0] in (96000, 1096000)


@pytest.mark.parametrize("text", ["2025,banyak,96000", "2025,,96000", "2025,1,0", "dua ribu,1,2"])
def test_a_figure_that_is_no_number_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    inputs = lay_down(
        tmp_path, {"referensi/cakupan.csv": f"tahun,peserta_aktif,potensi\n2024,1,2\n{text}\n"}
    )
    with pytest.raises(RefusedError, match=r"cakupan\.csv baris 3"):
        read_references(inputs / "referensi")
