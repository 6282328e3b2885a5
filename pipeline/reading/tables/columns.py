"""Columns of a sheet as text; which of their cells were natively numbers, or a day too early.

The rules of single cells are in contract §2.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

import polars as pl

from pipeline.core.uniform import only_at
from pipeline.reading.files.sheets import Cell, Column

# A browser in Jakarta's zone writes a date 12 seconds early: 1 April becomes 31 March 23:59:48
# (contract §2).
_NEARLY_MIDNIGHT: Final = dt.time(23, 59, 30)
_EXACT: Final = 1e16
_TEXT: Final = frozenset({str})


@dataclass(frozen=True)
class TextColumn:
    """A column of a sheet: its cells, and those of them that are no text, by their place."""

    cells: Column
    others: dict[int, Cell]

    @classmethod
    def of(cls, cells: Column) -> "TextColumn":
        """Look through a column. Most have texts only, and are then looked at no further."""
        if isinstance(cells, pl.Series) or frozenset(map(type, cells)) <= _TEXT:
            return cls(cells, {})
        return cls(cells, {at: cell for at, cell in enumerate(cells) if type(cell) is not str})

    @property
    def texts(self) -> pl.Series:
        """The cells as text; blank ones may be empty or white."""
        if not self.others:
            return pl.Series(self.cells, dtype=pl.String)
        read = {at: cell_text(cell) for at, cell in self.others.items()}
        return pl.Series([*map(read.get, range(len(self.cells)), self.cells)], dtype=pl.String)

    @property
    def natives(self) -> pl.Series:
        """Which cells were natively numbers."""
        return self._where(at for at, cell in self.others.items() if type(cell) in (int, float))

    @property
    def moved(self) -> pl.Series:
        """Which cells hold a date just before midnight that is read as the next day."""
        return self._where(at for at, cell in self.others.items() if _is_nearly_midnight(cell))

    def _where(self, places: Iterable[int]) -> pl.Series:
        return only_at(pl.Series(places, dtype=pl.UInt32), len(self.cells))


def wide_texts(columns: Sequence[Column]) -> pl.DataFrame:
    """Return the columns as text, c0, c1, ...; blank cells are null."""
    return texts_of({f"c{at}": TextColumn.of(column) for at, column in enumerate(columns)})


def texts_of(columns: Mapping[str, TextColumn]) -> pl.DataFrame:
    """Return the texts of the columns under their names; blank cells are null."""
    texts = pl.DataFrame([column.texts.alias(name) for name, column in columns.items()])
    return texts.select(pl.all().str.strip_chars().replace("", None))


def cell_text(value: Cell) -> str | None:
    """Return a cell as text.

    Whole numbers keep every digit a double can hold, longer ones read as Excel shows them.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value).upper()
    if isinstance(value, (int, float)):
        return _number_text(value)
    if _is_nearly_midnight(value):
        return (value.date() + dt.timedelta(days=1)).isoformat()
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _is_nearly_midnight(value: Cell) -> TypeGuard[dt.datetime]:
    return (
        isinstance(value, dt.datetime)
        and value.time() >= _NEARLY_MIDNIGHT
        and value.date() < dt.date.max
    )


def _number_text(value: float) -> str:
    if math.isnan(value) or abs(value) >= _EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)
