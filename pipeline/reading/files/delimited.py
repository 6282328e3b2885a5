"""Delimited text into one raw sheet: a broken line costs that line, never the file (contract §2.5).

csv.reader over a whole file lets one stray quote swallow everything behind it, so quoting is
resolved line by line: a record may span lines only when the join makes a whole record and swallows
no other. Lines are decoded as they are needed, so that a large file is never held as text.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from pipeline.reading.files.decoding import ends_in_a_line_end, ends_in_nul, odd_lines, text_lines
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import MOST_COLUMNS, Limits
from pipeline.reading.files.marks import line_without_entities, may_hold_marks, plain_field
from pipeline.reading.files.records import Record, Shape, is_cut, with_torn_marked
from pipeline.reading.files.sheets import CHUNK_ROWS, HEADER_DEPTH, Chunk, RawSheet, Row, SheetNote

DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST_RECORD: Final = 20
# More than Excel's 16,384 columns of ten characters: such a line is no record of ours.
_LONGEST_LINE: Final = 1 << 18
_SHOWN_LINES: Final = 10
_BATCH_CELLS: Final = 2_000_000
_SEPARATOR: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def delimited_sheet(
    data: bytes, score: Callable[[Row], int], limits: Limits | None = None
) -> RawSheet:
    """Return the table of a text file.

    `score` counts the known labels in a row, and so picks the delimiter.

    Raises UnreadableError when it was cut (only with `limits`: that is no matter of our own
    reference files), or has more rows or cells than a file may have, at the latest while chunks are
    read.
    """
    top = list(islice(text_lines(data), HEADER_DEPTH * _LONGEST_RECORD))
    delimiter = _delimiter(top, score)
    heads = list(islice(_records(top, delimiter, None), HEADER_DEPTH))
    shape = _shape(heads, score)
    if limits and shape.width > MOST_COLUMNS:
        raise UnreadableError.too_large(limits.size)
    if limits:
        _refuse_cut(data, delimiter, shape)
    fitted = list(islice(_records(top, delimiter, shape), HEADER_DEPTH))
    read = partial(_chunks, data, delimiter, shape, limits)
    return RawSheet("", [r.fields for r in fitted], read, notes=encoding_notes(data))


def encoding_notes(data: bytes) -> tuple[SheetNote, ...]:
    """Say which lines are not UTF-8 in a text whose others are (contract §2.5)."""
    odd = odd_lines(data)
    shown = ", ".join(map(str, odd[:_SHOWN_LINES])) + (", ..." if len(odd) > _SHOWN_LINES else "")
    return (SheetNote("baris_bukan_utf8", {"jumlah": len(odd), "baris": shown}),) if odd else ()


def _refuse_cut(data: bytes, delimiter: str, shape: Shape) -> None:
    if ends_in_nul(data):
        raise UnreadableError("berkas_terpotong")
    if not ends_in_a_line_end(data) and is_cut(_records(text_lines(data), delimiter, shape), shape):
        raise UnreadableError("berkas_terpotong")


def _shape(heads: list[Record], score: Callable[[Row], int]) -> Shape:
    width = len(max(heads, key=lambda r: score(r.fields)).fields) if heads else 0
    counts = Counter(len(record.fields) for record in heads if not record.broken)
    usual, often = counts.most_common(1)[0] if counts else (width, 0)
    return Shape(width, max(width, usual) if often * 2 > len(heads) else width)


def _delimiter(top: list[str], score: Callable[[Row], int]) -> str:
    """Return what the first line declares, or what gives the most known labels.

    Excel declares it as `sep=;`.
    """
    declared = _SEPARATOR.fullmatch(top[0]) if top else None
    if declared and declared[1] in DELIMITERS:
        return declared[1]
    return max(DELIMITERS, key=lambda d: (_best(top, d, score), _spread(top, d)))


def _best(top: list[str], delimiter: str, score: Callable[[Row], int]) -> int:
    return max(
        (score(r.fields) for r in islice(_records(top, delimiter, None), HEADER_DEPTH)), default=0
    )


def _spread(top: list[str], delimiter: str) -> int:
    return sum(line.count(delimiter) for line in top[:HEADER_DEPTH])


def _records(
    source: Sequence[str] | Iterator[str], delimiter: str, shape: Shape | None
) -> Iterator[Record]:
    lines = (line_without_entities(line, delimiter) for line in source)
    ahead: deque[str] = deque()
    at = 1
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        fields, used = _parse(line, delimiter), 1
        if fields is not None:
            fields = _fitted(fields, shape)
        elif len(line) <= _LONGEST_LINE:
            ahead.extend(islice(lines, _LONGEST_RECORD - len(ahead)))
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
    if sum(map(len, taken)) + len(taken) > _LONGEST_LINE:
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
    if not 1 < width <= line.count(delimiter) + 1 or len(line) > _LONGEST_LINE:
        return False
    field = rf'(?:"(?:[^"]|"")*"|[^"{re.escape(delimiter)}]*)'
    return (
        re.fullmatch(rf"{field}(?:{re.escape(delimiter)}{field}){{{width - 1}}}", line) is not None
    )


def _parse(text: str, delimiter: str) -> list[str] | None:
    """Return the fields of `text` when it is one whole record, else None."""
    if len(text) > _LONGEST_LINE:
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
    return [field.strip().strip('"') for field in line[:_LONGEST_LINE].split(delimiter)[:width]]


def _chunks(data: bytes, delimiter: str, shape: Shape, limits: Limits | None) -> Iterator[Chunk]:
    records = with_torn_marked(_records(text_lines(data), delimiter, shape), shape, delimiter)
    size = max(1, min(CHUNK_ROWS, _BATCH_CELLS // max(1, shape.width)))
    read = 0
    while batch := list(islice(records, size)):
        read += len(batch)
        if limits and (batch[-1].line > limits.rows or read * shape.width > limits.cells):
            raise UnreadableError.too_large(limits.size)
        torn = {record.line: record.torn for record in batch if record.torn}
        yield Chunk(
            [r.fields for r in batch], [r.line for r in batch], [r.broken for r in batch], torn
        )
