"""Months: the one type for them, and their number in frames.

In frames a month is an Int32 `month index`, year * 12 + month - 1, so that arithmetic is plain.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from pipeline.core.errors import UsageError
from pipeline.core.wording import say

MONTH_NAMES: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_NAMES: Final = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "ags": 8,
    "agt": 8,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}
_PERIOD: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_PARTS: Final = re.compile(r"[a-z]+|\d+")
# A letter beside a digit that is typed, and looks, like one: "2026-1O", "2026-l2".
_LOOK_ALIKE: Final = re.compile(r"(?<=\d)[oil](?![a-z])|(?<![a-z])[oil](?=\d)")
_AS_DIGITS: Final = str.maketrans("oil", "011")
_DIGITS_OF_A_MONTH: Final = 2
_CENTURY: Final = range(2000, 2100)


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month."""

    index: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-10", digits of ours only; raise ValueError on anything else."""
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
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Period":
        """Return the month `months` later (earlier when negative)."""
        return Period(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def month_words() -> dict[str, int]:
    """Return every word for a month, in lower case -> its number."""
    return {name.lower(): at for at, name in enumerate(MONTH_NAMES, 1)} | SHORT_NAMES


def gaps(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the months between the first and the last of `periods` that are not among them."""
    known = {period.index for period in periods}
    between = range(min(known), max(known)) if known else range(0)
    return tuple(Period(index) for index in between if index not in known)


def month_meant(text: str) -> Period | None:
    """Return the month meant by "2026-4", "202604", "04_2026", "2026-1O" or "Oktober 2026".

    In digits of any script: such a folder is read by nobody, and so must be told of. None by
    anything else.
    """
    small = text.lower()
    typed = _LOOK_ALIKE.sub(lambda found: found[0].translate(_AS_DIGITS), small)
    return _month_of(typed, _DIGITS_OF_A_MONTH) or _month_of(small)


def _month_of(text: str, longest: int = 3) -> Period | None:
    """Return the month of lower case `text`, whose number takes no more than `longest` digits."""
    parts = _PARTS.findall(text)
    if len(parts) == 1 and re.fullmatch(r"\d{6}", parts[0]):
        parts = [parts[0][:4], parts[0][4:]]
    # What follows is a copy's number or somebody's word: "2026-04 (1)", "2026-04 - Copy",
    # "2026-04_lama".
    parts = parts[:2] if not any(len(part) > 1 and part.isdigit() for part in parts[2:]) else parts
    fours = [part for part in parts if len(part) == 4 and part.isdigit()]
    years = [int(part) for part in fours if int(part) in _CENTURY]
    months = [_month_number(part, longest) for part in parts if part not in fours]
    if len(parts) != 2 or len(years) != 1 or len(months) != 1 or not months[0]:
        return None
    return Period.of(years[0], months[0])


def _month_number(part: str, longest: int) -> int:
    if part.isdigit():
        return int(part) if len(part) <= longest and 1 <= int(part) <= 12 else 0
    return month_words().get(part, 0)


def period_of(text: str) -> Period:
    """Read a period from the command line or a flow's parameter. Raises UsageError."""
    try:
        return Period.parse(text)
    except ValueError:
        raise UsageError(say("cli.salah_periode", apa=text[:40])) from None
