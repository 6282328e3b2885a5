"""A table of answers that came on another way, as its sender wrote it (contract §7, §8)."""

import re
from dataclasses import replace
from functools import partial
from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.reading.files.covers import bear_our_cover
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.reader import raw_sheets
from pipeline.reading.files.sheets import HEADER_DEPTH, Cell, RawSheet, Row, with_shown_names
from pipeline.reading.returned.books import rows_of
from pipeline.reading.tables.choosing import cells_below, with_column
from pipeline.reading.tables.headers import Header, header_of, label_score, named_columns
from schemas.codes import ANSWERS, FILL_INS
from schemas.fields import FIELDS
from schemas.layouts import layout

_NIP: Final = re.compile(r"[0-9]{18}")
_SEPARATORS: Final = re.compile(r"[\s.'-]")
_SIGNED: Final = re.compile(r"\s*NIP", re.IGNORECASE)
_LEAST_NIP: Final = 10**17


class NotWholeError(Exception):
    """A file of which not everything would be read, with the sentence that says what."""


def handed_in_rows(data: bytes, limits: Limits) -> pl.DataFrame | None:
    """Return the rows of a file, in the form of ReturnedBook.rows; None where no sheet has any.

    It needs a column NIP and one of those that a secretary fills in. Raises UnreadableError;
    NotWholeError where a row would be lost or may be anybody's.
    """
    score = partial(label_score, layout=layout(ANSWERS))
    sheets = with_shown_names(raw_sheets(data, score, limits))
    if bear_our_cover(sheets):
        raise NotWholeError(say("jawab.lembar_kerja"))
    found = [(sheet, _header_of(sheet)) for sheet in sheets]
    for sheet, header in found:
        _refuse_unread(sheet, header)
    frames = [_whole_rows(sheet, header) for sheet, header in found if header]
    return pl.concat(frames, how="diagonal") if frames else None


def _refuse_unread(sheet: RawSheet, header: Header | None) -> None:
    """Refuse broken lines below the headings, and people where there are none above them."""
    at = 0
    for chunk in sheet.chunks():
        for place, broken, row in zip(chunk.places, chunk.broken, chunk.rows, strict=True):
            below = header is not None and at > header.index
            at += 1
            if below and broken:
                raise NotWholeError(say("jawab.baris_rusak", baris=place))
            if not below and _names_somebody(row):
                named = {"lembar": sheet.name or say("jawab.satu_lembar"), "baris": place}
                raise NotWholeError(say("jawab.tanpa_judul", **named))


def _names_somebody(row: Row) -> bool:
    """Tell whether a row is a person's: below a signature a NIP stands alone."""
    cells = [cell for cell in row if cell is not None and str(cell).strip()]
    signed = len(cells) == 1 and _SIGNED.match(str(cells[0]))
    return not signed and any(_holds_nip(cell) for cell in cells)


def _holds_nip(cell: Cell) -> bool:
    if isinstance(cell, (int, float)):
        return _LEAST_NIP <= cell < 10 * _LEAST_NIP
    return bool(_NIP.search(_SEPARATORS.sub("", str(cell))))


def _whole_rows(sheet: RawSheet, header: Header) -> pl.DataFrame:
    """Return the rows of a sheet; refuse it where two columns of one name are filled in."""
    for field in ("nip", "nama", *FILL_INS):
        filled = _filled_columns(sheet, header, header.candidates.get(field, ()))
        if len(filled) > 1:
            columns = named_columns(sheet.head[header.index], header.candidates[field])
            named = {"bidang": FIELDS[field].label, "kolom": columns}
            raise NotWholeError(say("jawab.judul_ganda", **named))
        if filled:
            header = with_column(header, field, filled[0], sheet)
    return rows_of(sheet, header)


def _filled_columns(sheet: RawSheet, header: Header, columns: tuple[int, ...]) -> list[int]:
    cells = [*cells_below(sheet, header, columns)]
    return [
        column
        for column in columns
        if any(texts.drop_nulls().len() for at, texts, _ in cells if at == column)
    ]


def _header_of(sheet: RawSheet) -> Header | None:
    for index, row in enumerate(sheet.head[:HEADER_DEPTH]):
        header = header_of(row, layout(ANSWERS))
        if "nip" in header.columns and header.columns.keys() & set(FILL_INS):
            return replace(header, index=index)
    return None
