"""Columns of one value, made as polars' engine would make them."""

import polars as pl
import pytest
from polars.testing import assert_series_equal

from pipeline.core.uniform import nothing, nowhere, only, only_at


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_column_of_one_value_is_as_long_as_asked(length: int) -> None:
    assert_series_equal(nothing(length), pl.Series([None] * length, dtype=pl.String))
    assert_series_equal(nothing(length, pl.Int32), pl.Series([None] * length, dtype=pl.Int32))
    assert_series_equal(nowhere(length), pl.Series([False] * length, dtype=pl.Boolean))


@pytest.mark.parametrize("places", [[], [0], [1, 3], [0, 1, 2, 3]])
def test_marks_are_set_where_they_should_be(places: list[int]) -> None:
    marks = only_at(pl.Series(places, dtype=pl.UInt32), 4)
    assert marks.to_list() == [at in places for at in range(4)]
    assert nowhere(4).to_list() == [False] * 4


@pytest.mark.parametrize("marks", [[True, True], [True, False], [None, True], [None, False]])
def test_only_marked_rows_stay(marks: list[bool | None]) -> None:
    rows = pl.DataFrame({"baris": [1, 2]})
    kept = only(rows, pl.Series(marks, dtype=pl.Boolean))
    assert kept["baris"].to_list() == [at for at, mark in enumerate(marks, 1) if mark]
    assert only(rows.clear(), pl.Series([], dtype=pl.Boolean)).is_empty()
