"""Of two columns for one field the one whose cells are more often acceptable (contract §2.2)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.columns import TextColumn, texts_of
from pipeline.reading.tables.headers import Header, written_label
from schemas.layouts import plain_label

# From the texts of a column and whether each was natively a number to whether each is acceptable.
Acceptable = Callable[[pl.Series, pl.Series], pl.Series]
# A roster's people; a donor may stand in many rows.
_PERSON: Final = "nip"


def with_best_columns(sheet: RawSheet, header: Header, tests: Mapping[str, Acceptable]) -> Header:
    """Return the header with the best column for each field that has several and a test in `tests`.

    Where two have as many acceptable cells the alias listed first wins, then the leftmost. Of
    the NIP of a roster only different ones count: a superior's stands in each row.
    """
    for field, columns in header.candidates.items():
        if len(columns) > 1 and field in tests:
            header = with_column(header, field, _best(sheet, header, field, tests[field]), sheet)
    return header


def accepted_cells(
    sheet: RawSheet, header: Header, columns: Sequence[int], test: Acceptable
) -> Iterator[tuple[int, pl.Series]]:
    """Yield what of each of `columns` below the header `test` accepts, clean, chunk by chunk."""
    for column, texts, natives in cells_below(sheet, header, columns):
        yield column, texts.filter(test(texts, natives))


def cells_below(
    sheet: RawSheet, header: Header, columns: Sequence[int]
) -> Iterator[tuple[int, pl.Series, pl.Series]]:
    """Yield each of `columns` below the header, clean, and which cells were numbers, by chunks."""
    above = header.index + 1
    for chunk in sheet.chunks():
        below, above = above, max(0, above - len(chunk.places))
        cells = chunk.columns
        for column in columns:
            read = TextColumn.of(cells[column][below:] if column < len(cells) else ())
            cleaned = clean_texts(texts_of({"isi": read}), ["isi"]).to_series()
            yield column, cleaned, read.natives


def _best(sheet: RawSheet, header: Header, field: str, test: Acceptable) -> int:
    columns = header.candidates[field]
    parts: dict[int, list[pl.Series]] = {column: [] for column in columns}
    for column, accepted in accepted_cells(sheet, header, columns, test):
        parts[column].append(accepted)
    found = {column: pl.concat(held) for column, held in parts.items() if held}
    is_person = field == _PERSON
    worth = {at: held.n_unique() if is_person else len(held) for at, held in found.items()}
    return max(columns, key=lambda column: worth.get(column, 0))


def with_column(header: Header, field: str, best: int, sheet: RawSheet) -> Header:
    """Return the header with this column for the field."""
    row = sheet.head[header.index]
    return replace(
        header,
        columns={**header.columns, field: best},
        labels={**header.labels, field: plain_label(str(row[best]))},
        written={**header.written, field: written_label(row[best])},
    )
