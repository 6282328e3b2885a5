"""What a book says of each row of a table."""

from collections.abc import Sequence

import polars as pl


def with_found(rows: pl.DataFrame, book: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Return `rows` with what `book` has for their values of `on`, null where it has nothing.

    As a left join in which nulls are equal, but that no column of `rows` is copied: a join by
    several columns makes all of `rows` anew. `book` has each combination of values once, and but
    for `on` no column of `rows`. Raises polars' ShapeError when one that `rows` ask for is there
    twice, DuplicateError when both have a column.
    """
    found = rows.select(on).join(book, on=on, how="left", nulls_equal=True, maintain_order="left")
    return rows.hstack(found.drop(on))
