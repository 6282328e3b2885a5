"""What every reader hands on: sheets of raw rows in bounded chunks, each row with its place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from pipeline.core.shown_names import shown_names

HEADER_DEPTH: Final = 30
CHUNK_ROWS: Final = 20_000

Cell = object
Row = Sequence[Cell]


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


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or the one table of a CSV (its name is then empty)."""

    name: str
    head: list[Row]
    chunks: Callable[[], Iterator[Chunk]]
    hidden: bool = False
    merged: tuple[Merged, ...] = ()
    notes: tuple[SheetNote, ...] = ()


def with_shown_names(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """Call the sheets as readers are told of them: their names may name people (contract §6)."""
    names = shown_names(sheet.name for sheet in sheets)
    return [replace(sheet, name=name) for sheet, name in zip(sheets, names, strict=True)]
