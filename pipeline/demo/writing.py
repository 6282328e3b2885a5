"""How hands and programs write the same thing differently.

Months, rupiah, dates, names, mistyped numbers.
"""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Final

from pipeline.core.formats import number
from pipeline.core.periods import MONTH_NAMES, Period

_SHORT: Final = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

MONTH_FORMS: Final[tuple[Callable[[Period], str], ...]] = (
    lambda m: m.name,
    lambda m: m.name,
    str,
    lambda m: f"{m.month:02d}/{m.year}",
    lambda m: f"{m.year}{m.month:02d}",
    lambda m: f"{_SHORT[m.month - 1]}-{m.year % 100:02d}",
)
JOINTS: Final = (" s.d. ", " s/d ", " sd ", " s.d. ")
RUPIAH_FORMS: Final[tuple[Callable[[int], str], ...]] = (
    number,
    str,
    lambda n: f"Rp{number(n)}",
    lambda n: f"Rp {number(n)},-",
    lambda n: f"{number(n)},00",
    lambda n: f"{n:,}.00",
)
DATE_FORMS: Final[tuple[Callable[[dt.date], str], ...]] = (
    lambda d: d.isoformat(),
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}",
    lambda d: f"{d.isoformat()}T03:00:00Z",
)
_EXCEL_DIGITS: Final = 15
_EDITS: Final[tuple[Callable[[Random, str, int], str], ...]] = (
    lambda rng, text, at: (
        text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]
    ),
    lambda _, text, at: text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    lambda _, text, at: text[:at] + text[at + 1 :],
    lambda rng, text, at: text[:at] + str(rng.randint(0, 9)) + text[at:],
)


def mistyped(rng: Random, digits: str) -> str:
    """Return `digits` with one or two typing errors (contract §5.3).

    An error is another digit, or one swapped, left out or doubled.
    """
    text = digits
    for _ in range(1 if rng.random() < 0.7 else 2):
        text = rng.choice(_EDITS)(rng, text, rng.randrange(4, len(text) - 2))
    return text if text != digits else mistyped(rng, digits)


def misspelt(rng: Random, name: str) -> str:
    """Return `name` with one letter left out."""
    at = rng.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1 :]


def excel_number(digits: str) -> int:
    """Return what is left of a number typed into Excel: 15 digits, then zeros (domain §2)."""
    return int(digits[:_EXCEL_DIGITS].ljust(len(digits), "0"))


def month_range(rng: Random, first: Period, last: Period) -> str:
    """Return a month, or a range of months, in one of the usual forms."""
    form = rng.choice(MONTH_FORMS)
    return form(first) if first == last else f"{form(first)}{rng.choice(JOINTS)}{form(last)}"


def full_title(name: str, front: str, back: str) -> str:
    """Return the name with its degrees: dr. Sri Lestari, M.Kes."""
    headed = f"{front} {name}".strip()
    return f"{headed}, {back}" if back else headed
