"""Reading a reference CSV: its columns, its records with lines, faults of form (contract §7)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake, nearest
from pipeline.reading.files.delimited import delimited_sheet
from pipeline.reading.files.sheets import AnyChunk
from pipeline.reading.tables.columns import wide_texts
from schemas.layouts import plain_label

# Excel leaves the empty cells at the end of a row out, block by block: so many rows of one width
# are not torn ones.
_OFTEN: Final = 8
# Columns for the operator's own remarks, left unread on purpose.
_REMARKS: Final = frozenset({"ket", "keterangan", "catatan"})
# What people call a column, where it is not written like its own name.
_MEANT: Final = {
    "email": "pos_el",
    "surel": "pos_el",
    "posel": "pos_el",
    "kode": "kode_opd",
    "nama": "nama_opd",
    "opd": "nama_opd",
    "telp": "telepon",
    "hp": "telepon",
    "nip": "pelapor_nip",
    "pangkat": "pelapor_pangkat",
    "jabatan": "pelapor_jabatan",
    "unit": "unit_kerja",
    "id": "unor_id",
    "dari": "sejak",
    "mulai": "sejak",
    "hingga": "sampai",
    "nipbaru": "nip_benar",
}


@dataclass(frozen=True)
class ReferenceTable:
    """A reference CSV: `baris` (the line of each record) and its columns as clean text.

    Blank records are dropped.
    """

    rows: pl.DataFrame
    mistakes: tuple[Mistake, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether `rows` holds all the file's records: a mistake in headings alone loses none."""
        return self.rows.height > 0 and all(mistake.line == 1 for mistake in self.mistakes)


def holds_text(data: bytes | None) -> bool:
    """Tell whether there is anything but delimiters in `data`."""
    return bool((data or b"").removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n,;"))


def empty_table(columns: Sequence[str]) -> pl.DataFrame:
    """Return a table without records."""
    return pl.DataFrame(schema={"baris": pl.Int64, **dict.fromkeys(columns, pl.String)})


def reference_table(
    data: bytes, name: str, columns: Sequence[str], needed: int = 3
) -> ReferenceTable:
    """Read the CSV `data`, whose first `needed` of `columns` it must have.

    `name` is the file as it is told.
    """
    known = {plain_label(column): column for column in columns}
    sheet = delimited_sheet(
        data, lambda row: sum(1 for cell in row if plain_label(str(cell)) in known)
    )
    headings = [str(cell).strip() for cell in (sheet.head[0] if sheet.head else ())]
    places = [known.get(plain_label(heading)) for heading in headings]
    wrong = tuple(_heading_mistakes(name, headings, places, columns))
    lacking = [column for column in columns[:needed] if column not in places]
    if lacking:
        text = say("acuan.salah.kolom_kurang", kolom=", ".join(lacking))
        return ReferenceTable(empty_table(columns), (*wrong, Mistake(name, 1, "", text)))
    chunks = list(sheet.chunks())
    form = tuple(_line_mistakes(name, chunks, len(headings)))
    return ReferenceTable(_records(chunks, places, columns), (*wrong, *form))


def _heading_mistakes(
    name: str, headings: Sequence[str], places: Sequence[str | None], columns: Sequence[str]
) -> Iterator[Mistake]:
    for at, (heading, column) in enumerate(zip(headings, places, strict=True)):
        if column is None and heading and plain_label(heading) not in _REMARKS:
            yield Mistake(name, 1, _told_heading(heading, at, columns), _advice(heading, columns))
        elif column is not None and column in places[:at]:
            yield Mistake(name, 1, column, say("acuan.salah.kolom_dua_kali"))


def _meant(heading: str, columns: Sequence[str]) -> str:
    label = plain_label(heading)
    guess = _MEANT.get(label, "")
    return guess if guess in columns else nearest(label, columns)


def _told_heading(heading: str, at: int, columns: Sequence[str]) -> str:
    """Return the heading where it is like a known one.

    Else its number: it may be no heading, but a person's data.
    """
    return heading if _meant(heading, columns) else say("acuan.kolom_ke", nomor=at + 1)


def _advice(heading: str, columns: Sequence[str]) -> str:
    meant = _meant(heading, columns)
    if meant:
        return say("acuan.salah.tak_dikenal_mirip", mirip=meant)
    return say("acuan.salah.kolom_tak_dikenal", dikenal=", ".join(columns))


def _line_mistakes(name: str, chunks: Sequence[AnyChunk], width: int) -> Iterator[Mistake]:
    """Yield each line beyond reading, and each record with too few fields."""
    records = [
        record
        for chunk in chunks
        for record in zip(chunk.rows, chunk.places, chunk.broken, strict=True)
    ]
    widths = Counter(len(fields) for fields, _, _ in records)
    for fields, line, broken in records:
        filled = any(str(field).strip() for field in fields)
        if broken:
            yield Mistake(name, line, "", say("acuan.salah.baris_rusak"))
        elif filled and len(fields) < width and widths[len(fields)] < _OFTEN:
            yield Mistake(
                name, line, "", say("acuan.salah.baris_pendek", banyak=len(fields), kolom=width)
            )


def _records(
    chunks: Sequence[AnyChunk], places: Sequence[str | None], columns: Sequence[str]
) -> pl.DataFrame:
    at = {column: f"c{i}" for i, column in reversed(list(enumerate(places))) if column}
    wide = pl.concat([_wide(chunk) for chunk in chunks], how="diagonal")
    texts = [
        (pl.col(at[c]) if at.get(c) in wide.columns else pl.lit(None, dtype=pl.String)).alias(c)
        for c in columns
    ]
    below = wide.slice(1).filter(~pl.col("_rusak"))
    table = clean_texts(below.select(pl.col("baris").cast(pl.Int64), *texts), columns)
    return table.filter(pl.any_horizontal(pl.col(c).is_not_null() for c in columns))


def _wide(chunk: AnyChunk) -> pl.DataFrame:
    return wide_texts(chunk.columns).with_columns(
        baris=pl.Series(chunk.places), _rusak=pl.Series(chunk.broken)
    )
