"""A table of answers that came on another way, as its sender wrote it (contract §7, §8)."""

from dataclasses import replace
from functools import partial

import polars as pl

from pipeline.reading.files.limits import Limits
from pipeline.reading.files.reader import raw_sheets
from pipeline.reading.files.sheets import HEADER_DEPTH, RawSheet, with_shown_names
from pipeline.reading.returned.books import rows_of
from pipeline.reading.tables.headers import Header, header_of, label_score
from schemas.codes import ANSWERS, FILL_INS
from schemas.layouts import layout


def handed_in_rows(data: bytes, limits: Limits) -> pl.DataFrame | None:
    """Return the rows of a file, in the form of ReturnedBook.rows; None where no sheet has any.

    It needs a column NIP and one of those that a secretary fills in. Raises UnreadableError.
    """
    score = partial(label_score, layout=layout(ANSWERS))
    sheets = with_shown_names(raw_sheets(data, score, limits))
    found = [(sheet, _header_of(sheet)) for sheet in sheets]
    frames = [rows_of(sheet, header) for sheet, header in found if header]
    return pl.concat(frames, how="diagonal") if frames else None


def _header_of(sheet: RawSheet) -> Header | None:
    for index, row in enumerate(sheet.head[:HEADER_DEPTH]):
        header = header_of(row, layout(ANSWERS))
        if "nip" in header.columns and header.columns.keys() & set(FILL_INS):
            return replace(header, index=index)
    return None
