"""Workbooks into raw sheets, each cell with its native type: number or text (architecture §3)."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pipeline.reading.files.apart import PackedSheet, sheets_read_apart
from pipeline.reading.files.kinds import FileKind
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.sheets import HEADER_DEPTH, Cell, Chunk, Merged, RawSheet, Row


def workbook_sheets(
    data: bytes, limits: Limits, kind: FileKind = FileKind.ARCHIVE
) -> list[RawSheet]:
    """Return every sheet of a file of `kind`, hidden ones too, in its own order.

    Raises UnreadableError when it is protected by a password, damaged or beyond the limits.
    """
    return [_raw_sheet(packed) for packed in sheets_read_apart(data, limits, kind)]


def _raw_sheet(packed: PackedSheet) -> RawSheet:
    head = [row for batch in packed.batches[:1] for row in islice(_rows(batch), HEADER_DEPTH)]
    labelled = _with_merged_labels(head, packed.merged)
    return RawSheet(packed.name, labelled, lambda: _chunks(packed), packed.hidden, packed.merged)


def _chunks(packed: PackedSheet) -> Iterator[Chunk]:
    """Yield a sheet's rows batch by batch, the short first batch together with the next."""
    place = 1
    for at in (0, *range(2, len(packed.batches))):
        rows = [row for batch in packed.batches[at : max(at + 1, 2)] for row in _rows(batch)]
        if not rows:
            return
        yield Chunk(rows, list(range(place, place + len(rows))), [False] * len(rows))
        place += len(rows)


def _rows(batch: bytes) -> list[Row]:
    rows: list[Row] = json.loads(batch, object_hook=_native)
    return rows


def _native(tagged: dict[str, Any]) -> Cell:
    if "waktu" in tagged:
        return dt.datetime.fromisoformat(tagged["waktu"])
    return dt.date.fromisoformat(tagged["tanggal"])


def _with_merged_labels(head: list[Row], merged: tuple[Merged, ...]) -> list[Row]:
    """Show a label merged over several rows in each, as a person sees it: a header of two lines."""
    rows = [list(row) for row in head]
    for top, bottom, left, right in merged:
        if (
            left == right
            and bottom < len(rows)
            and left < len(rows[top])
            and isinstance(rows[top][left], str)
        ):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return [*rows]
