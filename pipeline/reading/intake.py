"""One input file from bytes to typed rows: the unit that is cached by its content (contract §2)."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from pipeline.core.marks import Marks
from pipeline.core.masking import (
    masked_cells,
    masked_nik,
    pseudonyms,
    without_nik_in,
    without_numbers_in,
)
from pipeline.core.validation import validated
from pipeline.reading.files.covers import bear_our_cover
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.properties import workbook_marks
from pipeline.reading.files.reader import raw_sheets
from pipeline.reading.files.sheets import RawSheet, with_shown_names
from pipeline.reading.findings import no_notes, note_file
from pipeline.reading.iuran import SCHEMA as IURAN_SCHEMA
from pipeline.reading.labels import label_hint, lacking_and_found, unread_note
from pipeline.reading.roster import SCHEMA as ROSTER_SCHEMA
from pipeline.reading.roster import TEXTS as ROSTER_TEXTS
from pipeline.reading.rules import ReadingRules
from pipeline.reading.sheet import SheetResult, read_sheets
from pipeline.reading.tables.body import MOVED_DATE
from pipeline.reading.tables.classes import CLASS, accounting_schema, check_conservation
from pipeline.reading.tables.header_labels import no_labels
from pipeline.reading.tables.headers import label_score, nearest_header
from schemas.codes import IURAN, ROSTER
from schemas.layouts import Layout, layout
from schemas.models import RECEIVED_IURAN, RECEIVED_ROSTER

_ENOUGH_NIP: Final = 50
# The parts of a workbook that can hold marks of ours, by name: without one it need not be opened.
_MARKED: Final = (b"docProps/custom.xml", b"meta.xml")
_NUMBERS: Final = {ROSTER: ("nik",), "iuran": ("nik_pekerja", "kpj", "nik_donatur")}
# Cells for an NIP, and ids: a number of another length than a NIK's must stay as it is written.
_IDS: Final = {ROSTER: ("nip_angka", "unor_id"), IURAN: ("nip_angka", "nip_tercatat")}
_TEXTS: Final = {
    ROSTER: tuple(name for name in ("nama", *ROSTER_TEXTS) if name not in _IDS[ROSTER]),
    IURAN: ("nama_tercatat", "opd_donatur"),
}
_SHORT_TEXTS: Final = ("status_bayar", "sumber_dana")
_TOO_SLOW: Final = "berkas_terlalu_lama"
_PLACE: Final = {"lembar": pl.String, "urut_lembar": pl.Int32}


@dataclass(frozen=True)
class ParsedFile:
    """What one file gave.

    rows: records (kelas diterima or ditolak) with lembar, urut_lembar and the kind's columns;
    findings: kode, lembar, baris, kolom, pesan, nilai_samar; accounting: per sheet the rows of each
    class; labels: per sheet the header's labels and what each is read as (labels.label_frame);
    refused: whether the file is.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    accounting: pl.DataFrame
    labels: pl.DataFrame
    refused: bool

    @property
    def is_for_good(self) -> bool:
        """Whether the same bytes would give the same another time, on a machine less busy."""
        return not (self.refused and self.findings["kode"].is_in([_TOO_SLOW]).any())


def too_large_file(kind: str, rules: ReadingRules) -> ParsedFile:
    """Return what a file is that is larger than any may be: refused, without being read."""
    error = UnreadableError.too_large(rules.unpacked_limit)
    return _refused(kind, note_file(error.kode, values=error.values))


def parse_file(data: bytes, kind: str, rules: ReadingRules, key: bytes) -> ParsedFile:
    """Read the bytes of one roster or iuran file; `key` makes the pseudonyms of personal numbers.

    Never raises for what the bytes hold: a file that cannot be read comes back refused, with the
    finding that says why. Raises MachineError when the machine could not read it.
    """
    labels = layout(kind)
    try:
        _refuse_our_own(data, rules)
        read = raw_sheets(data, partial(label_score, layout=labels), Limits(rules.unpacked_limit))
        if bear_our_cover(read):
            # Not every office program keeps the properties.
            raise UnreadableError("lembar_kerja_salah_folder")
        sheets = with_shown_names(read)
        results = read_sheets(sheets, labels, rules)
        _require_a_table(results, sheets, labels)
        return _assembled(labels, results, rules, key)
    except UnreadableError as error:
        return _refused(kind, note_file(error.kode, values=error.values))


def _refuse_our_own(data: bytes, rules: ReadingRules) -> None:
    """Refuse a workbook that we handed out: it came back, and is read elsewhere (contract §8)."""
    if any(part in data for part in _MARKED) and _marks_of(data, rules).is_signed_report():
        raise UnreadableError("lembar_kerja_salah_folder")


def _marks_of(data: bytes, rules: ReadingRules) -> Marks:
    try:
        return workbook_marks(data, rules.unpacked_limit)
    except UnreadableError:
        return Marks()


def _require_a_table(results: list[SheetResult], sheets: list[RawSheet], labels: Layout) -> None:
    """Refuse a file if no sheet has the required columns, naming what lacks and what was found."""
    if any(result.accounting.height for result in results):
        return
    rows = [nearest_header(sheet.head, labels) for sheet in sheets]
    best = max(rows, key=lambda row: label_score(row, labels), default=())
    if not best:
        raise UnreadableError("berkas_kosong")
    lacking, found = lacking_and_found(best, labels)
    raise UnreadableError(
        "kolom_wajib_tidak_ada", kurang=lacking, label=found, saran=label_hint(best, labels)
    )


def _assembled(
    labels: Layout, results: list[SheetResult], rules: ReadingRules, key: bytes
) -> ParsedFile:
    kind = labels.kind
    rows = pl.concat([r.rows for r in results if r.rows.width] or [_no_rows(kind)])
    accounting = pl.concat([r.accounting for r in results])
    check_conservation(accounting)
    notes = pl.concat([*(r.notes for r in results), *_file_notes(results, labels)])
    if kind == ROSTER:
        _refuse_damaged_roster(rows, rules)
        notes = pl.concat([notes, _empty_standing(rows)])
    else:
        notes = pl.concat([notes, _moved_dates(rows)])
    received = validated(
        _pseudonymous(rows, kind, key), RECEIVED_ROSTER if kind == ROSTER else RECEIVED_IURAN
    )
    return ParsedFile(
        received, notes, accounting, pl.concat([r.labels for r in results]), refused=False
    )


def _file_notes(results: list[SheetResult], labels: Layout) -> list[pl.DataFrame]:
    """Say once per file which labels are unread, which columns had merged cells (contract §2.2)."""
    merged = Counter[str]()
    for result in results:
        merged.update(result.merged)
    columns = ", ".join(f"{label} ({count} baris)" for label, count in sorted(merged.items()))
    notes = unread_note([label for result in results for label in result.unread], labels)
    notes += [note_file("sel_gabung", values={"kolom": columns})] if columns else []
    return [note.with_columns(lembar=pl.lit("")) for note in notes]


def _refuse_damaged_roster(rows: pl.DataFrame, rules: ReadingRules) -> None:
    """Refuse a roster whose NIP went through Excel's or floating-point numbers (contract §2.6)."""
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
    note = (
        note_file("kedudukan_kosong", "kedudukan_hukum", {"jumlah": empty}) if empty else no_notes()
    )
    return note.with_columns(lembar=pl.lit(""))


def _moved_dates(rows: pl.DataFrame) -> pl.DataFrame:
    """Say once per file that dates just before midnight were read as the next day.

    The rule is in contract §2, cell rules.
    """
    moved = int(rows[MOVED_DATE].sum())
    note = (
        note_file("tanggal_dimajukan", "tanggal_bayar", {"jumlah": moved}) if moved else no_notes()
    )
    return note.with_columns(lembar=pl.lit(""))


def _pseudonymous(rows: pl.DataFrame, kind: str, key: bytes) -> pl.DataFrame:
    spared = without_nik_in(without_numbers_in(rows, _TEXTS[kind]), _IDS[kind])
    shown = spared if kind == ROSTER else _shown(spared)
    return shown.with_columns(pseudonyms(rows[name], key).alias(name) for name in _NUMBERS[kind])


def _shown(iuran: pl.DataFrame) -> pl.DataFrame:
    """Add the NIK as reports show it.

    What was written about status and source stays, as far as they may show it.
    """
    texts = [masked_cells(name, iuran[name]) for name in _SHORT_TEXTS]
    return iuran.with_columns(*texts, nik_pekerja_samar=masked_nik(pl.col("nik_pekerja")))


def _no_rows(kind: str) -> pl.DataFrame:
    return pl.DataFrame(schema={**(ROSTER_SCHEMA if kind == ROSTER else IURAN_SCHEMA), **_PLACE})


def _refused(kind: str, note: pl.DataFrame) -> ParsedFile:
    empty = _pseudonymous(_no_rows(kind), kind, b"")
    accounting = pl.DataFrame(schema=accounting_schema())
    return ParsedFile(
        empty, note.with_columns(lembar=pl.lit("")), accounting, no_labels(), refused=True
    )
