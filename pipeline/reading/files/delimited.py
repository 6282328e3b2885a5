"""Delimited text into one raw sheet: a broken line costs that line, never the file (contract §2.5).

Lines are decoded block by block as they are needed: a large file is never held as text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Final

from pipeline.reading.files.decoding import (
    ends_in_a_line_end,
    ends_in_nul,
    line_blocks,
    odd_lines,
    text_lines,
)
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import MOST_COLUMNS, Limits
from pipeline.reading.files.lines import LONGEST_RECORD, records_in
from pipeline.reading.files.records import Record, Shape, is_cut
from pipeline.reading.files.sheets import HEADER_DEPTH, AnyChunk, RawSheet, Row, SheetNote
from pipeline.reading.files.tidy import chunks_by_line, text_chunks

DELIMITERS: Final = (",", ";", "\t", "|")
_SHOWN_LINES: Final = 10
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
    top = list(islice(text_lines(data), HEADER_DEPTH * LONGEST_RECORD))
    delimiter = _delimiter(top, score)
    heads = list(islice(records_in(top, delimiter, None), HEADER_DEPTH))
    shape = _shape(heads, score)
    if limits and shape.width > MOST_COLUMNS:
        raise UnreadableError.too_large(limits.size)
    if limits:
        _refuse_cut(data, delimiter, shape)
    fitted = list(islice(records_in(top, delimiter, shape), HEADER_DEPTH))
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
    if ends_in_a_line_end(data):
        return
    if is_cut(records_in(text_lines(data), delimiter, shape), shape):
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
        (score(r.fields) for r in islice(records_in(top, delimiter, None), HEADER_DEPTH)), default=0
    )


def _spread(top: list[str], delimiter: str) -> int:
    return sum(line.count(delimiter) for line in top[:HEADER_DEPTH])


def _chunks(data: bytes, delimiter: str, shape: Shape, limits: Limits | None) -> Iterator[AnyChunk]:
    """Yield the rows; of our own references (no limits) each as long as it is written.

    There a line with too few fields is told of.
    """
    if limits is None:
        yield from chunks_by_line(text_lines(data), delimiter, shape)
        return
    read = 0
    for chunk in text_chunks(line_blocks(data), delimiter, shape):
        read += len(chunk.places)
        if chunk.places[-1] > limits.rows or read * shape.width > limits.cells:
            raise UnreadableError.too_large(limits.size)
        yield chunk
