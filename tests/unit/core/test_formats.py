"""Numbers, dates and months as Indonesian prose writes them."""

import polars as pl
import pytest

from pipeline.core.formats import number_in_letters
from pipeline.core.month_columns import month_words


@pytest.mark.parametrize(
    ("value", "written"),
    [(1, "satu"), (11, "sebelas"), (12, "12"), (0, "0"), (1200, "1.200")],
)
def test_what_one_word_says_stands_in_letters(value: int, written: str) -> None:
    assert number_in_letters(value) == written


def test_months_of_a_column_are_written_in_words() -> None:
    months = pl.DataFrame({"bulan": ["2026-03", "2025-12", "", None]})
    told = months.select(month_words(pl.col("bulan")))["bulan"]
    assert told.to_list() == ["Maret 2026", "Desember 2025", "", None]
