"""Cells at their places into rows, for the formats that we read ourselves.

Runs in the opener's process.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

Value = object
MOST_COLUMNS: Final = 16_384
# What stands for a formula whose result no program has stored.
UNWORKED: Final = "#RUMUS!"
# What a sheet shows for each error that a binary file stores as a number.
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def error_text(number: int) -> str:
    """Return what a sheet shows for an error, an unknown one too: never an empty cell."""
    return ERRORS.get(number, "#ERROR!")


class FaultyFileError(Exception):
    """A refused file, with the code of its finding and the values of that finding's sentence."""

    def __init__(self, kode: str, **values: str) -> None:
        super().__init__(kode)
        self.kode = kode
        self.values = values


@dataclass
class Grid:
    """One sheet: its rows by number, each a cell by column, and the cells merged over several rows.

    `most` is how many cells its table may have, empty ones too: a single cell at its far end makes
    a large table. `next_row` is where a row without a number of its own belongs.
    """

    name: str
    most: int
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    width: int = 0
    next_row: int = 0

    def put(self, row: int, column: int, value: Value) -> None:
        """Put a cell in its place.

        Raises FaultyFileError when another one stands there, and one of the two would vanish, or
        the table grows beyond its limit.
        """
        cells = self.rows.setdefault(row, {})
        if cells.get(column, value) != value:
            raise FaultyFileError("berkas_sel_bertabrakan")
        cells[column] = value
        self.width = max(self.width, column + 1)
        if self.width > MOST_COLUMNS or (row + 1) * self.width > self.most:
            raise FaultyFileError("berkas_terlalu_besar")

    def merge(self, top: int, left: int, rows: int, columns: int) -> None:
        """Note a cell that is merged over several rows."""
        if rows > 1:
            self.merged.append((top, top + rows - 1, left, left + columns - 1))

    def __len__(self) -> int:
        return max(self.rows, default=-1) + 1

    def lines(self) -> Iterator[list[Value]]:
        """Yield each row from the first on, empty ones too, all of one width."""
        for at in range(len(self)):
            cells = self.rows.get(at, {})
            yield [cells.get(column, "") for column in range(self.width)]
