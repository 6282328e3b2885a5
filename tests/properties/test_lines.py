"""For any lines of delimited text: split all at once they are what they are one by one (§2.5)."""

from collections.abc import Iterable
from typing import Final

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.reading.files.records import Shape
from pipeline.reading.files.sheets import AnyChunk, TextChunk
from pipeline.reading.files.tidy import chunks_by_line, text_chunks
from tests.builders.examples import SMALL

PIECES: Final = [
    *';;;;,,|\t"" ',
    "",
    "a",
    '"b"',
    '""',
    '"c;d"',
    '"e ""f"""',
    "199001012015041001",
    "3374021507800001",
    "&amp;",
    "&#59;",
    '="1"',
    "Jumlah",
]
LINES: Final = st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=14)
BLOCKS: Final = st.lists(LINES, max_size=4)

Read = tuple[list[list[object]], list[int], list[bool], list[tuple[int, object]]]


def read(chunks: Iterable[AnyChunk], width: int) -> Read:
    """Return the rows of all chunks, as wide as the table, with all that is told of them."""
    every = list(chunks)
    return (
        [[*row, *[""] * (width - len(row))] for chunk in every for row in chunk.rows],
        [place for chunk in every for place in chunk.places],
        [mark for chunk in every for mark in chunk.broken],
        [part for chunk in every for part in chunk.torn.items()],
    )


@SMALL
@given(
    BLOCKS,
    st.sampled_from(";,|\t"),
    st.integers(min_value=1, max_value=4),
    st.integers(min_value=0, max_value=2),
    st.integers(min_value=0, max_value=5),
)
@example([['1;"a', 'b";x', "2;c"]], ";", 2, 0, 5)
@example([["1;2", '"a', 'b"', "3;4"]], ";", 2, 0, 5)
@example([["1;2", '3;"'], ['";4', "5;6"]], ";", 2, 0, 5)
@example([["1;2", "199001012015041001"], ["a;b", "3;4"]], ";", 2, 0, 5)
@example([['"1";"2"', '"3";"a;b"', "4"], ["5;6"]], ";", 2, 1, 0)
@example([["1;2", f'3;"{"x" * 140_000}"', f"4;{'x' * 140_000}", "5;6"]], ";", 2, 0, 5)
@example([[";" * 299, "a" + ";" * 299]], ";", 300, 0, 5)
def test_lines_in_blocks_give_the_records_that_they_give_one_by_one(
    blocks: list[list[str]], delimiter: str, width: int, surplus: int, stretch: int
) -> None:
    shape = Shape(width, width + surplus)
    lines = [line for block in blocks for line in block]
    one_by_one = read(chunks_by_line(lines, delimiter, shape), width)
    assert read(text_chunks(blocks, delimiter, shape, stretch), width) == one_by_one


def test_tidy_lines_are_not_gone_through_one_by_one() -> None:
    blocks = [['NIP;"Nama"', "1;Budi", '2;"Siti"'], ["3;", "4;x;y", "5;z"]]
    first, last = text_chunks(blocks, ";", Shape(2, 2))
    assert isinstance(first, TextChunk)
    assert isinstance(last, TextChunk)
    assert first.texts.rows() == [("NIP", "Nama"), ("1", "Budi"), ("2", "Siti")]
    assert last.places.to_list() == [4, 5, 6]
    assert last.broken.to_list() == [False, True, False]
    assert last.texts.schema == {"c0": pl.String, "c1": pl.String}
