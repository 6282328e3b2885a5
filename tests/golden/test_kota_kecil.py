"""kota-kecil against expected results of another implementation (contract §2.4, §5.4, §5.5)."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.builders.kota_kecil import CASES, expected, known, month


def as_text(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return frame.select(pl.col(column).cast(pl.String) for column in columns).sort(columns)


def test_all_eleven_periods_and_as_ofs_are_compared() -> None:
    assert len(CASES) == 11


@pytest.mark.parametrize("case", CASES)
def test_every_asn_has_the_expected_verdict(case: str) -> None:
    wanted = expected(f"{case}/status.csv")
    assert wanted.height > 1500
    got = as_text(month(case).tables["status"], wanted.columns)
    assert_frame_equal(got, wanted.sort(wanted.columns), check_row_order=True)


@pytest.mark.parametrize("case", CASES)
def test_every_record_has_the_expected_disposition_and_donor(case: str) -> None:
    wanted = expected(f"{case}/iuran.csv")
    assert wanted.height > 200
    got = as_text(month(case).tables["iuran"], wanted.columns)
    assert_frame_equal(got, wanted.sort(wanted.columns), check_row_order=True)


def test_every_sheet_has_the_expected_row_accounting() -> None:
    wanted = expected("files.csv").with_columns(pl.col("lembar").fill_null(""))
    got = as_text(known("2026-04").accounting, wanted.columns)
    assert_frame_equal(got, wanted.sort(wanted.columns), check_row_order=True)


@pytest.mark.parametrize("case", CASES)
def test_each_suspected_asn_is_the_one_that_a_suggestion_points_at(case: str) -> None:
    tables = month(case).tables
    suspected = tables["status"].filter(pl.col("alasan") == "diduga_salah_catat")["nip"]
    assert set(suspected) <= set(tables["usulan"]["nip_usulan"])
