"""The sheet "Per Unit Kerja" of an OPD, with its chart, and the sheet "Sejak Bulan Lalu"."""

from collections.abc import Mapping, Sequence
from typing import Final

from openpyxl import Workbook

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import CHARTED_UNITS, TALLY, blank, heading
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.bars import add_bars, add_share_bars
from pipeline.rendering.excel.body import SheetRow
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.opd_lists import opd_sheet_title
from pipeline.rendering.excel.paper import Page
from pipeline.rendering.excel.sheet import Sheet, SheetColumn, write_sheet
from pipeline.rendering.excel.summaries import fraction, table_name
from pipeline.rendering.sentences import no_changes_sentence, units_at_zero_sentence
from pipeline.reporting.model import OpdReport
from pipeline.reporting.units import UNIT, UNIT_FOLDER

_UNIT_COLUMNS: Final = ("no", "unit_kerja", *TALLY, "keterangan")
# Where each unit has a workbook of its own.
_UNIT_FILE: Final = "berkas_unit"
_LOOKS: Final = {
    "no": (styles.PLACE, 5, 7),
    # Office programs do not break the words of a link.
    "unit_kerja": (styles.TEXT, 30, 84),
    "persen": (styles.PERCENT, 11, 11),
    "keterangan": (styles.TEXT, 12, 44),
    _UNIT_FILE: (styles.TEXT, 30, 66),
}
_COUNT: Final = (styles.COUNT, 9, 14)
_CHANGED: Final = ("perubahan", "nip", "nama", "unit_kerja", "keterangan")


def add_units(book: Workbook, report: OpdReport, belum: Sheet, page: Page) -> None:
    """Add the sheet "Per Unit Kerja": every unit, most ASN in belum first, with where it leads.

    A unit's name leads to its first row on the sheet `belum`.
    """
    units = report.by_unit["unit_kerja"].to_list()
    files = {one.name: one.file(str(report.edition.period)) for one in report.units}
    columns = (*_UNIT_COLUMNS, *((_UNIT_FILE,) if files else ()))
    rows = [
        (*_unit_row(number, row), *((files[row["unit_kerja"]],) if files else ()))
        for number, row in enumerate(
            report.by_unit.select("unit_kerja", *TALLY).iter_rows(named=True), start=1
        )
    ]
    sheet = Sheet(
        say("lembar.nama.per_unit"),
        table_name("per_unit"),
        opd_sheet_title(report, "per_unit"),
        _unit_sentences(report),
        tuple(SheetColumn(heading(n), *_LOOKS.get(n, _COUNT)) for n in columns),
        rows or [(None, say("lembar.tidak_ada"), *(None for _ in columns[2:]))],
        pinned=2,
        links=_first_rows(report, units, belum) | _unit_files(units, files),
    )
    target = write_sheet(book, sheet, page)
    if rows:
        add_share_bars(target, sheet, range(len(rows)), _UNIT_COLUMNS.index("persen") + 1)
    count = min(len(rows), CHARTED_UNITS)
    if count < 2:
        return
    places = {name: _UNIT_COLUMNS.index(name) + 1 for name in ("sudah", "belum")}
    many = say("lembar.grafik.unit_terbanyak", jumlah=count)
    name = say("lembar.grafik.unit") if count == len(rows) else many
    add_bars(target, sheet, range(count), places, name, shares=True)


def _unit_row(number: int, row: dict[str, int]) -> SheetRow:
    note = say("lembar.posisi.nol") if row["wajib"] and not row["sudah"] else blank()
    told = row | {"persen": fraction(row["persen"]), "unit_kerja": row["unit_kerja"] or blank()}
    return (number, *(told[name] for name in _UNIT_COLUMNS[1:-1]), note)


def _unit_sentences(report: OpdReport) -> tuple[str, ...]:
    zero = units_at_zero_sentence(report.by_unit)
    own = say("lembar.per_unit_berkas", folder=UNIT_FOLDER) if report.units else ""
    links = say("lembar.per_unit_tautan") if report.belum.height else ""
    told = (say("lembar.per_unit_cara"), links, own, zero)
    return tuple(sentence for sentence in told if sentence)


def _first_rows(
    report: OpdReport, units: Sequence[str], belum: Sheet
) -> dict[tuple[int, int], str]:
    """Lead from a unit's name to its first row on the sheet `belum`."""
    listed = report.belum[UNIT].to_list()
    first = {name: len(listed) - at for at, name in enumerate(reversed(listed), start=1)}
    top = belum.head_row + 1
    return {
        (at, 1): f"#'{belum.name}'!B{top + first[name]}"
        for at, name in enumerate(units)
        if name in first
    }


def _unit_files(units: Sequence[str], files: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """Lead from the name of a unit's own workbook to it; `files` tells it by the unit's name."""
    place = len(_UNIT_COLUMNS)
    return {
        (at, place): f"{UNIT_FOLDER}/{files[name]}"
        for at, name in enumerate(units)
        if name in files
    }


def add_changes(book: Workbook, report: OpdReport, title: str, page: Page) -> None:
    """Add the sheet "Sejak Bulan Lalu"; none where last month has no roster (contract §6)."""
    if report.changes is None:
        return
    last, count = report.edition.period.plus(-1).name, formats.number(report.changes.height)
    intro = no_changes_sentence(report) or say(
        "halaman.opd.perubahan_isi", bulan=last, jumlah=count
    )
    sheet = Sheet(
        say("lembar.nama.perubahan"),
        table_name("perubahan"),
        title,
        (intro,),
        tuple(list_column(name) for name in (ROW_NUMBER, *_CHANGED)),
        list_rows(report.changes, _CHANGED),
        pinned=4,
    )
    write_sheet(book, sheet, page)
