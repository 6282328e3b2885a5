"""What every reader hands on: sheets of raw rows in bounded chunks, each row with its place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, zip_longest
from typing import Final, NamedTuple

import polars as pl

from pipeline.core.shown_names import shown_names

HEADER_DEPTH: Final = 30
CHUNK_ROWS: Final = 20_000

Cell = object
Row = Sequence[Cell]
# A column of a sheet; a series is one of texts.
Column = Sequence[Cell] | pl.Series


class Merged(NamedTuple):
    """A cell merged over several rows: its first and last row and column, counted from 0."""

    top: int
    bottom: int
    left: int
    right: int


class SheetNote(NamedTuple):
    """What reading a sheet found: a code of the findings register, the values of its sentence."""

    kode: str
    values: dict[str, object]


class TornLine(NamedTuple):
    """A CSV line, one part of a torn record: where its other part stands, what is written in it."""

    other: int
    written: str


@dataclass(frozen=True)
class Chunk:
    """Some rows of a sheet.

    `places` are their rows as seen in Excel, `broken` marks CSV lines beyond reading, and `torn`
    says more of those that a line break within a cell tore in two: place -> its other part.
    """

    rows: list[Row]
    places: list[int]
    broken: list[bool]
    torn: dict[int, TornLine] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """The columns; the shorter rows are filled up with empty text."""
        return columns_of(self.rows)

    def where(self, marks: pl.Series) -> "Chunk":
        """Return the rows that are marked."""
        rows, places = [*compress(self.rows, marks)], [*compress(self.places, marks)]
        return Chunk(rows, places, [*compress(self.broken, marks)], self.torn)


@dataclass(frozen=True)
class TextChunk:
    """Some rows of a sheet of nothing but text, as columns: `texts` has one for each.

    The rest is as in Chunk.
    """

    texts: pl.DataFrame
    places: pl.Series
    broken: pl.Series
    torn: dict[int, TornLine] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """The rows, each as wide as the table."""
        return [*self.texts.rows()]

    @property
    def columns(self) -> list[Column]:
        """The columns."""
        return [*self.texts.get_columns()]

    def where(self, marks: pl.Series) -> "TextChunk":
        """Return the rows that are marked."""
        places, broken = self.places.filter(marks), self.broken.filter(marks)
        return TextChunk(self.texts.filter(marks), places, broken, self.torn)


AnyChunk = Chunk | TextChunk


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or the one table of a CSV (its name is then empty)."""

    name: str
    head: list[Row]
    chunks: Callable[[], Iterator[AnyChunk]]
    hidden: bool = False
    merged: tuple[Merged, ...] = ()
    notes: tuple[SheetNote, ...] = ()


def columns_of(rows: Iterable[Row]) -> list[Column]:
    """Return rows as columns, the shorter ones filled up with empty text."""
    return [*zip_longest(*rows, fillvalue="")]


def with_shown_names(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """Call the sheets as readers are told of them: their names may name people (contract §6)."""
    names = shown_names(sheet.name for sheet in sheets)
    return [replace(sheet, name=name) for sheet, name in zip(sheets, names, strict=True)]
