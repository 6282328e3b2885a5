"""Of two columns for one field the one whose cells are more often acceptable (contract §2.2)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.columns import TextColumn, texts_of
from pipeline.reading.tables.headers import Header, written_label
from schemas.layouts import plain_label

# From the texts of a column and whether each was natively a number to whether each is acceptable.
Acceptable = Callable[[pl.Series, pl.Series], pl.Series]


def with_best_columns(sheet: RawSheet, header: Header, tests: Mapping[str, Acceptable]) -> Header:
    """Return the header with the best column for each field that has several and a test in `tests`.

    Where two have as many acceptable cells the alias listed first wins, then the leftmost.
    """
    for field, columns in header.candidates.items():
        if len(columns) > 1 and field in tests:
            header = _with_column(header, field, _best(sheet, header, columns, tests[field]), sheet)
    return header


def accepted_cells(
    sheet: RawSheet, header: Header, columns: Sequence[int], test: Acceptable
) -> Iterator[tuple[int, pl.Series]]:
    """Yield what of each of `columns` below the header `test` accepts, clean, chunk by chunk."""
    above = header.index + 1
    for chunk in sheet.chunks():
        below, above = above, max(0, above - len(chunk.places))
        cells = chunk.columns
        for column in columns:
            read = TextColumn.of(cells[column][below:] if column < len(cells) else ())
            cleaned = clean_texts(texts_of({"isi": read}), ["isi"]).to_series()
            yield column, cleaned.filter(test(cleaned, read.natives))


def _best(sheet: RawSheet, header: Header, columns: tuple[int, ...], test: Acceptable) -> int:
    counts = dict.fromkeys(columns, 0)
    for column, accepted in accepted_cells(sheet, header, columns, test):
        counts[column] += len(accepted)
    return max(columns, key=lambda column: counts[column])


def _with_column(header: Header, field: str, best: int, sheet: RawSheet) -> Header:
    row = sheet.head[header.index]
    return replace(
        header,
        columns={**header.columns, field: best},
        labels={**header.labels, field: plain_label(str(row[best]))},
        written={**header.written, field: written_label(row[best])},
    )
