"""One input file from bytes to typed rows: the unit that is cached by its content (contract §2)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from pipeline.core.masking import masked_cells, masked_nik, pseudonyms, without_nik
from pipeline.core.text import clean_text
from pipeline.core.validation import validated
from pipeline.core.wording import say
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.files.delimited import delimited_sheet
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.kinds import is_workbook
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.sheets import RawSheet, Row
from pipeline.reading.files.workbook import workbook_sheets
from pipeline.reading.findings import no_notes, note_file, with_cells
from pipeline.reading.iuran import SCHEMA as IURAN_SCHEMA
from pipeline.reading.iuran import parse_iuran
from pipeline.reading.roster import SCHEMA as ROSTER_SCHEMA
from pipeline.reading.roster import TEXTS as ROSTER_TEXTS
from pipeline.reading.roster import parse_roster
from pipeline.reading.rules import ReadingRules
from pipeline.reading.tables.body import body_frame, header_text, wide_texts
from pipeline.reading.tables.classes import CLASS, account, accounting_schema, check_conservation
from pipeline.reading.tables.drift import DriftedLabel, drifted_labels
from pipeline.reading.tables.headers import Header, find_header, header_of, label_score, missing_fields, nearest_header
from pipeline.reading.tables.labels import label_frame, no_labels
from schemas.codes import IURAN, ROSTER
from schemas.layouts import Layout, layout
from schemas.models import RECEIVED_IURAN, RECEIVED_ROSTER

_MANY_NIP: Final = 5
_ENOUGH_NIP: Final = 50
_SHOWN_LABELS: Final = 12
_LONG_NUMBER: Final = re.compile(r"\d{6}")
_NUMBERS: Final = {ROSTER: ("nik",), "iuran": ("nik_pekerja", "kpj", "nik_donatur")}
_FREE_TEXTS: Final = {
    ROSTER: ("nip_angka", "nama", *ROSTER_TEXTS),
    IURAN: ("nip_tercatat", "nip_angka", "nama_tercatat", "opd_donatur"),
}
_SHORT_TEXTS: Final = ("status_bayar", "sumber_dana")
_PLACE: Final = {"lembar": pl.String, "urut_lembar": pl.Int32}

SheetParser = Callable[[pl.DataFrame, tuple[str, ...]], tuple[pl.DataFrame, pl.DataFrame]]


@dataclass(frozen=True)
class ParsedFile:
    """What one file gave.

    rows: records (kelas diterima or ditolak) with lembar, urut_lembar and the kind's columns; findings: kode, lembar,
    baris, kolom, pesan, nilai_samar; accounting: per sheet the rows of each class; labels: per sheet the header's
    labels and what each is read as (labels.label_frame); refused: whether the file is.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    accounting: pl.DataFrame
    labels: pl.DataFrame
    refused: bool


@dataclass(frozen=True)
class _SheetResult:
    rows: pl.DataFrame
    notes: pl.DataFrame
    accounting: pl.DataFrame
    labels: pl.DataFrame


def parse_file(data: bytes, kind: str, rules: ReadingRules, key: bytes) -> ParsedFile:
    """Read the bytes of one roster or iuran file; `key` makes the pseudonyms of personal numbers.

    Never raises for what the bytes hold: a file that cannot be read comes back refused, with the finding that says why.
    """
    labels = layout(kind)
    try:
        sheets = _sheets(data, rules.unpacked_limit, labels)
        results = [_read_sheet(sheet, at, labels, rules) for at, sheet in enumerate(sheets)]
        _require_a_table(results, sheets, labels)
        return _assembled(kind, [r for r in results if r is not None], rules, key)
    except UnreadableError as error:
        return _refused(kind, note_file(error.kode, values=error.values))


def _sheets(data: bytes, size_limit: int, labels: Layout) -> list[RawSheet]:
    limits = Limits(size_limit)
    if is_workbook(data, size_limit):
        return workbook_sheets(data, limits)
    return [delimited_sheet(data, partial(label_score, layout=labels), limits)]


def _parser(kind: str, rules: ReadingRules) -> SheetParser:
    return parse_roster if kind == ROSTER else partial(parse_iuran, rules=rules)


def _read_sheet(sheet: RawSheet, at: int, labels: Layout, rules: ReadingRules) -> _SheetResult | None:
    header = find_header(sheet.head, labels)
    if header is None and labels.kind == IURAN and find_header(sheet.head, layout(ROSTER)) is not None:
        raise UnreadableError("roster_salah_folder", lembar=sheet.name or "data")
    if header is None:
        return _skipped(sheet, labels)
    if labels.kind == ROSTER and find_header(sheet.head, layout(IURAN)) is not None:
        raise UnreadableError("berkas_salah_folder", lembar=sheet.name or "data")
    body = body_frame(sheet, header)
    typed, notes = _parser(labels.kind, rules)(body, tuple(header.columns))
    records = typed.filter(pl.col(CLASS).is_in(["diterima", "ditolak"]))
    placed = records.with_columns(lembar=pl.lit(sheet.name), urut_lembar=pl.lit(at, dtype=pl.Int32))
    drift = _drift_notes(sheet.head[header.index], labels)
    above = _people_above(sheet.head[: header.index])
    empty = [] if typed.height else [note_file("lembar_tanpa_baris")]
    every_note = pl.concat([with_cells(notes, body), *_header_notes(header), *drift, *above, *empty])
    return _SheetResult(
        placed, every_note.with_columns(lembar=pl.lit(sheet.name)), account(sheet.name, typed[CLASS]),
        label_frame(sheet.name, sheet.head[header.index], labels),
    )  # fmt: skip


def _people_above(rows: Sequence[Row]) -> list[pl.DataFrame]:
    """Say that people stand above the header, where contract §2.4 counts no rows."""
    people = _nips_in(wide_texts(rows)) if rows else 0
    return [note_file("nip_di_atas_judul", values={"jumlah": people})] if people else []


def _skipped(sheet: RawSheet, labels: Layout) -> _SheetResult | None:
    """Say that a sheet without a header is skipped; refuse the file when people stand in it (contract §2.3)."""
    people = _count_nips(sheet)
    if people >= _MANY_NIP:
        row = nearest_header(sheet.head, labels)
        lacking, found = _lacking_and_found(row, labels)
        named = {"lembar": sheet.name or "data", "jumlah": str(people), "kurang": lacking, "label": found}
        raise UnreadableError("lembar_berisi_nip", saran=_label_hint(row, labels), **named)
    if not sheet.head:
        return None
    note = note_file("lembar_tanpa_judul").with_columns(lembar=pl.lit(sheet.name))
    return _SheetResult(pl.DataFrame(), note, pl.DataFrame(schema=accounting_schema()), no_labels())


def _count_nips(sheet: RawSheet) -> int:
    return sum(_nips_in(wide_texts(chunk.rows)) for chunk in sheet.chunks())


def _nips_in(wide: pl.DataFrame) -> int:
    cells = wide.unpivot(variable_name="kolom", value_name="isi").drop_nulls("isi")
    read = parse_nip(clean_text(pl.col("isi")), pl.lit(value=False))
    # A NIP that Excel damaged still stands for a person who must not be skipped.
    people = read["nip"].is_not_null() | (read["nip_keadaan"] == "rusak")
    return int(cells.select(people.sum()).item()) if cells.height else 0


def _require_a_table(results: list[_SheetResult | None], sheets: list[RawSheet], labels: Layout) -> None:
    """Refuse a file in which no sheet has the required columns, naming what lacks and what was found."""
    if any(result is not None and result.accounting.height for result in results):
        return
    rows = [nearest_header(sheet.head, labels) for sheet in sheets]
    best = max(rows, key=lambda row: label_score(row, labels), default=())
    if not best:
        raise UnreadableError("berkas_kosong")
    lacking, found = _lacking_and_found(best, labels)
    raise UnreadableError("kolom_wajib_tidak_ada", kurang=lacking, label=found, saran=_label_hint(best, labels))


def _label_hint(row: Row, labels: Layout) -> str:
    """Say which unknown labels are like known ones, and the line of the layouts file that takes a new label."""
    alike = [
        say("tolak.label_mirip", tertulis=label.written, dikenal=label.known, **_line(label, labels))
        for label in drifted_labels(row, labels)
    ]
    return " ".join(alike) or say("tolak.label_lain", berkas=labels.file)


def _line(label: DriftedLabel, labels: Layout) -> dict[str, object]:
    return {"berkas": labels.file, "baris": labels.line_of(label.field), "bidang": label.field}


def _drift_notes(row: Row, labels: Layout) -> list[pl.DataFrame]:
    return [
        note_file(
            "kolom_mirip", label.field, {"tertulis": label.written, "dikenal": label.known, **_line(label, labels)}
        )
        for label in drifted_labels(row, labels)
    ]


def _lacking_and_found(row: Row, labels: Layout) -> tuple[str, str]:
    """Return the missing fields and the labels of the row most like a header, as a message names them."""
    lacking = missing_fields(header_of(row, labels).columns, labels)
    # A row without a known label may be a row of data, and a message must not carry people.
    texts = [text for cell in row if (text := header_text(cell))] if label_score(row, labels) else []
    found = [text for text in texts if not _LONG_NUMBER.search(text)]
    return ", ".join(lacking), ", ".join(found[:_SHOWN_LABELS]) or "tidak ada"


def _header_notes(header: Header) -> list[pl.DataFrame]:
    return [
        note_file("kolom_ganda", field, {"dipakai": header.written[field], "diabaikan": ", ".join(rivals)})
        for field, rivals in sorted(header.rivals.items())
    ]


def _assembled(kind: str, results: list[_SheetResult], rules: ReadingRules, key: bytes) -> ParsedFile:
    rows = pl.concat([r.rows for r in results if r.rows.width] or [_no_rows(kind)])
    accounting = pl.concat([r.accounting for r in results])
    check_conservation(accounting)
    notes = pl.concat([r.notes for r in results])
    if kind == ROSTER:
        _refuse_damaged_roster(rows, rules)
        notes = pl.concat([notes, _empty_standing(rows)])
    received = validated(_pseudonymous(rows, kind, key), RECEIVED_ROSTER if kind == ROSTER else RECEIVED_IURAN)
    labels = pl.concat([r.labels for r in results])
    return ParsedFile(received, notes, accounting, labels, refused=False)


def _refuse_damaged_roster(rows: pl.DataFrame, rules: ReadingRules) -> None:
    """Refuse a roster whose NIP went through Excel's numbers, or through a floating-point number (contract §2.6)."""
    written = rows.filter(pl.col("nip_keadaan") != "kosong")
    damaged = written.filter(pl.col("nip_keadaan") == "rusak").height
    if written.height and damaged / written.height > rules.damaged_nip_share:
        raise UnreadableError("roster_nip_rusak", jumlah=str(damaged), dari=str(written.height))
    long = written.filter(pl.col("nip_angka").str.contains("^[0-9]{18}$"))
    snapped = long.filter(pl.col("nip_angka").cast(pl.Int64) % 32 == 0).height
    if long.height >= _ENOUGH_NIP and snapped / long.height > rules.snapped_nip_share:
        raise UnreadableError("roster_nip_kelipatan_32", jumlah=str(snapped), dari=str(long.height))


def _empty_standing(rows: pl.DataFrame) -> pl.DataFrame:
    empty = rows.filter((pl.col(CLASS) == "diterima") & pl.col("kedudukan_hukum").is_null()).height
    note = note_file("kedudukan_kosong", "kedudukan_hukum", {"jumlah": empty}) if empty else no_notes()
    return note.with_columns(lembar=pl.lit(""))


def _pseudonymous(rows: pl.DataFrame, kind: str, key: bytes) -> pl.DataFrame:
    spared = rows.with_columns(without_nik(pl.col(name)) for name in _FREE_TEXTS[kind])
    shown = spared if kind == ROSTER else _shown(spared)
    return shown.with_columns(pseudonyms(rows[name], key).alias(name) for name in _NUMBERS[kind])


def _shown(iuran: pl.DataFrame) -> pl.DataFrame:
    """Add the NIK as reports show it; what was written about status and source stays, as far as they may show it."""
    texts = [masked_cells(name, iuran[name]) for name in _SHORT_TEXTS]
    return iuran.with_columns(*texts, nik_pekerja_samar=masked_nik(pl.col("nik_pekerja")))


def _no_rows(kind: str) -> pl.DataFrame:
    return pl.DataFrame(schema={**(ROSTER_SCHEMA if kind == ROSTER else IURAN_SCHEMA), **_PLACE})


def _refused(kind: str, note: pl.DataFrame) -> ParsedFile:
    empty = _pseudonymous(_no_rows(kind), kind, b"")
    accounting = pl.DataFrame(schema=accounting_schema())
    return ParsedFile(empty, note.with_columns(lembar=pl.lit("")), accounting, no_labels(), refused=True)
