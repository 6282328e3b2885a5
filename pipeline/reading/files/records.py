"""Records of delimited text: what one is, which make one that a line break tore, which was cut."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from pipeline.reading.files.sheets import TornLine

# A line break within a name, a doubled one, or an address of a few lines.
_MOST_PARTS: Final = 6
_LONG_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{15,18}(?![0-9])")
# What DOS wrote behind the last line.
_END_OF_FILE: Final = "\x1a"
_TOTAL: Final = re.compile(r"(?:jumlah|total|grand\s+total)\s*:?", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """One CSV record: its first line's number, whether beyond reading, its other part if torn."""

    fields: list[str]
    line: int
    broken: bool
    torn: TornLine | None = None

    @property
    def is_blank(self) -> bool:
        return not any(field.strip() for field in self.fields)


@dataclass(frozen=True)
class Shape:
    """The header's fields, and those lines usually have: more if each line ends in delimiters."""

    width: int
    usual: int


def with_torn_marked(records: Iterable[Record], shape: Shape, delimiter: str) -> Iterator[Record]:
    """Yield the records, as broken those that a line break in a cell tore from one (contract §2.5).

    Read by themselves, they would be two people of whom half is known.
    """
    source, waiting = iter(records), deque[Record]()
    while True:
        waiting.extend(islice(source, _MOST_PARTS - len(waiting)))
        if not waiting:
            return
        count = _parts_of_one(waiting, shape)
        parts = [waiting.popleft() for _ in range(max(count, 1))]
        yield from _torn(parts, delimiter) if count else parts


def _parts_of_one(waiting: Sequence[Record], shape: Shape) -> int:
    """Return how many of the first records add up to one; 0 when the first is one by itself."""
    total = 1
    for count, record in enumerate(waiting, 1):
        if record.broken or len(record.fields) >= shape.width or (count == 1 and record.is_blank):
            return 0
        total += len(record.fields) - 1
        if count > 1 and total in (shape.width, shape.usual) and not record.is_blank:
            return count if _is_one_person([*islice(waiting, count)]) else 0
    return 0


def _is_one_person(parts: list[Record]) -> bool:
    """Tell parts of one record from people who lack their last cells, and from lines below a table.

    A record holds a long number, and two people have one of as many digits in the same column.
    """
    long = [
        (at, found)
        for part in parts
        for at, field in enumerate(part.fields)
        if (found := _LONG_NUMBER.search(field))
    ]
    places = [(at, len(found[0])) for at, found in long]
    return bool(places) and len(set(places)) == len(places)


def _torn(parts: list[Record], delimiter: str) -> Iterator[Record]:
    for at, part in enumerate(parts):
        other = parts[0 if at else 1].line
        yield replace(part, broken=True, torn=TornLine(other, delimiter.join(part.fields)))


def is_cut(records: Iterable[Record], shape: Shape) -> bool:
    """Tell whether a text without a line end at its end was cut in its last record (contract §2.6).

    It was when that has too few fields, no other below the header has as few, and it is no row of
    totals. Headings of one cell and totals are no measure for a record of more than one cell.
    """
    shortest = {False: shape.width, True: shape.width}
    last, below = None, False
    for record in records:
        if last is not None and not last.is_blank:
            aside = _is_aside(last)
            shortest[aside] = min(shortest[aside], len(last.fields))
        if record.fields == [_END_OF_FILE]:
            continue
        last = record if below else None
        below = below or len(record.fields) >= shape.width
    if last is None or last.is_blank or _is_total(last):
        return False
    return len(last.fields) < (min(shortest.values()) if _is_aside(last) else shortest[False])


def _is_total(record: Record) -> bool:
    return any(_TOTAL.fullmatch(field.strip()) for field in record.fields[:3])


def _is_aside(record: Record) -> bool:
    """Tell whether a record is not the table's own: blank, a total, or a heading of one cell."""
    return _is_total(record) or sum(bool(field.strip()) for field in record.fields) <= 1
