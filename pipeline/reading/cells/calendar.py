"""Months, month ranges and dates as offices write them (contract §2 cell rules)."""

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.core.periods import Period

Months = tuple[int, int]

_NAMES: Final = {
    1: "januari january jan", 2: "februari pebruari february feb peb", 3: "maret march mar mrt",
    4: "april apr", 5: "mei may", 6: "juni june jun", 7: "juli july jul",
    8: "agustus august agu agt ags agst aug", 9: "september sept sep", 10: "oktober october okt oct",
    11: "november nopember nov nop", 12: "desember december des dec",
}  # fmt: skip
_MONTH_OF: Final = {name: number for number, names in _NAMES.items() for name in names.split()}
_WORD: Final = "|".join(sorted(_MONTH_OF, key=len, reverse=True))

# The centuries that the other ways to write a month allow: a date of year 26 or 9999 is a typing error.
_YEARS: Final = range(1900, 2100)
_YEAR_FIRST: Final = re.compile(r"((?:19|20)\d\d)-?(0[1-9]|1[0-2])", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(0?[1-9]|1[0-2])[/-]((?:19|20)\d\d)", re.ASCII)
_IN_WORDS: Final = re.compile(rf"({_WORD})(?:\.?[\s/-]*'?((?:19|20)\d\d|\d\d))?", re.IGNORECASE | re.ASCII)
_RANGE: Final = re.compile(
    r"(?<![a-z])(?:s\s?\.\s?d\s?\.?|s/d\.?|sd\.?)(?![a-z])|\s[-\u2013\u2014]\s", re.IGNORECASE | re.ASCII
)
_WORDS_DASH: Final = re.compile(
    rf"((?:{_WORD})(?:[\s/-]*\d{{2,4}})?)\s*[-\u2013\u2014]\s*((?:{_WORD})\b.*)", re.IGNORECASE | re.ASCII
)

_ISO: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_WORD: Final = re.compile(rf"(\d{{1,2}})[\s-]+({_WORD})[\s-]+(\d{{4}})", re.IGNORECASE | re.ASCII)


def parse_date(text: str, zone: ZoneInfo) -> dt.date | None:
    """Read one date, day before month always; a moment with an offset is taken to `zone` first. None if unreadable."""
    try:
        if _ISO.fullmatch(text):
            return _iso_date(text, zone)
        if match := _DAY_FIRST.fullmatch(text):
            return dt.date(int(match[4]), int(match[3]), int(match[1]))
        if match := _DAY_WORD.fullmatch(text):
            return dt.date(int(match[3]), _MONTH_OF[match[2].lower()], int(match[1]))
    except (ValueError, OverflowError):
        return None
    return None


def parse_months(text: str, zone: ZoneInfo) -> Months | None:
    """Read a month or a range of months as (first, last) month indexes; None if unreadable.

    The first may be later than the last: the caller tells that apart from an unreadable month.
    """
    parts = _split_range(text)
    if parts is None:
        single = _month(text, zone)
        return (single, single) if single is not None else None
    last = _month(parts[1], zone)
    if last is None:
        return None
    first = _month(parts[0], zone)
    if first is None:
        first = _month_before(parts[0], last)
    return (first, last) if first is not None else None


def parse_month_count(text: str) -> int | None:
    """Read "3" or "3 bulan" as 3; None if unreadable or not positive."""
    match = re.fullmatch(r"(\d{1,4})(?:\.0)?(?:\s*(?:bulan|bln|bl))?\.?", text, re.IGNORECASE | re.ASCII)
    return int(match[1]) if match and int(match[1]) > 0 else None


def _iso_date(text: str, zone: ZoneInfo) -> dt.date:
    moment = dt.datetime.fromisoformat(text.upper().replace(" Z", "Z").replace(" +", "+").replace("Z", "+00:00"))
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def _split_range(text: str) -> tuple[str, str] | None:
    match = _RANGE.search(text)
    if match:
        return text[: match.start()].strip(), text[match.end() :].strip()
    in_words = _WORDS_DASH.fullmatch(text)
    return (in_words[1].strip(), in_words[2].strip()) if in_words else None


def _month(text: str, zone: ZoneInfo) -> int | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return Period.of(int(match[1]), int(match[2])).index
    if match := _YEAR_LAST.fullmatch(text):
        return Period.of(int(match[2]), int(match[1])).index
    match = _IN_WORDS.fullmatch(text)
    if match and match[2]:
        return Period.of(_full_year(match[2]), _MONTH_OF[match[1].lower()]).index
    day = parse_date(text, zone)
    return Period.of(day.year, day.month).index if day and day.year in _YEARS else None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month_before(text: str, last: int) -> int | None:
    """Return the month of `text`, which has no year, in the year of `last` or the year before."""
    match = _IN_WORDS.fullmatch(text)
    if not match or match[2]:
        return None
    first = Period.of(Period(last).year, _MONTH_OF[match[1].lower()]).index
    return first if first <= last else first - 12
