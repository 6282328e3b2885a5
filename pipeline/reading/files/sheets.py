"""What every reader hands on: sheets of raw rows in bounded chunks, each row with its place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

HEADER_DEPTH: Final = 30
CHUNK_ROWS: Final = 20_000

Cell = object
Row = Sequence[Cell]


@dataclass(frozen=True)
class Chunk:
    """Some rows of a sheet; `places` are their rows as seen in Excel, `broken` marks CSV lines beyond reading."""

    rows: list[Row]
    places: list[int]
    broken: list[bool]


@dataclass(frozen=True)
class RawSheet:
    """One sheet, or the one table of a CSV (its name is then empty)."""

    name: str
    head: list[Row]
    chunks: Callable[[], Iterator[Chunk]]
