"""Delimited text into one raw sheet: a broken line costs that line, never the file (contract §2.5).

csv.reader over a whole file lets one stray quote swallow everything behind it, so quoting is resolved
line by line: a record may span lines only when the join makes a whole record and swallows no other.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipeline.reading.sheets import CHUNK_ROWS, HEADER_DEPTH, Chunk, RawSheet, Row

DELIMITERS: Final = (",", ";", "\t", "|")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LONGEST_RECORD: Final = 20


@dataclass(frozen=True)
class Record:
    """One CSV record, the physical line on which it starts, and whether it is beyond reading."""

    fields: list[str]
    line: int
    broken: bool


def decode(data: bytes) -> str:
    """Decode by BOM, then as UTF-16 without one, UTF-8, and at last cp1252; NUL bytes are dropped."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace").replace("\x00", "")
    if bare := _bare_utf16(data[:400]):
        return data.decode(bare, errors="replace").replace("\x00", "")
    try:
        return data.decode("utf-8").replace("\x00", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\x00", "")


def delimited_sheet(data: bytes, score: Callable[[Row], int]) -> RawSheet:
    """Return the table of a text file; `score` counts the known labels in a row, and so picks the delimiter."""
    lines = _LINE_END.split(decode(data))
    delimiter = max(DELIMITERS, key=lambda d: (_best(lines, d, score), _spread(lines, d)))
    heads = list(islice(_records(lines, delimiter, None), HEADER_DEPTH))
    width = len(max(heads, key=lambda r: score(r.fields)).fields) if heads else 0
    fitted = list(islice(_records(lines, delimiter, width), HEADER_DEPTH))
    return RawSheet("", [r.fields for r in fitted], lambda: _chunks(_records(lines, delimiter, width)))


def _bare_utf16(head: bytes) -> str | None:
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > len(head) // 3 else None


def _best(lines: list[str], delimiter: str, score: Callable[[Row], int]) -> int:
    return max((score(r.fields) for r in islice(_records(lines, delimiter, None), HEADER_DEPTH)), default=0)


def _spread(lines: list[str], delimiter: str) -> int:
    return sum(line.count(delimiter) for line in lines[:HEADER_DEPTH])


def _records(lines: list[str], delimiter: str, width: int | None) -> Iterator[Record]:
    at = 0
    while at < len(lines):
        fields, used = _read_record(lines, at, delimiter, width)
        if fields is None:
            yield Record(_torn(lines[at], delimiter), at + 1, broken=True)
        else:
            yield Record(fields, at + 1, broken=False)
        at += used


def _read_record(lines: list[str], at: int, delimiter: str, width: int | None) -> tuple[list[str] | None, int]:
    """Return the record's fields (None when broken) and the number of lines it takes."""
    line = lines[at]
    if '"' not in line:
        return _fitted(line.split(delimiter), width), 1
    fields = _parse(line, delimiter)
    if fields is not None:
        return _fitted(fields, width), 1
    return _spanning(lines, at, delimiter, width)


def _spanning(lines: list[str], at: int, delimiter: str, width: int | None) -> tuple[list[str] | None, int]:
    for end in range(at + 2, min(at + 2 + _LONGEST_RECORD, len(lines) + 1)):
        if width is not None and _is_record(lines[end - 1], delimiter, width):
            return None, 1
        fields = _parse("\n".join(lines[at:end]), delimiter)
        if fields is not None and (width is None or len(fields) == width):
            return fields, end - at
    return None, 1


def _is_record(line: str, delimiter: str, width: int) -> bool:
    """Tell whether a line is a whole record by itself: well quoted, with the table's width."""
    field = rf'(?:"(?:[^"]|"")*"|[^"{re.escape(delimiter)}]*)'
    return width > 1 and re.fullmatch(rf"{field}(?:{re.escape(delimiter)}{field}){{{width - 1}}}", line) is not None


def _parse(text: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _fitted(fields: list[str], width: int | None) -> list[str] | None:
    if width is None or len(fields) <= width:
        return fields
    return fields[:width] if not any(field.strip() for field in fields[width:]) else None


def _torn(line: str, delimiter: str) -> list[str]:
    return [field.strip().strip('"') for field in line.split(delimiter)]


def _chunks(records: Iterator[Record]) -> Iterator[Chunk]:
    while batch := list(islice(records, CHUNK_ROWS)):
        yield Chunk([r.fields for r in batch], [r.line for r in batch], [r.broken for r in batch])
