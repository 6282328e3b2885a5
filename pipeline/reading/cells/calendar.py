"""Months, month ranges and dates as offices write them (contract §2 cell rules)."""

import datetime as dt
import re
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.core.periods import Period

Months = tuple[int, int]

_NAMES: Final = {
    1: "januari january jan",
    2: "februari pebruari february feb peb",
    3: "maret march mar mrt",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "agustus august agu agt ags agst aug",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nopember nov nop",
    12: "desember december des dec",
}
_MONTH_OF: Final = {name: number for number, names in _NAMES.items() for name in names.split()}
_WORD: Final = "|".join(_MONTH_OF)

# The centuries that the other ways to write a month allow: a date of year 26 or 9999 is a typing
# error.
_YEARS: Final = range(1900, 2100)
_YEAR_FIRST: Final = re.compile(r"((?:19|20)\d\d)-?(0[1-9]|1[0-2])", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(0?[1-9]|1[0-2])[/-]((?:19|20)\d\d)", re.ASCII)
_IN_WORDS: Final = re.compile(
    rf"({_WORD})(?:\.?[\s/-]*'?((?:19|20)\d\d|\d\d))?", re.IGNORECASE | re.ASCII
)
# No month's name holds "s.d" or begins with "sd", so a month may follow without a blank.
# The "s/D" in "Agustus/Desember" is no range.
_RANGE: Final = re.compile(
    r"s\s?\.\s?d\s?\.?|(?<![a-z])s/d\.?|(?<![a-z])sd\.?|\s[-\u2013\u2014]\s",
    re.IGNORECASE | re.ASCII,
)
_WORDS_DASH: Final = re.compile(
    rf"((?:{_WORD})\.?(?:[\s/-]*\d{{2,4}})?)\s*[-\u2013\u2014]\s*((?:{_WORD})\b.*)",
    re.IGNORECASE | re.ASCII,
)
_HALF_DAY: Final = 12
_MONTH_NUMBER: Final = re.compile(r"0?[1-9]|1[0-2]", re.ASCII)

_DATE: Final = re.compile(
    rf"""(?:(?P<iso>\d{{4}}-\d\d-\d\d)
        |(?P<day>\d{{1,2}})(?:(?P<mark>[/-])(?P<number>\d{{1,2}})(?P=mark)|[\s-]+(?P<word>{_WORD})[\s-]+)(?P<year>\d{{4}}))
    (?:(?:T|,?\s+)(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?
        \s?(?P<half>[AP]M)?\s?(?P<zone>Z|[+-]\d\d:?\d\d|WIB)?)?""",
    re.IGNORECASE | re.ASCII | re.VERBOSE,
)


def parse_date(text: str, zone: ZoneInfo) -> dt.date | None:
    """Read one date, day before month always, with a time behind it or without; None if unreadable.

    A moment with an offset or Z is taken to `zone` first.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        day = _day(match)
        return (
            day
            if match["hour"] is None
            else _in_zone(dt.datetime.combine(day, _time(match)), match["zone"], zone)
        )
    except (ValueError, OverflowError):
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
    match = re.fullmatch(
        r"(\d{1,4})(?:\.0)?(?:\s*(?:bulan|bln|bl))?\.?", text, re.IGNORECASE | re.ASCII
    )
    return int(match[1]) if match and int(match[1]) > 0 else None


def _day(match: re.Match[str]) -> dt.date:
    if match["iso"]:
        return dt.date.fromisoformat(match["iso"])
    month = _MONTH_OF[match["word"].lower()] if match["word"] else int(match["number"])
    return dt.date(int(match["year"]), month, int(match["day"]))


def _time(match: re.Match[str]) -> dt.time:
    hour, half = int(match["hour"]), (match["half"] or "").upper()
    if half and not 1 <= hour <= _HALF_DAY:
        raise ValueError
    hour_of_day = hour % _HALF_DAY + (_HALF_DAY if half == "PM" else 0) if half else hour
    return dt.time(hour_of_day, int(match["minute"]), int(match["second"] or 0))


def _in_zone(moment: dt.datetime, offset: str | None, zone: ZoneInfo) -> dt.date:
    if offset is None or offset.upper() == "WIB":
        return moment.date()
    stated = "+00:00" if offset.upper() == "Z" else offset
    return dt.datetime.fromisoformat(moment.isoformat() + stated).astimezone(zone).date()


def _split_range(text: str) -> tuple[str, str] | None:
    match = _RANGE.search(text)
    if match:
        return text[: match.start()].strip(), text[match.end() :].strip()
    in_words = _WORDS_DASH.fullmatch(text)
    return (in_words[1], in_words[2]) if in_words else None


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
    number = _number_without_year(text)
    if number is None:
        return None
    first = Period.of(Period(last).year, number).index
    return first if first <= last else first - 12


def _number_without_year(text: str) -> int | None:
    if _MONTH_NUMBER.fullmatch(text):
        return int(text)
    match = _IN_WORDS.fullmatch(text.rstrip("."))
    return _MONTH_OF[match[1].lower()] if match and not match[2] else None
