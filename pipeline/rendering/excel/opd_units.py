"""The sheet "Per Unit Kerja" of an OPD, with its chart, and the sheet "Sejak Bulan Lalu"."""

from typing import Final

import polars as pl
from openpyxl import Workbook

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import CHARTED_UNITS, TALLY, blank, heading
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import Footer
from pipeline.rendering.excel.bars import add_bars, add_share_bars
from pipeline.rendering.excel.body import SheetRow
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.sheet import Sheet, SheetColumn, write_sheet
from pipeline.rendering.excel.summaries import fraction, table_name
from pipeline.rendering.sentences import no_changes_sentence
from pipeline.reporting.model import OpdReport

_UNIT_COLUMNS: Final = ("no", "unit_kerja", *TALLY, "keterangan")
_LOOKS: Final = {
    "no": (styles.PLACE, 5, 7),
    "unit_kerja": (styles.TEXT, 30, 44),
    "persen": (styles.PERCENT, 11, 11),
    "keterangan": (styles.TEXT, 30, 44),
}
_COUNT: Final = (styles.COUNT, 9, 14)
_CHANGED: Final = ("perubahan", "nip", "nama", "unit_kerja", "keterangan")


def add_units(book: Workbook, report: OpdReport, title: str, footer: Footer) -> None:
    """Add the sheet "Per Unit Kerja": every unit, most ASN in belum first."""
    rows = [
        _unit_row(number, row)
        for number, row in enumerate(
            report.by_unit.select("unit_kerja", *TALLY).iter_rows(named=True), start=1
        )
    ]
    sheet = Sheet(
        say("lembar.nama.per_unit"),
        table_name("per_unit"),
        title,
        (say("lembar.per_unit_cara"), *_units_at_zero(report)),
        tuple(SheetColumn(heading(n), *_LOOKS.get(n, _COUNT)) for n in _UNIT_COLUMNS),
        rows or [(None, say("lembar.tidak_ada"), *(None for _ in _UNIT_COLUMNS[2:]))],
        pinned=2,
    )
    target = write_sheet(book, sheet, footer, report.edition.policy.surat.kertas)
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


def _units_at_zero(report: OpdReport) -> tuple[str, ...]:
    """Return how many units have nobody who takes part; nothing where every unit has somebody."""
    zero = report.by_unit.filter((pl.col("wajib") > 0) & (pl.col("sudah") == 0)).height
    units = formats.number(report.by_unit.filter(pl.col("wajib") > 0).height)
    if not zero:
        return ()
    return (say("lembar.per_unit_nol", jumlah=formats.number(zero), semua=units),)


def add_changes(book: Workbook, report: OpdReport, title: str, footer: Footer) -> None:
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
    write_sheet(book, sheet, footer, report.edition.policy.surat.kertas)
