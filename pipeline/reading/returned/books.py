"""One workbook of ours as it came back: its marks, and the people of its lists (contract §8.1).

Sheets are told by their headings, so that they may be renamed, sorted, filtered, their columns
moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import polars as pl

from pipeline.core.marks import LISTS, Marks
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.reading.files.kinds import FileKind, file_kind, without_blanks_before
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.properties import workbook_marks
from pipeline.reading.files.sheets import HEADER_DEPTH, Merged, RawSheet, with_shown_names
from pipeline.reading.files.workbook import workbook_sheets
from pipeline.reading.returned.own_table import months_above, rival_lists, with_our_columns
from pipeline.reading.tables.body import NATIVE, body_frame
from pipeline.reading.tables.header_labels import namable_labels
from pipeline.reading.tables.headers import (
    Header,
    find_header,
    header_of,
    missing_fields,
    named_columns,
    rival_columns,
)
from pipeline.reading.tables.merging import with_merged
from schemas.codes import ANSWERS, FILL_INS
from schemas.fields import FIELDS
from schemas.layouts import layout, plain_label

# The first of these that a sheet has tells which list it is: a heading may have been renamed.
_TELLING: Final = {
    "tindak_lanjut": "belum",
    "jumlah_pekerja": "sudah",
    "kedudukan_hukum": "dikecualikan",
    "bulan_tanpa_iuran": "belum",
    "target_bulan": "belum",
    "catatan": "belum",
}
# Also on lists of a secretary's own; they tell only where nothing else does.
_VAGUE: Final = ("target_bulan", "catatan")
_MOST_LABELS: Final = 12
_NIP: Final = "^[0-9]{18}$"
# Of a row: which of our columns its sheet has, and whether anything stands in its cell NIP.
HELD: Final = "_kolom_lembar"
NUMBERED: Final = "_nip_diisi"
_COVER_ROWS: Final = 60
_BOOKS: Final = (FileKind.ARCHIVE, FileKind.OLD_BOOK)


class SaidOfList(NamedTuple):
    """What is to be said of a list's columns: sheet, a finding's code, its sentence's values."""

    lembar: str
    kode: str
    values: dict[str, str]


@dataclass(frozen=True)
class ReturnedBook:
    """A workbook that came back.

    lists: list -> the NIPs on it, digits only, as often as they stand there; of every name in
    LISTS. rows: those of the list in belum, with lembar, baris, every column of ours that is there
    as text, `nip` as digits, null where the cell holds none, and HELD, NUMBERED. said: what is to
    be said of the columns of that list.
    """

    marks: Marks
    lists: Mapping[str, tuple[str, ...]]
    rows: pl.DataFrame
    said: tuple[SaidOfList, ...] = ()


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
    if not marks.is_signed_report():
        return ReturnedBook(marks, dict.fromkeys(LISTS, ()), pl.DataFrame())
    return ReturnedBook(marks, *_told_by(sheets, Period.parse(marks.periode).name))


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


def _told_by(
    sheets: Sequence[RawSheet], month: str
) -> tuple[Mapping[str, tuple[str, ...]], pl.DataFrame, tuple[SaidOfList, ...]]:
    """Return lists, rows and said of a ReturnedBook of `month`."""
    found = _lists_among(sheets)
    not_ours = [(place, why) for place in found["belum"] if (why := _why_not_ours(*place, month))]
    strange = [place for place, _ in not_ours]
    found["belum"] = [place for place in found["belum"] if place not in strange]
    frames = {key: [_rows_and_merged(*place) for place in places] for key, places in found.items()}
    lists = {
        key: tuple(nip for rows, _ in held for nip in rows["nip"].drop_nulls())
        for key, held in frames.items()
    }
    rows = [frame for frame, _ in frames["belum"]]
    merged = [said for _, told in frames["belum"] for said in told]
    belum = found["belum"] or ([] if not_ours else list(_nearly_belum(sheets)))
    said = (
        *(why for _, why in not_ours),
        *_lacking_headings(belum),
        *_doubled_headings(belum),
        *merged,
    )
    return lists, pl.concat(rows, how="diagonal") if rows else pl.DataFrame(), said


def _lists_among(sheets: Sequence[RawSheet]) -> dict[str, list[tuple[RawSheet, Header]]]:
    headed = [(sheet, _header_of_list(sheet)) for sheet in sheets]
    told = [
        (_telling_field(head), sheet, with_our_columns(sheet, head))
        for sheet, head in headed
        if head
    ]
    named = {_TELLING[field] for field, _, _ in told if field and field not in _VAGUE}
    found: dict[str, list[tuple[RawSheet, Header]]] = {name: [] for name in LISTS}
    for field, sheet, header in told:
        if field and not (field in _VAGUE and "belum" in named):
            found[_TELLING[field]].append((sheet, header))
    return found


def _header_of_list(sheet: RawSheet) -> Header | None:
    """Return the headings of a list of ours: people may write a name and a NIP above it."""
    rows = enumerate(sheet.head[:HEADER_DEPTH])
    headers = (replace(header_of(row, layout(ANSWERS)), index=index) for index, row in rows)
    whole = (one for one in headers if not missing_fields(one.columns, layout(ANSWERS)))
    surely = (one for one in whole if _telling_field(one) not in (None, *_VAGUE))
    return next(surely, None) or find_header(sheet.head, layout(ANSWERS))


def _why_not_ours(sheet: RawSheet, header: Header, month: str) -> SaidOfList | None:
    """Return what is to be said of a list of which nothing is read; None for one of ours."""
    above = months_above(sheet, header)
    if above and month not in above:
        values = {"bulan": above[0], "periode": month}
        return SaidOfList(sheet.name, "jawaban_lembar_bulan_lain", values)
    if rivals := rival_lists(sheet, header):
        columns = {"kolom": named_columns(sheet.head[header.index], rivals)}
        return SaidOfList(sheet.name, "jawaban_dua_nip", columns)
    return None


def _telling_field(header: Header) -> str | None:
    return next((field for field in _TELLING if field in header.columns), None)


def _nearly_belum(sheets: Sequence[RawSheet]) -> Iterator[tuple[RawSheet, Header]]:
    """Yield the sheets that would be the list of those in belum, had they both NIP and name."""
    for sheet in sheets:
        for index, row in enumerate(sheet.head[:HEADER_DEPTH]):
            header = header_of(row, layout(ANSWERS))
            names = header.columns.keys()
            if names & {"nip", "nama"} and names & {"bulan_tanpa_iuran", "tindak_lanjut"}:
                yield sheet, replace(header, index=index)
                break


def _lacking_headings(places: Sequence[tuple[RawSheet, Header]]) -> Iterator[SaidOfList]:
    named = layout(ANSWERS)
    known = {*named.ranked, *named.unread}
    for sheet, header in places:
        lacking = [name for name in ("nip", "nama", *FILL_INS) if name not in header.columns]
        labels = namable_labels(sheet.head[header.index])
        others = [label for label in labels if plain_label(label) not in known][:_MOST_LABELS]
        if lacking:
            wanted = ", ".join(FIELDS[name].label for name in lacking)
            values = {
                "kurang": wanted,
                "label": ", ".join(others) or say("tolak.tanpa_label"),
            }
            yield SaidOfList(sheet.name, "jawaban_kolom_hilang", values)


def _doubled_headings(places: Sequence[tuple[RawSheet, Header]]) -> Iterator[SaidOfList]:
    for sheet, header in places:
        row = sheet.head[header.index]
        for field in ("nip", "nama", *FILL_INS):
            if len(header.candidates.get(field, ())) > 1:
                values = {"bidang": FIELDS[field].label, **rival_columns(row, header, field)}
                yield SaidOfList(sheet.name, "jawaban_kolom_ganda", values)


def rows_of(sheet: RawSheet, header: Header) -> pl.DataFrame:
    """Return the rows below `header`, in the form of `ReturnedBook.rows`.

    Without those that are nobody's: the header again, numbers of columns, a total.
    """
    return _rows_and_merged(sheet, header)[0]


def _rows_and_merged(sheet: RawSheet, header: Header) -> tuple[pl.DataFrame, list[SaidOfList]]:
    """Give each row what is filled in over several, and say so."""
    ours = {name: place for name, place in header.columns.items() if name in FILL_INS}
    body = _without_covered(body_frame(sheet, header), ours, sheet.merged)
    filled, counts = with_merged(body, replace(header, columns=ours), sheet.merged, NATIVE)
    columns = ", ".join(f"{label} ({count} baris)" for label, count in counts.items())
    said = [SaidOfList(sheet.name, "jawaban_sel_gabung", {"kolom": columns})] if counts else []
    return _persons(filled, sheet, header), said


def _without_covered(
    body: pl.DataFrame, columns: Mapping[str, int], merged: Sequence[Merged]
) -> pl.DataFrame:
    """Empty the cells that another one covers: LibreOffice keeps what stood there, unseen."""
    last = int(str(body["baris"].max() or 0))
    for field, column in columns.items():
        covered = [
            row + 1
            for top, bottom, left, right in merged
            for row in range(top, min(bottom + 1, last))
            if left <= column <= right and (row, column) != (top, left)
        ]
        seen = ~pl.col("baris").is_in(covered)
        body = body.with_columns(pl.when(seen).then(field).alias(field))
    return body


def _persons(body: pl.DataFrame, sheet: RawSheet, header: Header) -> pl.DataFrame:
    persons = body.filter(~pl.any_horizontal("_judul", "_nomor", "_total"))
    digits = pl.col("nip").str.replace_all("[^0-9]", "")
    ours = digits.str.contains(_NIP) & ~pl.col("nip" + NATIVE)
    return persons.select(
        pl.lit(sheet.name).alias("lembar"),
        "baris",
        pl.when(ours).then(digits).alias("nip"),
        pl.lit(",".join(header.columns)).alias(HELD),
        pl.col("nip").is_not_null().alias(NUMBERED),
        *(name for name in header.columns if name != "nip"),
    )
