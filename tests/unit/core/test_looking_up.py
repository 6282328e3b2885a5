"""What a book says of each row of a table."""

import polars as pl
import pytest

from pipeline.core.looking_up import with_found

ROWS = pl.DataFrame({"nip": ["2", None, "1", "2"], "bulan": [1, 1, 2, None], "no": [1, 2, 3, 4]})


def test_each_row_gets_what_the_book_has_for_it_and_stays_where_it_stands() -> None:
    book = pl.DataFrame({"nip": ["1", "2", None], "bulan": [2, 1, 1], "kata": ["a", "b", "c"]})
    found = with_found(ROWS, book, ["nip", "bulan"])
    assert found.columns == ["nip", "bulan", "no", "kata"]
    assert found["no"].to_list() == [1, 2, 3, 4]
    assert found["kata"].to_list() == ["b", "c", "a", None]


def test_a_book_with_two_answers_is_refused() -> None:
    twice = pl.DataFrame({"nip": ["1", "1"], "kata": ["a", "b"]})
    with pytest.raises(pl.exceptions.ShapeError):
        with_found(ROWS, twice, ["nip"])
