"""People below the header who stand in none of its columns: those of another table (§2.3, §2.4)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.files.sheets import RawSheet, columns_of
from pipeline.reading.tables.columns import wide_texts
from pipeline.reading.tables.headers import column_letters

# Below a signature a number is introduced; in a table it is not.
_SIGNED: Final = r"(?i)^[^0-9]*NIP"
_FOUND: Final = {"baris": pl.Int64, "kolom": pl.Int64}


class Aside(NamedTuple):
    """How many cells name somebody, and where the first of them stands."""

    people: int = 0
    row: int = 0
    column: int = 0

    @property
    def told(self) -> dict[str, str]:
        """The values of a finding's sentence."""
        place = f"{column_letters(self.column)}{self.row}"
        return {"jumlah": str(self.people), "sel": place}


def people_aside(sheet: RawSheet, body: pl.DataFrame) -> Aside:
    """Count the NIP in rows of `body` (tables.body) of which no mapped field is filled."""
    unread = pl.col("_isi") & (pl.col("_terpeta") == 0) & ~pl.col("rusak")
    places = body.filter(unread)["baris"].to_list()
    if not places:
        return Aside()
    found = pl.concat([pl.DataFrame(schema=_FOUND), *_numbers_in(sheet, set(places))])
    if not found.height:
        return Aside()
    row, column = found.sort("baris", "kolom").row(0)
    return Aside(found.height, row, column)


def _numbers_in(sheet: RawSheet, places: set[int]) -> Iterator[pl.DataFrame]:
    """Yield row and column (from 0) of each NIP in these rows, chunk by chunk."""
    for chunk in sheet.chunks():
        pairs = zip(chunk.places, chunk.rows, strict=True)
        rows = [(place, row) for place, row in pairs if place in places]
        if rows:
            texts = wide_texts(columns_of([row for _, row in rows]))
            yield _numbers_among(texts.rename(lambda name: name[1:]), [place for place, _ in rows])


def _numbers_among(texts: pl.DataFrame, places: list[int]) -> pl.DataFrame:
    cells = (
        texts.with_columns(baris=pl.Series(places, dtype=pl.Int64))
        .unpivot(index="baris", variable_name="kolom", value_name="isi")
        .filter(pl.col("isi").is_not_null() & ~pl.col("isi").str.contains(_SIGNED))
        .with_columns(pl.col("kolom").cast(pl.Int64))
    )
    read = parse_nip(clean_texts(cells.select("isi"), ["isi"]).to_series())
    return cells.filter(read["nip"].is_not_null()).select(_FOUND.keys())
