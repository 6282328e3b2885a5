"""Months: the one type for them, and their number in frames.

In frames a month is an Int32 `month index`, year * 12 + month - 1, so that arithmetic is plain.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from pipeline.core.errors import UsageError
from pipeline.core.wording import say

MONTH_NAMES: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_PERIOD: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month."""

    index: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10"; raise ValueError on anything else."""
        match = _PERIOD.fullmatch(text)
        if match is None:
            raise ValueError(say("tolak.periode"))
        return cls.of(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        """Return the month `month` (1-12) of `year`."""
        return cls(year * 12 + month - 1)

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def month(self) -> int:
        return self.index % 12 + 1

    @property
    def name(self) -> str:
        """The month as a reader writes it: "Oktober 2026"."""
        return f"{MONTH_NAMES[self.month - 1]} {self.year}"

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Period":
        """Return the month `months` later (earlier when negative)."""
        return Period(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def period_of(text: str) -> Period:
    """Read a period from the command line or a flow's parameter. Raises UsageError."""
    try:
        return Period.parse(text)
    except ValueError:
        raise UsageError(say("cli.salah_periode", apa=text[:40])) from None


def month_text(index: pl.Expr) -> pl.Expr:
    """Turn month indexes into "2026-09"; null stays null."""
    return (index // 12).cast(pl.String).str.zfill(4) + "-" + (index % 12 + 1).cast(pl.String).str.zfill(2)


def month_name(index: pl.Expr) -> pl.Expr:
    """Turn month indexes into "September 2026"; null stays null."""
    names = (index % 12).replace_strict(dict(enumerate(MONTH_NAMES)), return_dtype=pl.String)
    return names + " " + (index // 12).cast(pl.String)
