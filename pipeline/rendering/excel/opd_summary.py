"""The sheet "Ringkasan" of an OPD: one long table in parts, with a chart of the units beside it."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import Footer
from pipeline.rendering.excel.charts import add_bars, add_share_bars
from pipeline.rendering.excel.parts import (
    TALLY,
    age_rows,
    reasons,
    share,
    summary_columns,
    summary_rows,
    table_name,
    tally,
)
from pipeline.rendering.excel.tables import Row, Sheet, Styled, Value, write_sheet
from pipeline.rendering.html.parts import core_sentence, points, restated_sentence
from pipeline.reporting.model import OpdReport

_COLUMNS: Final = ("bagian", "rincian", *TALLY, "jumlah_pekerja", "keterangan")
_CHARTED_UNITS: Final = 15

SummaryRow = dict[str, Value | Styled]


def add_opd_summary(book: Workbook, report: OpdReport, title: str, footer: Footer) -> None:
    """Add the sheet "Ringkasan" of `report` to `book`."""
    head, kinds, units = _head(report), _kinds(report), _units(report)
    intro = (core_sentence(report.counts, report.edition.periode), say("lembar.ringkasan_cara"))
    sheet = Sheet(
        say("lembar.nama.ringkasan"), table_name("ringkasan"), title, intro, summary_columns(_COLUMNS),
        [*head, *kinds, *units, *_changes(report), *_restated(report)], parts=True, pinned=2,
    )  # fmt: skip
    target = write_sheet(book, sheet, footer)
    start = len(head) + len(kinds)
    if units:
        add_share_bars(target, sheet, range(len(head), start + len(units)), _COLUMNS.index("persen") + 1)
    _add_unit_chart(target, sheet, start, report)


def _head(report: OpdReport) -> list[Row]:
    causes = summary_rows(_COLUMNS, "alasan", reasons(report.per_alasan, report.edition))
    ages = summary_rows(_COLUMNS, "umur", age_rows(report.umur, report.edition.periode.name, "belum"))
    return [*summary_rows(_COLUMNS, "angka", _figures(report)), *causes, *ages]


def _kinds(report: OpdReport) -> list[Row]:
    return summary_rows(_COLUMNS, "jenis", tally(report.per_jenis, "jenis_asn"))


def _units(report: OpdReport) -> list[Row]:
    return summary_rows(_COLUMNS, "unit", tally(report.per_unit, "unit_kerja"))


def _figures(report: OpdReport) -> Iterator[SummaryRow]:
    now, before, period = report.counts, report.sebelumnya, report.edition.periode
    yield _month(now, period.name)
    last = period.plus(-1).name
    if before is None:
        yield {"rincian": last, "keterangan": say("lembar.tanpa_pembanding", bulan=last)}
        return
    yield _month(before, last)
    yield _difference(now, before) | {"rincian": say("lembar.kolom.selisih")}


def _month(counts: Counts, name: str) -> SummaryRow:
    unread = say("halaman.angka.tak_terbaca", jumlah=formats.number(counts.tak_terbaca)) if counts.tak_terbaca else None
    row: SummaryRow = {field: getattr(counts, field) for field in (*TALLY, "jumlah_pekerja")}
    return row | {"rincian": name, "persen": share(counts.persen), "keterangan": unread}


def _difference(now: Counts, before: Counts) -> SummaryRow:
    fields = [name for name in (*TALLY, "jumlah_pekerja") if name != "persen"]
    counted: SummaryRow = {name: Styled(getattr(now, name) - getattr(before, name), styles.CHANGE) for name in fields}
    change = points(now.persen, before.persen)
    value = say("lembar.kosong") if change is None else float(change)
    return counted | {"persen": Styled(value, styles.POINTS), "keterangan": say("lembar.selisih_arti")}


def _changes(report: OpdReport) -> list[Row]:
    return summary_rows(_COLUMNS, "lalu", _changed(report))


def _restated(report: OpdReport) -> list[Row]:
    """Return whose verdict differs from what was published first; nothing where none does."""
    late = report.susulan
    if late is None:
        return []
    whole: SummaryRow = {"rincian": say("susulan.judul"), "keterangan": restated_sentence(late)}
    return summary_rows(_COLUMNS, "susulan", [whole, *map(_restated_person, late.berubah.iter_rows(named=True))])


def _restated_person(row: dict[str, Any]) -> SummaryRow:
    told = {name: row[name] for name in ("dulu", "kini", "keterangan")}
    who = say("susulan.butir", nama=row["nama"], nip=formats.nip(row["nip"]))
    return {"rincian": who, "keterangan": say("susulan.butir_isi", **told)}


def _changed(report: OpdReport) -> list[SummaryRow]:
    frame, last = report.perubahan, report.edition.periode.plus(-1).name
    if frame is None:
        return [{"rincian": say("lembar.tidak_ada"), "keterangan": say("halaman.opd.perubahan_tanpa", bulan=last)}]
    if not frame.height:
        return [{"rincian": say("lembar.tidak_ada"), "keterangan": say("halaman.opd.perubahan_nihil", bulan=last)}]
    return [_person(row) for row in frame.iter_rows(named=True)]


def _person(row: dict[str, Any]) -> SummaryRow:
    change, unit = say(f"perubahan.{row['perubahan']}"), row["unit_kerja"] or say("lembar.kosong")
    who = say("lembar.perubahan_orang", perubahan=change, nama=row["nama"], nip=formats.nip(row["nip"]))
    note = "lembar.perubahan_unit" if row["keterangan"] else "lembar.perubahan_di_unit"
    return {"rincian": who, "keterangan": say(note, unit=unit, keterangan=row["keterangan"])}


def _add_unit_chart(target: Worksheet, sheet: Sheet, first: int, report: OpdReport) -> None:
    """Draw the first units, which are those with most ASN in belum (OpdReport sorts them so)."""
    count = min(report.per_unit.height, _CHARTED_UNITS)
    if count < 2:
        return
    every = count == report.per_unit.height
    title = say("lembar.grafik.unit") if every else say("lembar.grafik.unit_terbanyak", jumlah=count)
    places = {name: _COLUMNS.index(name) + 1 for name in ("sudah", "belum")}
    add_bars(target, sheet, range(first, first + count), places, title)
