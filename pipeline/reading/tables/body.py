"""Raw rows into text columns with their place (contract §2.1).

Whether a cell was natively a number is kept.
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeGuard

import polars as pl

from pipeline.core.text import EMPTY_TEXTS, clean_text, plain
from pipeline.reading.files.sheets import AnyChunk, Cell, Column, RawSheet
from pipeline.reading.tables.headers import Header
from pipeline.reading.tables.unresolved import is_error, is_filled
from schemas.layouts import plain_label

NATIVE: Final = "__angka"
MOVED_DATE: Final = "dimajukan"
# A browser in Jakarta's zone writes a date 12 seconds early: 1 April becomes 31 March 23:59:48
# (contract §2).
_NEARLY_MIDNIGHT: Final = dt.time(23, 59, 30)
_EXACT: Final = 1e16
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


def wide_texts(columns: Sequence[Column]) -> pl.DataFrame:
    """Return the columns as text, c0, c1, ...; blank cells are null."""
    return pl.DataFrame([_texts(f"c{i}", column) for i, column in enumerate(columns)])


def cell_text(value: Cell) -> str | None:
    """Return a cell as text.

    Whole numbers keep every digit a double can hold, longer ones read as Excel shows them.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return None if value is None else str(value).upper()
    if isinstance(value, (int, float)):
        return _number_text(value)
    if _is_nearly_midnight(value):
        return (value.date() + dt.timedelta(days=1)).isoformat()
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _is_nearly_midnight(value: Cell) -> TypeGuard[dt.datetime]:
    return (
        isinstance(value, dt.datetime)
        and value.time() >= _NEARLY_MIDNIGHT
        and value.date() < dt.date.max
    )


def _number_text(value: float) -> str:
    if math.isnan(value) or abs(value) >= _EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(value)


# Which types a column has is asked once: most have texts only, and are then looked at no further.
_Types = frozenset[type]


def _types_of(column: Column) -> _Types:
    return frozenset({str} if isinstance(column, pl.Series) else map(type, column))


def _texts(name: str, column: Column) -> pl.Series:
    if _types_of(column) <= {str}:
        series = pl.Series(name, column, dtype=pl.String)
    else:
        texts = [cell if type(cell) is str else cell_text(cell) for cell in column]
        series = pl.Series(name, texts, dtype=pl.String)
    return series.to_frame().select(pl.col(name).str.strip_chars().replace("", None)).to_series()


def _natives(name: str, column: Column) -> pl.Series:
    if _types_of(column).isdisjoint((int, float)):
        return pl.repeat(value=False, n=len(column), dtype=pl.Boolean, eager=True).alias(name)
    marks = [type(cell) in (int, float) for cell in column]
    return pl.Series(name, marks, dtype=pl.Boolean)


def _moved_dates(columns: Iterable[Column], length: int) -> pl.Series:
    dated = [column for column in columns if dt.datetime in _types_of(column)]
    marks = [any(map(_is_nearly_midnight, cells)) for cells in zip(*dated, strict=True)]
    return pl.Series(MOVED_DATE, marks or [False] * length, dtype=pl.Boolean)


def _chunk_frame(chunk: AnyChunk, header: Header) -> pl.DataFrame:
    blank = ("",) * len(chunk.places)
    columns = {at: column for at, column in enumerate(chunk.columns) if _holds_anything(column)}
    texts = {at: _texts(f"c{at}", column) for at, column in columns.items()}
    nothing = pl.repeat(None, len(chunk.places), dtype=pl.String, eager=True)
    mapped: list[pl.Series] = []
    for field, at in header.columns.items():
        mapped.append(texts.get(at, nothing).alias(field))
        mapped.append(_natives(field + NATIVE, columns.get(at, blank)))
    read = [columns[at] for at in header.columns.values() if at in columns]
    mapped.append(_moved_dates(read, len(chunk.places)))
    places = [
        pl.Series("baris", chunk.places, dtype=pl.Int64),
        pl.Series("rusak", chunk.broken, dtype=pl.Boolean),
    ]
    places += _torn(chunk)
    wide = pl.DataFrame([*texts.values()] or [nothing])
    frame = (
        pl.DataFrame(places + mapped)
        .hstack(_marks(wide))
        .with_columns(pl.col("_isi") | pl.col("rusak"))
    )
    cleaned = frame.with_columns(
        _repeats(frame, header), *(clean_text(pl.col(f)).alias(f) for f in header.columns)
    )
    counted = cleaned.with_columns(
        _terpeta=pl.sum_horizontal(is_filled(pl.col(f)) for f in header.columns)
    )
    return counted.with_columns(_headings(counted, wide, list(header.columns)))


def _holds_anything(column: Column) -> bool:
    if isinstance(column, pl.Series):
        return bool((column != "").any())
    return column != ("",) * len(column)


def _torn(chunk: AnyChunk) -> list[pl.Series]:
    places = pl.Series(chunk.places, dtype=pl.Int64)
    others = {place: part.other for place, part in chunk.torn.items()}
    written = {place: part.written for place, part in chunk.torn.items()}
    return [
        _looked_up(places, others, pl.Int64).alias("_pasangan"),
        _looked_up(places, written, pl.String).alias("_tulisan"),
    ]


def _looked_up(
    places: pl.Series, known: Mapping[int, object], dtype: type[pl.DataType]
) -> pl.Series:
    if not known:
        return pl.repeat(None, len(places), dtype=dtype, eager=True)
    return places.replace_strict(known, default=None, return_dtype=dtype)


def _headings(frame: pl.DataFrame, wide: pl.DataFrame, fields: list[str]) -> pl.Series:
    """Return _kepala: one cell of the whole row is filled, no name and without 15 to 18 digits.

    An error beside it, as of an age worked out in every row, fills nothing.
    """
    filled = pl.sum_horizontal(
        pl.all().is_not_null()
        & ~pl.all().str.to_uppercase().is_in(EMPTY_TEXTS)
        & ~is_error(pl.all()).fill_null(value=False)
    )
    alone = frame.with_row_index("_at").filter(pl.col("_terpeta") == 1)
    only = pl.coalesce(fields).str.replace_all(_SEPARATORS, "")
    long = only.str.contains(_HOLDS_LONG_NUMBER) | pl.coalesce(fields).str.contains(
        _HOLDS_LONG_NUMBER
    )
    named = pl.col("nama").is_not_null() if "nama" in fields else pl.lit(value=False)
    cells = wide.filter(frame["_terpeta"] == 1).select(filled.alias("_terisi"))
    headings = alone.hstack(cells).filter((pl.col("_terisi") == 1) & ~named & ~long)["_at"]
    return pl.int_range(frame.height, eager=True).is_in(headings.implode()).alias("_kepala")


def column_cells(cells: Column) -> tuple[pl.Series, pl.Series]:
    """Return the texts of a column, and whether each cell was natively a number."""
    return _texts("isi", cells), _natives("angka", cells)


def _marks(wide: pl.DataFrame) -> pl.DataFrame:
    """Return _isi, _nomor and _total.

    The latter two are looked into only where a row could be one: few are.
    """
    filled = pl.any_horizontal(pl.all().is_not_null())
    could_be = pl.coalesce(pl.all()).str.contains(_NUMBER_ONE) | pl.any_horizontal(
        pl.all().str.contains(_TOTAL)
    )
    rough = wide.select(_isi=filled, _mungkin=could_be).with_row_index("_at")
    if not rough["_mungkin"].any():
        return rough.select("_isi", _nomor=pl.lit(value=False), _total=pl.lit(value=False))
    close = (
        wide.with_columns(rough["_at"])
        .filter(rough["_mungkin"])
        .select("_at", **_numbering_and_total(wide.columns))
    )
    joined = rough.join(close, on="_at", how="left", maintain_order="left")
    return joined.select("_isi", pl.col("_nomor", "_total").fill_null(value=False))


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
    close = frame.select(list(header.labels)).with_row_index("_at").filter(same[0])
    again = close.filter(pl.all_horizontal(same))["_at"]
    return pl.int_range(frame.height, eager=True).is_in(again.implode()).alias("_judul")


def header_text(cell: Cell) -> str:
    """Return a header cell as one line of text, for messages."""
    return " ".join(str(cell).split()) if plain_label(str(cell)) else ""
