"""The sheet "Ringkasan" of an OPD: one long table in parts, with a chart of the units beside it."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import CHARTED_UNITS, TALLY, blank, heading, in_words, points
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import Footer
from pipeline.rendering.excel.bars import add_bars, add_share_bars
from pipeline.rendering.excel.body import CellValue, SheetRow, Styled
from pipeline.rendering.excel.sheet import Sheet, write_sheet
from pipeline.rendering.excel.summaries import (
    age_rows,
    fraction,
    group_rows,
    reason_rows,
    summary_columns,
    summary_rows,
    table_name,
    tally_rows,
)
from pipeline.rendering.head_sentences import head_sentences
from pipeline.rendering.sentences import no_changes_sentence, restated_sentence, unreadable_sentence
from pipeline.reporting.model import OpdReport

_COLUMNS: Final = ("bagian", "rincian", *TALLY, "jumlah_pekerja", "keterangan")

SummaryRow = dict[str, CellValue | Styled]


def add_opd_summary(book: Workbook, report: OpdReport, title: str, footer: Footer) -> None:
    """Add the sheet "Ringkasan" of `report` to `book`."""
    head, kinds, units = _opening_rows(report), _kind_rows(report), _unit_rows(report)
    intro = (*head_sentences(report), say("lembar.ringkasan_cara"))
    sheet = Sheet(
        say("lembar.nama.ringkasan"),
        table_name("ringkasan"),
        title,
        intro,
        summary_columns(_COLUMNS),
        [*head, *kinds, *units, *_change_rows(report), *_restated_rows(report)],
        parts=True,
        pinned=2,
    )
    target = write_sheet(book, sheet, footer)
    start = len(head) + len(kinds)
    if units:
        add_share_bars(
            target, sheet, range(len(head), start + len(units)), _COLUMNS.index("persen") + 1
        )
    _add_unit_chart(target, sheet, start, report)


def _opening_rows(report: OpdReport) -> list[SheetRow]:
    causes = summary_rows(_COLUMNS, "alasan", reason_rows(report.by_reason, report.edition))
    groups = summary_rows(_COLUMNS, "kelompok", group_rows(report.groups, "belum"))
    ages = summary_rows(
        _COLUMNS, "umur", age_rows(report.ages, report.edition.period.name, "belum")
    )
    return [*summary_rows(_COLUMNS, "angka", _figure_rows(report)), *groups, *causes, *ages]


def _kind_rows(report: OpdReport) -> list[SheetRow]:
    return summary_rows(_COLUMNS, "jenis", tally_rows(report.by_kind, "jenis_asn"))


def _unit_rows(report: OpdReport) -> list[SheetRow]:
    return summary_rows(_COLUMNS, "unit", tally_rows(report.by_unit, "unit_kerja"))


def _figure_rows(report: OpdReport) -> Iterator[SummaryRow]:
    now, before, period = report.counts, report.before, report.edition.period
    yield _month_row(now, period.name)
    last = period.plus(-1).name
    if before is None:
        yield {"rincian": last, "keterangan": say("lembar.tanpa_pembanding", bulan=last)}
        return
    yield _month_row(before, last)
    yield _difference_row(now, before) | {"rincian": heading("selisih")}


def _month_row(counts: Counts, name: str) -> SummaryRow:
    unread = unreadable_sentence(counts) if counts.tak_terbaca else None
    row: SummaryRow = {field: getattr(counts, field) for field in (*TALLY, "jumlah_pekerja")}
    return row | {"rincian": name, "persen": fraction(counts.persen), "keterangan": unread}


def _difference_row(now: Counts, before: Counts) -> SummaryRow:
    fields = [name for name in (*TALLY, "jumlah_pekerja") if name != "persen"]
    counted: SummaryRow = {
        name: Styled(getattr(now, name) - getattr(before, name), styles.CHANGE) for name in fields
    }
    change = points(now.persen, before.persen)
    value = blank() if change is None else float(change)
    return counted | {
        "persen": Styled(value, styles.POINTS),
        "keterangan": say("lembar.selisih_arti"),
    }


def _change_rows(report: OpdReport) -> list[SheetRow]:
    return summary_rows(_COLUMNS, "lalu", _summarised_changes(report))


def _restated_rows(report: OpdReport) -> list[SheetRow]:
    """Return whose verdict differs from what was published first; nothing where none does."""
    late = report.restatement
    if late is None:
        return []
    whole: SummaryRow = {"rincian": say("susulan.judul"), "keterangan": restated_sentence(late)}
    return summary_rows(
        _COLUMNS, "susulan", [whole, *map(_restated_row, late.changes.iter_rows(named=True))]
    )


def _restated_row(row: dict[str, Any]) -> SummaryRow:
    told = {name: row[name] for name in ("dulu", "kini", "keterangan")}
    who = say("susulan.butir", nama=row["nama"], nip=formats.nip(row["nip"]))
    return {"rincian": who, "keterangan": say("susulan.butir_isi", **told)}


def _summarised_changes(report: OpdReport) -> list[SummaryRow]:
    if report.changes is None or not report.changes.height:
        return [{"rincian": say("lembar.tidak_ada"), "keterangan": no_changes_sentence(report)}]
    return [_change_row(row) for row in report.changes.iter_rows(named=True)]


def _change_row(row: dict[str, Any]) -> SummaryRow:
    change, unit = in_words("perubahan", row["perubahan"]), row["unit_kerja"] or blank()
    who = say(
        "lembar.perubahan_orang", perubahan=change, nama=row["nama"], nip=formats.nip(row["nip"])
    )
    note = "lembar.perubahan_unit" if row["keterangan"] else "lembar.perubahan_di_unit"
    return {"rincian": who, "keterangan": say(note, unit=unit, keterangan=row["keterangan"])}


def _add_unit_chart(target: Worksheet, sheet: Sheet, first: int, report: OpdReport) -> None:
    """Draw the first units, which are those with most ASN in belum (OpdReport sorts them so)."""
    count = min(report.by_unit.height, CHARTED_UNITS)
    if count < 2:
        return
    every = count == report.by_unit.height
    title = (
        say("lembar.grafik.unit") if every else say("lembar.grafik.unit_terbanyak", jumlah=count)
    )
    places = {name: _COLUMNS.index(name) + 1 for name in ("sudah", "belum")}
    add_bars(target, sheet, range(first, first + count), places, title)
