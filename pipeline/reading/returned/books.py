"""One workbook of ours as it came back: its marks, and the people of its lists (contract §8.1).

Sheets are told by their headings, so that they may be renamed, sorted, filtered, their columns
moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.marks import LISTS, Marks
from pipeline.reading.files.kinds import FileKind, file_kind, without_blanks_before
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.properties import workbook_marks
from pipeline.reading.files.sheets import RawSheet, with_shown_names
from pipeline.reading.files.workbook import workbook_sheets
from pipeline.reading.tables.body import NATIVE, body_frame
from pipeline.reading.tables.headers import Header, find_header
from schemas.codes import ANSWERS
from schemas.layouts import layout

# What only the list of that name has, of those that list people.
_TELLING: Final = {
    "belum": "tindak_lanjut",
    "sudah": "jumlah_pekerja",
    "dikecualikan": "kedudukan_hukum",
}
_NIP: Final = "^[0-9]{18}$"
_COVER_ROWS: Final = 60
_BOOKS: Final = (FileKind.ARCHIVE, FileKind.OLD_BOOK)


@dataclass(frozen=True)
class ReturnedBook:
    """A workbook that came back.

    lists: list -> the NIPs on it, digits only, as often as they stand there; of every name in
    LISTS. rows: those of the list in belum, with lembar, baris, every column of ours that is there
    as text, and `nip` as digits, null where the cell holds none.
    """

    marks: Marks
    lists: Mapping[str, tuple[str, ...]]
    rows: pl.DataFrame


def read_book(data: bytes, limits: Limits) -> ReturnedBook:
    """Read a workbook that came back.

    Raises UnreadableError for what is no workbook, is encrypted, damaged or beyond the limits.
    """
    whole = without_blanks_before(data)
    kind = file_kind(whole, limits.size)
    if kind not in _BOOKS:
        return ReturnedBook(Marks(), dict.fromkeys(LISTS, ()), pl.DataFrame())
    sheets = with_shown_names(workbook_sheets(whole, limits, kind))
    marks = _marks_in(whole, kind, sheets, limits)
    return ReturnedBook(marks, *_lists_and_rows(sheets if marks.is_signed_report() else ()))


def _marks_in(data: bytes, kind: FileKind, sheets: Sequence[RawSheet], limits: Limits) -> Marks:
    """Return the workbook's marks; from its cover where they are lost as properties."""
    held = workbook_marks(data, limits.size) if kind is FileKind.ARCHIVE else Marks()
    if held.dokumen:
        return held
    return next(_marks_on_covers(sheets), Marks())


def _marks_on_covers(sheets: Sequence[RawSheet]) -> Iterator[Marks]:
    for sheet in sheets:
        rows = (row for chunk in sheet.chunks() for row in chunk.rows)
        for _, row in zip(range(_COVER_ROWS), rows, strict=False):
            yield from (
                marks
                for cell in row
                if isinstance(cell, str) and (marks := Marks.from_cover(cell)) is not None
            )


def _lists_and_rows(
    sheets: Sequence[RawSheet],
) -> tuple[Mapping[str, tuple[str, ...]], pl.DataFrame]:
    found: dict[str, list[pl.DataFrame]] = {name: [] for name in LISTS}
    for sheet in sheets:
        header = find_header(sheet.head, layout(ANSWERS))
        key = _list_of(header) if header else None
        if header and key:
            found[key].append(rows_of(sheet, header))
    lists = {
        key: tuple(nip for frame in frames for nip in frame["nip"].drop_nulls())
        for key, frames in found.items()
    }
    rows = found["belum"]
    return lists, pl.concat(rows, how="diagonal") if rows else pl.DataFrame()


def _list_of(header: Header) -> str | None:
    return next((key for key, field in _TELLING.items() if field in header.columns), None)


def rows_of(sheet: RawSheet, header: Header) -> pl.DataFrame:
    """Return the rows below `header`, in the form of `ReturnedBook.rows`."""
    body = body_frame(sheet, header)
    digits = pl.col("nip").str.replace_all("[^0-9]", "")
    ours = digits.str.contains(_NIP) & ~pl.col("nip" + NATIVE)
    return body.select(
        pl.lit(sheet.name).alias("lembar"),
        "baris",
        pl.when(ours).then(digits).alias("nip"),
        *(name for name in header.columns if name != "nip"),
    )
