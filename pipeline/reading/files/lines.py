"""Lines of delimited text into records, one by one (contract §2.5).

csv.reader over a whole file lets one stray quote swallow everything behind it, so quoting is
resolved line by line: a record may span lines only when the join makes a whole record and swallows
no other.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pipeline.reading.files.marks import line_without_entities, may_hold_marks, plain_field
from pipeline.reading.files.records import Record, Shape

LONGEST_RECORD: Final = 20
# More than Excel's 16,384 columns of ten characters: such a line is no record of ours.
LONGEST_LINE: Final = 1 << 18


def records_in(
    source: Iterable[str], delimiter: str, shape: Shape | None, first: int = 1
) -> Iterator[Record]:
    """Yield the records of the lines in `source`, of which the first is line `first` of the file.

    Without a shape, that of a table whose header is not known yet, they may be of any width.
    """
    lines = (line_without_entities(line, delimiter) for line in source)
    ahead: deque[str] = deque()
    at = first
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        fields, used = _parse(line, delimiter), 1
        if fields is not None:
            fields = _fitted(fields, shape)
        elif len(line) <= LONGEST_LINE:
            ahead.extend(islice(lines, LONGEST_RECORD - len(ahead)))
            fields, used = _spanning([line, *ahead], delimiter, shape)
        if fields is not None and any(
            may_hold_marks(part) for part in (line, *islice(ahead, used - 1))
        ):
            fields = [plain_field(field) for field in fields]
        yield Record(
            _torn(line, delimiter, shape) if fields is None else fields, at, broken=fields is None
        )
        for _ in range(used - 1):
            ahead.popleft()
        at += used


def _spanning(
    lines: list[str], delimiter: str, shape: Shape | None
) -> tuple[list[str] | None, int]:
    """Return the fields of the record that begins in the first line, and the lines it takes.

    The fields are None when the record is broken. The lines are gone through once: a text full of
    stray quotes would take an hour otherwise.
    """
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    try:
        fields = next(reader)
    except csv.Error:
        return None, 1
    taken = lines[: reader.line_num]
    if sum(map(len, taken)) + len(taken) > LONGEST_LINE:
        return None, 1
    if shape is None:
        return fields, len(taken)
    swallowed = _swallows(fields, delimiter, shape.width) or any(
        _is_record(line, delimiter, shape.width) for line in taken[1:]
    )
    return (None, 1) if swallowed or len(fields) != shape.width else (fields, len(taken))


def _swallows(fields: list[str], delimiter: str, width: int) -> bool:
    """Tell whether a field that spans lines holds enough delimiters to have been a record itself.

    Two lines with one stray quote each look like one record with a long field; joined, one person
    would be lost and the other would get the first one's payment.
    """
    return any("\n" in field and field.count(delimiter) >= width - 1 for field in fields)


def _is_record(line: str, delimiter: str, width: int) -> bool:
    """Tell whether a line is a whole record by itself: well quoted, with the table's width."""
    if not 1 < width <= line.count(delimiter) + 1 or len(line) > LONGEST_LINE:
        return False
    field = rf'(?:"(?:[^"]|"")*"|[^"{re.escape(delimiter)}]*)'
    return (
        re.fullmatch(rf"{field}(?:{re.escape(delimiter)}{field}){{{width - 1}}}", line) is not None
    )


def _parse(text: str, delimiter: str) -> list[str] | None:
    """Return the fields of `text` when it is one whole record, else None."""
    if len(text) > LONGEST_LINE:
        return None
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _fitted(fields: list[str], shape: Shape | None) -> list[str] | None:
    """Return the fields that the header has.

    None when there are more, unless lines usually end in as many empties.

    A single line with surplus empties is a shifted one: an unquoted delimiter in a name moves every
    field behind it.
    """
    if shape is None or len(fields) <= shape.width:
        return fields
    blank = not any(field.strip() for field in fields[shape.width :])
    return fields[: shape.width] if blank and len(fields) == shape.usual else None


def _torn(line: str, delimiter: str, shape: Shape | None) -> list[str]:
    width = shape.width if shape else None
    return [field.strip().strip('"') for field in line[:LONGEST_LINE].split(delimiter)[:width]]
