"""What the operator sees: Indonesian lines, a progress line, tables.

Errors go to standard error.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.progress_bar import ProgressBar
from rich.status import Status
from rich.table import Table
from rich.text import Text

from flows.cli.hints import workable
from pipeline.system.settings import no_color

_BAR: Final = 16
# Blanks of a table between two columns, and at both sides together.
_BETWEEN: Final = 3
_ASIDE: Final = 2


class Screen:
    """The operator's terminal; plain lines where there is none."""

    def __init__(self) -> None:
        plain = no_color()
        self._status: Status | None = None
        self._announced = ""
        self.out = Console(no_color=plain, highlight=False, soft_wrap=True)
        self.err = Console(no_color=plain, highlight=False, soft_wrap=True, stderr=True)

    @contextmanager
    def working(self) -> Iterator["Screen"]:
        """Show announcements as a live line on a terminal, as plain lines elsewhere."""
        if not self.err.is_terminal:
            yield self
            return
        with self.err.status("") as self._status:
            yield self
        self._status = None

    def announce(self, text: str) -> None:
        """Show one line about what is being done."""
        if self._status is None:
            self.err.print(workable(text), markup=False)
        else:
            self._announced = workable(text)
            self._status.update(Text(self._announced))

    def fill(self, share: float) -> None:
        """Show beside the announcement how much of it is done, from 0 to 1; on a terminal only."""
        if self._status is not None:
            line = Table.grid(padding=(0, 1))
            line.add_row(Text(self._announced), ProgressBar(1.0, share, width=_BAR))
            self._status.update(line)

    def note(self, text: str) -> None:
        """Print one line about what is done that stays; it names no command."""
        self.err.print(text, markup=False)

    def say(self, text: str, style: str | None = None) -> None:
        """Print one line of result."""
        self.out.print(workable(text), style=style, markup=False)

    def say_as_is(self, text: str) -> None:
        """Print what another program reads: no command in it is rewritten."""
        self.out.print(text, markup=False, emoji=False)

    def refuse(self, word: str, text: str, form: str = "") -> None:
        """Print why something did not happen, and the right `form` where words were wrong."""
        said = f"{word}: {workable(text)} {form}".rstrip()
        self.err.print(said, style="bold red", markup=False)

    @property
    def is_typed_at(self) -> bool:
        """Whether somebody sits before it who can answer."""
        return self.out.is_terminal and sys.stdin.isatty()

    def ask(self, question: str) -> str | None:
        """Print a question and return the answer, trimmed and lower-cased.

        None when there is nobody to answer.
        """
        self.out.print(question, end="", markup=False)
        try:
            return input().strip().lower()
        except (EOFError, KeyboardInterrupt):
            self.out.print()
            return None

    def line_given(self, question: str) -> str:
        """Return the line that stands on standard input; asked for only where a person types it.

        "" when there is none.
        """
        if self.err.is_terminal and self.out.is_terminal:
            self.err.print(question, end="", markup=False)
        try:
            return input().strip()
        except (EOFError, KeyboardInterrupt):
            return ""

    def table(
        self,
        title: str,
        headings: list[str],
        rows: list[list[str]],
        right: set[int],
        fold: int | None = None,
    ) -> None:
        """Print a table; the columns whose index is in `right` are numbers.

        Where the terminal is narrow the column `fold` takes several lines: the last one when none
        is named. Where a word of it would have to be broken each row is one line of text. A
        heading may have lines of its own.
        """
        folding = len(headings) - 1 if fold is None else fold
        if _least_width([headings, *rows], folding) > self.out.width:
            self._list_rows(title, headings, rows)
            return
        table = Table(
            title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
        )
        for at, heading in enumerate(headings):
            side: Literal["right", "left"] = "right" if at in right else "left"
            table.add_column(heading, justify=side, no_wrap=at != folding, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        if self._status is not None:
            self._status.stop()  # a live line would be drawn over the table
        self.out.print(table)
        if self._status is not None:
            self._status.start()

    def _list_rows(self, title: str, headings: list[str], rows: list[list[str]]) -> None:
        self.say(title, style="bold")
        for first, *others in rows:
            told = [
                f"{' '.join(heading.split())} {cell}"
                for heading, cell in zip(headings[1:], others, strict=True)
                if cell
            ]
            self.say("; ".join([first, *told]))
        self.say("")


def _least_width(rows: list[list[str]], folding: int) -> int:
    """Return how wide a table must be for no word of its column `folding` to be broken."""
    columns = list(zip(*rows, strict=True))
    parts = (
        [part for cell in column for part in (cell.split() if at == folding else cell.split("\n"))]
        for at, column in enumerate(columns)
    )
    widths = [max(map(cell_len, column), default=0) for column in parts]
    return sum(widths) + _BETWEEN * (len(columns) - 1) + _ASIDE
