"""People below the header who stand in none of its columns: those of another table (§2.3, §2.4)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.files.sheets import AnyChunk, RawSheet
from pipeline.reading.tables.columns import wide_texts
from pipeline.reading.tables.headers import column_letters

# Below a signature a number is introduced; in a table it may be. There are few signatures.
_SIGNED: Final = r"(?i)^[^0-9]*NIP"
_SIGNATURES: Final = 3
_FOUND: Final = {"baris": pl.Int64, "kolom": pl.Int64, "bertanda": pl.Boolean}


class Aside(NamedTuple):
    """How many cells name somebody, where the first of them stands, if they are a list at the side.

    That is one that begins beside the rows that are read.
    """

    people: int = 0
    row: int = 0
    column: int = 0
    at_the_side: bool = False

    @property
    def told(self) -> dict[str, str]:
        """The values of a finding's sentence."""
        place = f"{column_letters(self.column)}{self.row}"
        return {"jumlah": str(self.people), "sel": place}


def people_aside(sheet: RawSheet, body: pl.DataFrame) -> Aside:
    """Count the NIP in rows of `body` (tables.body) of which no mapped field is filled."""
    mapped = pl.col("_terpeta") > 0
    unread = body.filter(pl.col("_isi") & ~mapped & ~pl.col("rusak"))["baris"]
    every = _found(sheet, unread)
    signed = int(every["bertanda"].sum())
    found = every.filter(~pl.col("bertanda")) if signed <= _SIGNATURES else every
    if not found.height:
        return Aside()
    row, column, _ = found.sort("baris", "kolom").row(0)
    beside = _found(sheet, body.filter(mapped)["baris"])
    at_the_side = bool(beside["kolom"].is_in(found["kolom"].implode()).any())
    return Aside(found.height, row, column, at_the_side)


def _found(sheet: RawSheet, places: pl.Series) -> pl.DataFrame:
    nothing = pl.DataFrame(schema=_FOUND)
    return nothing if places.is_empty() else pl.concat([nothing, *_numbers_in(sheet, places)])


def _numbers_in(sheet: RawSheet, places: pl.Series) -> Iterator[pl.DataFrame]:
    """Yield row and column (from 0) of each NIP in these rows, chunk by chunk."""
    for chunk in sheet.chunks():
        wanted = pl.Series("baris", chunk.places, dtype=pl.Int64).is_in(places.implode())
        if wanted.any():
            yield _numbers_among(chunk.where(wanted))


def _numbers_among(chunk: AnyChunk) -> pl.DataFrame:
    cells = (
        wide_texts(chunk.columns)
        .with_columns(pl.Series("baris", chunk.places, dtype=pl.Int64))
        .unpivot(index="baris", variable_name="kolom", value_name="isi")
        .drop_nulls("isi")
        .with_columns(
            pl.col("kolom").str.slice(1).cast(pl.Int64),
            bertanda=pl.col("isi").str.contains(_SIGNED),
        )
    )
    read = parse_nip(clean_texts(cells.select("isi"), ["isi"]).to_series())
    named = read["nip"].is_not_null() | (read["nip_keadaan"] == "rusak")
    return cells.filter(named).select(_FOUND.keys())
