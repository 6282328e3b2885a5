"""One sheet from raw rows to typed ones, with findings and row accounting (contract §2.2-§2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipeline.core.text import clean_texts
from pipeline.core.wording import say
from pipeline.reading.acceptance import acceptable_cells
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.sheets import Column, RawSheet, columns_of
from pipeline.reading.findings import note_file, with_cells
from pipeline.reading.iuran import parse_iuran
from pipeline.reading.labels import label_hint, label_notes, lacking_and_found, unread_labels
from pipeline.reading.roster import parse_roster
from pipeline.reading.rules import ReadingRules
from pipeline.reading.tables.aside import Aside, people_aside
from pipeline.reading.tables.beside import people_beside
from pipeline.reading.tables.body import NATIVE, body_frame
from pipeline.reading.tables.choosing import with_best_columns
from pipeline.reading.tables.classes import CLASS, account, accounting_schema
from pipeline.reading.tables.columns import wide_texts
from pipeline.reading.tables.header_labels import label_frame, no_labels
from pipeline.reading.tables.headers import (
    Header,
    column_letters,
    find_header,
    nearest_header,
)
from pipeline.reading.tables.merging import with_merged
from pipeline.reading.tables.unresolved import unresolved_notes, without_errors_for_people
from schemas.codes import IURAN, ROSTER
from schemas.layouts import Layout, layout

_MANY_NIP: Final = 5
# A hidden sheet of which so many NIP stand on visible ones is an older copy (contract §2.3).
_COPY: Final = 0.8


@dataclass(frozen=True)
class SheetResult:
    """What one sheet gave: rows (records with lembar, urut_lembar), findings, accounting, labels.

    `unread` are its labels that are not read, `merged` how many rows got a merged cell: label ->
    rows. A sheet that was passed over has no rows and no accounting.
    """

    rows: pl.DataFrame
    notes: pl.DataFrame
    accounting: pl.DataFrame
    labels: pl.DataFrame
    unread: list[str] = field(default_factory=list)
    merged: dict[str, int] = field(default_factory=dict)


def read_sheets(
    sheets: Sequence[RawSheet], labels: Layout, rules: ReadingRules
) -> list[SheetResult]:
    """Read the sheets of a file, the visible ones first.

    An empty one without a header gives nothing.

    Raises UnreadableError when one of them refuses the file.
    """
    placed = [*enumerate(sheets)]
    shown = [_read_sheet(sheet, at, labels, rules) for at, sheet in placed if not sheet.hidden]
    hidden = [(at, sheet) for at, sheet in placed if sheet.hidden]
    visible = _valid_nips(shown) if hidden and labels.kind == ROSTER else set[str]()
    beside = [
        _older_copy(sheet, visible) or _read_sheet(sheet, at, labels, rules) for at, sheet in hidden
    ]
    return [result for result in (*shown, *beside) if result is not None]


def _valid_nips(results: Sequence[SheetResult | None]) -> set[str]:
    frames = [result.rows for result in results if result and "nip" in result.rows.columns]
    return {nip for rows in frames for nip in rows["nip"].drop_nulls()}


def _older_copy(sheet: RawSheet, visible: set[str]) -> SheetResult | None:
    """Pass over a hidden sheet whose people stand on visible ones, of which these are known.

    None when it is to be read.
    """
    found = {
        nip
        for chunk in sheet.chunks()
        for nip in _nips_in(wide_texts(chunk.columns))["nip"].drop_nulls()
    }
    shared = len(found & visible)
    if not found or shared < _COPY * len(found):
        return None
    return _passed_over(
        sheet,
        note_file("lembar_tersembunyi_dilewati", values={"jumlah": shared, "dari": len(found)}),
    )


def _read_sheet(
    sheet: RawSheet, at: int, labels: Layout, rules: ReadingRules
) -> SheetResult | None:
    header = find_header(sheet.head, labels)
    if (
        header is None
        and labels.kind == IURAN
        and find_header(sheet.head, layout(ROSTER)) is not None
    ):
        raise UnreadableError("roster_salah_folder", lembar=_called(sheet))
    if header is None:
        return None if _explains_template(sheet) else _skipped(sheet, labels)
    if labels.kind == ROSTER and find_header(sheet.head, layout(IURAN)) is not None:
        raise UnreadableError("berkas_salah_folder", lembar=_called(sheet))
    tests = acceptable_cells(rules)
    header = with_best_columns(sheet, header, tests)
    _refuse_a_second_table(sheet, header, people_beside(sheet, header, labels, tests))
    body, merged = with_merged(body_frame(sheet, header), header, sheet.merged, NATIVE)
    aside = people_aside(sheet, body)
    _refuse_a_table_aside(sheet, aside)
    fields = tuple(header.columns)
    told = without_errors_for_people(body)
    typed, notes = parse_roster(told) if labels.kind == ROSTER else parse_iuran(told, fields, rules)
    records = typed.filter(pl.col(CLASS).is_in(["diterima", "ditolak"]))
    placed = records.with_columns(lembar=pl.lit(sheet.name), urut_lembar=pl.lit(at, dtype=pl.Int32))
    row = sheet.head[header.index]
    about = [
        *label_notes(row, header, labels),
        *_sheet_notes(sheet, header.index, body.height),
        *([note_file("nip_di_luar_kolom", values=aside.told)] if aside.people else []),
        *unresolved_notes(body, typed[CLASS], header),
    ]
    every_note = pl.concat([with_cells(notes, body), *about]).with_columns(
        lembar=pl.lit(sheet.name)
    )
    return SheetResult(
        placed,
        every_note,
        account(sheet.name, typed[CLASS]),
        label_frame(sheet.name, row, labels),
        unread_labels(row, labels),
        merged,
    )


def _refuse_a_second_table(sheet: RawSheet, header: Header, people: int) -> None:
    """Refuse a file that would lose the people of a table beside the one that is read."""
    if people < _MANY_NIP:
        return
    unread = min(
        column
        for field, columns in header.candidates.items()
        for column in columns
        if column != header.columns[field]
    )
    named = {"lembar": _called(sheet), "jumlah": str(people)}
    raise UnreadableError("tabel_bersebelahan", kolom=column_letters(unread), **named)


def _refuse_a_table_aside(sheet: RawSheet, aside: Aside) -> None:
    """Refuse a file that would lose the people of a table below whose columns are others."""
    if aside.people >= _MANY_NIP and not aside.at_the_side:
        raise UnreadableError("tabel_di_luar_kolom", lembar=_called(sheet), **aside.told)


def _called(sheet: RawSheet) -> str:
    """Name a sheet at the beginning of a sentence; the one table of a text file has no name."""
    return say("tolak.lembar", nama=sheet.name) if sheet.name else say("tolak.berkas_ini")


def _sheet_notes(sheet: RawSheet, header: int, rows: int) -> list[pl.DataFrame]:
    """Say what a sheet is beside its rows.

    It may be hidden, without rows, read otherwise, or have people above its header.
    """
    above = _people(columns_of(sheet.head[:header]))
    said = [
        note_file("lembar_tersembunyi") if sheet.hidden else None,
        note_file("tanpa_baris") if not rows else None,
        note_file("nip_di_atas_judul", values={"jumlah": above}) if above else None,
        *(note_file(kode, values=values) for kode, values in sheet.notes),
    ]
    return [note for note in said if note is not None]


def _explains_template(sheet: RawSheet) -> bool:
    """Tell whether this is the sheet that explains a workbook of ours, nobody in it."""
    title = sheet.head[0][0] if sheet.head and sheet.head[0] else None
    return title == say("template.petunjuk") and not any(
        _people(chunk.columns) for chunk in sheet.chunks()
    )


def _skipped(sheet: RawSheet, labels: Layout) -> SheetResult | None:
    """Say that a sheet without a header is skipped.

    Refuse the file when people stand in it (contract §2.3).
    """
    people = sum(_people(chunk.columns) for chunk in sheet.chunks())
    if people >= _MANY_NIP:
        row = nearest_header(sheet.head, labels)
        lacking, found = lacking_and_found(row, labels)
        named = {
            "lembar": _called(sheet),
            "jumlah": str(people),
            "kurang": lacking,
            "label": found,
        }
        raise UnreadableError("lembar_berisi_nip", saran=label_hint(row, labels), **named)
    return _passed_over(sheet, note_file("lembar_tanpa_judul")) if sheet.head else None


def _passed_over(sheet: RawSheet, note: pl.DataFrame) -> SheetResult:
    empty = pl.DataFrame(schema=accounting_schema())
    return SheetResult(
        pl.DataFrame(), note.with_columns(lembar=pl.lit(sheet.name)), empty, no_labels()
    )


def _people(columns: Sequence[Column]) -> int:
    return _nips_in(wide_texts(columns)).height if columns else 0


def _nips_in(wide: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each cell that stands for a person: `nip`, null where Excel damaged it."""
    cells = wide.unpivot(variable_name="kolom", value_name="isi").drop_nulls("isi")
    read = parse_nip(clean_texts(cells.select("isi"), ["isi"]).to_series())
    return read.filter(pl.col("nip").is_not_null() | (pl.col("nip_keadaan") == "rusak")).select(
        "nip"
    )
