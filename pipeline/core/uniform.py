"""Columns of one value throughout, or but for a few places, and rows that are nearly all kept."""

from typing import Any

import polars as pl


def nothing(length: int, dtype: Any = pl.String) -> pl.Series:
    """Return a column of nulls."""
    return pl.Series([None], dtype=dtype).new_from_index(0, length)


def nowhere(length: int) -> pl.Series:
    """Return a column of marks of which none is set."""
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, length)


def only_at(places: pl.Series, length: int) -> pl.Series:
    """Return a column of marks that are set at `places`, counted from 0."""
    marks = nowhere(length)
    return marks if places.is_empty() else marks.scatter(places, values=True)


def only(rows: pl.DataFrame, marks: pl.Series) -> pl.DataFrame:
    """Return the rows that are marked: `rows` itself, and no copy, where all are."""
    return rows if marks.all(ignore_nulls=False) else rows.filter(marks)
