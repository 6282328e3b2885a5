"""The sheet "Ringkasan" of an OPD: one table in parts, counts only."""

from collections.abc import Iterator
from typing import Final

from openpyxl import Workbook

from pipeline.assessing.counts import Counts
from pipeline.core.wording import say
from pipeline.rendering.columns import TALLY, blank, heading, points
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.bars import add_share_bars
from pipeline.rendering.excel.body import CellValue, SheetRow, Styled
from pipeline.rendering.excel.paper import Page
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
from pipeline.rendering.sentences import restated_sentence, unreadable_sentence
from pipeline.reporting.model import OpdReport

_COLUMNS: Final = ("bagian", "rincian", *TALLY, "jumlah_pekerja", "keterangan")

SummaryRow = dict[str, CellValue | Styled]


def add_opd_summary(book: Workbook, report: OpdReport, title: str, page: Page) -> None:
    """Add the sheet "Ringkasan" of `report` to `book`."""
    head, kinds = _opening_rows(report), _kind_rows(report)
    intro = (*head_sentences(report), say("lembar.ringkasan_cara"))
    sheet = Sheet(
        say("lembar.nama.ringkasan"),
        table_name("ringkasan"),
        title,
        intro,
        summary_columns(_COLUMNS),
        [*head, *kinds, *_restated_rows(report)],
        parts=True,
        pinned=2,
    )
    target = write_sheet(book, sheet, page)
    if kinds:
        shares = range(len(head), len(head) + len(kinds))
        add_share_bars(target, sheet, shares, _COLUMNS.index("persen") + 1)


def _opening_rows(report: OpdReport) -> list[SheetRow]:
    figures = summary_rows(_COLUMNS, "angka", _figure_rows(report))
    causes = summary_rows(_COLUMNS, "alasan", reason_rows(report.by_reason, report.edition))
    if not report.belum.height:
        return [*figures, *causes]
    groups = summary_rows(_COLUMNS, "kelompok", group_rows(report.groups, "belum"))
    ages = summary_rows(
        _COLUMNS, "umur", age_rows(report.ages, report.edition.period.name, "belum")
    )
    return [*figures, *groups, *causes, *ages]


def _kind_rows(report: OpdReport) -> list[SheetRow]:
    return summary_rows(_COLUMNS, "jenis", tally_rows(report.by_kind, "jenis_asn"))


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


def _restated_rows(report: OpdReport) -> list[SheetRow]:
    """Return how many verdicts differ from what was published first; nothing where none does."""
    late = report.restatement
    if late is None:
        return []
    told = f"{restated_sentence(late)} {say('lembar.susulan_orang')}"
    whole: SummaryRow = {"rincian": say("susulan.judul"), "keterangan": told}
    return summary_rows(_COLUMNS, "susulan", [whole])
