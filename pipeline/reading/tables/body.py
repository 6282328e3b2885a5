"""Raw rows into text columns with their place (contract §2.1).

Whether a cell was natively a number is kept.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipeline.core.text import EMPTY_TEXTS, clean_texts, plain
from pipeline.core.uniform import nothing, nowhere, only_at
from pipeline.reading.files.sheets import AnyChunk, Cell, Column, RawSheet
from pipeline.reading.tables.columns import TextColumn, texts_of
from pipeline.reading.tables.headers import Header
from pipeline.reading.tables.unresolved import is_error, is_filled
from schemas.layouts import plain_label

NATIVE: Final = "__angka"
MOVED_DATE: Final = "dimajukan"
_TOTAL: Final = r"(?i)^(jumlah|total|grand\s+total)\s*:?$"
_LONG_NUMBER: Final = r"(?i)^(=?(nip)?[0-9]{15,18}|[0-9]([.,][0-9]+)?e\+?1[4-7])$"
_HOLDS_LONG_NUMBER: Final = r"(?i)(^|[^0-9])([0-9]{15,18}|[0-9]([.,][0-9]+)?e\+?1[4-7])([^0-9]|$)"
_SEPARATORS: Final = r"[\s.\-'\"]"
_NUMBER_ONE: Final = r"^\(?\s*0{0,2}1\s*\)?\.?$"
_COLUMN_NUMBER: Final = r"^\(?\s*([0-9]{1,3})\s*\)?\.?$"


def body_frame(sheet: RawSheet, header: Header) -> pl.DataFrame:
    """Return the rows below the header, up to the last that holds anything.

    Columns: baris, rusak (a broken CSV line), `_pasangan` and `_tulisan` (of a torn one: the line
    of its other part, and what is written in it), each mapped field as clean text with
    `<field>__angka` (natively a number), `dimajukan` (a date just before midnight was read as the
    next day), `_terpeta` (how many of the mapped fields are filled), and the marks _isi (holds
    anything), _judul, _nomor, _total and _kepala (the only cell of a row, and no person: a group's
    heading) of contract §2.4.
    """
    frames = [_chunk_frame(chunk, header) for chunk in sheet.chunks()]
    body = pl.concat(frames).slice(header.index + 1)
    last = body.with_row_index("_at").filter("_isi")["_at"].max()
    return body.head(0 if last is None else int(str(last)) + 1)


def _chunk_frame(chunk: AnyChunk, header: Header) -> pl.DataFrame:
    length = len(chunk.places)
    cells = {at: cells for at, cells in enumerate(chunk.columns) if _holds_anything(cells)}
    columns = {f"c{at}": TextColumn.of(column) for at, column in cells.items()}
    wide = texts_of(columns) if columns else nothing(length).to_frame()
    mapped: list[pl.Series] = []
    moved = nowhere(length)
    for field, at in header.columns.items():
        column = columns.get(f"c{at}")
        mapped.append((wide[f"c{at}"] if column else nothing(length)).alias(field))
        mapped.append((column.natives if column else nowhere(length)).alias(field + NATIVE))
        moved = moved | column.moved if column and column.others else moved
    frame = pl.DataFrame([*_places(chunk), *mapped, moved.alias(MOVED_DATE), *_marks(wide)])
    return _with_cells_counted(frame, wide, header)


def _with_cells_counted(frame: pl.DataFrame, wide: pl.DataFrame, header: Header) -> pl.DataFrame:
    """Clean the mapped cells; add how many are filled, and which rows are headers and headings."""
    fields = [*header.columns]
    marked = frame.with_columns(_repeats(frame, header), pl.col("_isi") | pl.col("rusak"))
    cleaned = clean_texts(marked, fields)
    counted = cleaned.with_columns(_terpeta=pl.sum_horizontal(is_filled(pl.col(fields))))
    return counted.with_columns(_headings(counted, wide, fields))


def _holds_anything(column: Column) -> bool:
    if isinstance(column, pl.Series):
        return bool((column != "").any())
    return column != ("",) * len(column)


def _places(chunk: AnyChunk) -> list[pl.Series]:
    places = pl.Series("baris", chunk.places, dtype=pl.Int64)
    others = {place: part.other for place, part in chunk.torn.items()}
    written = {place: part.written for place, part in chunk.torn.items()}
    return [
        places,
        pl.Series("rusak", chunk.broken, dtype=pl.Boolean),
        _looked_up(places, others, pl.Int64).alias("_pasangan"),
        _looked_up(places, written, pl.String).alias("_tulisan"),
    ]


def _looked_up(
    places: pl.Series, known: Mapping[int, object], dtype: type[pl.DataType]
) -> pl.Series:
    if not known:
        return nothing(len(places), dtype)
    return places.replace_strict(known, default=None, return_dtype=dtype)


def _headings(frame: pl.DataFrame, wide: pl.DataFrame, fields: list[str]) -> pl.Series:
    """Return _kepala: one cell of the whole row is filled, no name and without 15 to 18 digits.

    An error beside it, as of an age worked out in every row, fills nothing.
    """
    alone = (frame["_terpeta"] == 1).arg_true()
    if alone.is_empty():
        return nowhere(frame.height).alias("_kepala")
    filled = pl.sum_horizontal(
        pl.all().is_not_null()
        & ~pl.all().str.to_uppercase().is_in(EMPTY_TEXTS)
        & ~is_error(pl.all())
    )
    only = pl.coalesce(fields)
    long = only.str.replace_all(_SEPARATORS, "").str.contains(_HOLDS_LONG_NUMBER) | (
        only.str.contains(_HOLDS_LONG_NUMBER)
    )
    named = pl.col("nama").is_not_null() if "nama" in fields else pl.lit(value=False)
    single = wide[alone].select((filled == 1).alias("_satu")).to_series()
    headings = frame[alone].select(~named & ~long).to_series() & single
    return only_at(alone.filter(headings), frame.height).alias("_kepala")


def _marks(wide: pl.DataFrame) -> list[pl.Series]:
    """Return _isi, _nomor and _total.

    The latter two are looked into only where a row could be one: few are.
    """
    filled = pl.any_horizontal(pl.all().is_not_null())
    could_be = pl.coalesce(pl.all()).str.contains(_NUMBER_ONE) | pl.any_horizontal(
        pl.all().str.contains(_TOTAL)
    )
    rough = wide.select(_isi=filled, _mungkin=could_be)
    if not rough["_mungkin"].any():
        none = nowhere(wide.height)
        return [rough["_isi"], none.alias("_nomor"), none.alias("_total")]
    places = rough["_mungkin"].arg_true()
    close = wide[places].select(**_numbering_and_total(wide.columns))
    found = [only_at(places.filter(marks), wide.height).alias(marks.name) for marks in close]
    return [rough["_isi"], *found]


def _numbering_and_total(columns: list[str]) -> dict[str, pl.Expr]:
    filled = pl.concat_list(columns).list.drop_nulls()
    numbers = filled.list.eval(pl.element().str.extract(_COLUMN_NUMBER).cast(pl.Int64))
    stripped = pl.element().str.replace_all(_SEPARATORS, "")
    long_number = filled.list.eval(
        stripped.str.contains(_LONG_NUMBER) | pl.element().str.contains(_LONG_NUMBER)
    )
    # Of a number alone it is not known whether it counts up: that is null, and no.
    counts_up = (numbers.list.first() == 1) & (numbers.list.diff().list.min() >= 1)
    return {
        "_nomor": (numbers.list.drop_nulls().list.len() == filled.list.len()) & counts_up,
        "_total": filled.list.head(3).list.eval(pl.element().str.contains(_TOTAL)).list.any()
        & ~long_number.list.any(),
    }


def _repeats(frame: pl.DataFrame, header: Header) -> pl.Series:
    """Return _judul: the row is the header again. Most differ in the first field already."""
    same = [plain(pl.col(field)) == label for field, label in header.labels.items()]
    close = frame.select(same[0]).to_series().arg_true()
    if close.is_empty():
        return nowhere(frame.height).alias("_judul")
    again = frame[close].select(pl.all_horizontal(same)).to_series()
    return only_at(close.filter(again), frame.height).alias("_judul")


def header_text(cell: Cell) -> str:
    """Return a header cell as one line of text, for messages."""
    return " ".join(str(cell).split()) if plain_label(str(cell)) else ""
