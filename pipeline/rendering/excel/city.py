"""The Wali Kota's workbook: city figures, OPDs in order, the reasons; names are city_names'."""

from dataclasses import replace
from typing import Any, Final

from openpyxl import Workbook

from pipeline.core.marks import CITY_REPORT, Marks
from pipeline.core.wording import say
from pipeline.rendering.columns import TALLY, TREND, blank, heading, in_words, with_shares
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.bars import add_bars, add_share_bars
from pipeline.rendering.excel.body import CellValue
from pipeline.rendering.excel.city_followup import follow_up_sheet
from pipeline.rendering.excel.city_names import city_sheet_title
from pipeline.rendering.excel.city_opds import RANKING_PERCENT, ranking_sheet
from pipeline.rendering.excel.city_summary import city_summary_sheet
from pipeline.rendering.excel.cover import city_cover
from pipeline.rendering.excel.listing import ROW_NUMBER
from pipeline.rendering.excel.notes import notes_sheet
from pipeline.rendering.excel.paper import Page, page_of
from pipeline.rendering.excel.sheet import Sheet, SheetColumn, write_sheet
from pipeline.rendering.excel.summaries import (
    fraction,
    reason_rows,
    sheet_links,
    summary_columns,
    summary_rows,
    table_name,
    tally_rows,
    text_sheet,
)
from pipeline.rendering.head_sentences import head_sentences
from pipeline.rendering.sentences import city_title, conservation
from pipeline.reporting.model import CityReport

_SHEETS: Final = (
    "ringkasan",
    "per_opd",
    "alasan_jenis",
    "tindak_lanjut",
    "tren",
    "keterangan",
)
_REASONS: Final = ("bagian", "rincian", *TALLY, "keterangan")
_COUNTED: Final = (styles.COUNT, 10, 12)
_TREND_LOOKS: Final = {
    ROW_NUMBER: (styles.PLACE, 5, 6),
    "bulan": (styles.STRONG, 18, 22),
    "persen": (styles.PERCENT, 10, 12),
    "persen_pertama": (styles.PERCENT, 10, 12),
}


def city_workbook(report: CityReport) -> bytes:
    """Return the .xlsx for the Wali Kota, ten pages without names: same report, same bytes."""
    instansi = report.edition.policy.instansi
    book, page = new_book(), page_of(instansi, report.edition)
    write_sheet(book, _cover_sheet(report), page)
    write_sheet(book, city_summary_sheet(report, city_sheet_title(report, "ringkasan")), page)
    ranking = ranking_sheet(report, city_sheet_title(report, "per_opd"))
    add_share_bars(
        write_sheet(book, ranking, page),
        ranking,
        range(len(ranking.rows)),
        RANKING_PERCENT,
    )
    _add_reasons(book, report, page)
    if report.follow_up:
        title = city_sheet_title(report, "tindak_lanjut")
        write_sheet(book, follow_up_sheet(report, title), page)
    _add_trend(book, report, page)
    notes = notes_sheet(report.edition, city_sheet_title(report, "keterangan"))
    write_sheet(book, notes, page)
    marks = Marks(CITY_REPORT, str(report.edition.period), revisi=report.edition.revision)
    return save(book, report.edition, city_title(report), marks)


def _cover_sheet(report: CityReport) -> Sheet:
    sheets = tuple(key for key in _SHEETS if key != "tindak_lanjut" or report.follow_up)
    intro = (*head_sentences(report), say("lembar.kota_nama_lain"))
    rows = city_cover(report, sheets)
    sheet = text_sheet("sampul", city_title(report), intro, ("perihal", "isi"), rows)
    return replace(sheet, links=sheet_links(rows))


def _add_reasons(book: Workbook, report: CityReport, page: Page) -> None:
    causes = summary_rows(_REASONS, "alasan", reason_rows(report.by_reason, report.edition))
    kinds = summary_rows(_REASONS, "jenis", tally_rows(report.by_kind, "jenis_asn"))
    districts = summary_rows(_REASONS, "kecamatan", tally_rows(report.by_kecamatan, "nama_opd"))
    sheet = Sheet(
        say("lembar.nama.alasan_jenis"),
        table_name("alasan_jenis"),
        city_sheet_title(report, "alasan_jenis"),
        conservation(report.counts),
        summary_columns(_REASONS),
        [*causes, *kinds, *districts],
        parts=True,
        pinned=2,
    )
    target = write_sheet(book, sheet, page)
    add_share_bars(target, sheet, range(len(causes), len(sheet.rows)), _REASONS.index("persen") + 1)
    of_late = [
        place for place, status in enumerate(report.by_reason["status"]) if status == "belum"
    ]
    if of_late:
        rows = range(of_late[0], of_late[-1] + 1)
        add_bars(
            target, sheet, rows, {"belum": _REASONS.index("belum") + 1}, say("lembar.grafik.alasan")
        )


def _add_trend(book: Workbook, report: CityReport, page: Page) -> None:
    rows = [
        _trend_row(row) for row in with_shares(report.trend).select(TREND).iter_rows(named=True)
    ]
    sheet = Sheet(
        say("lembar.nama.tren"),
        table_name("tren"),
        city_sheet_title(report, "tren"),
        (say("lembar.tren_cara"), *report.reorganised),
        tuple(
            SheetColumn(heading(name), *_TREND_LOOKS.get(name, _COUNTED))
            for name in (ROW_NUMBER, *TREND)
        ),
        [(number, *row) for number, row in enumerate(rows, start=1)],
    )
    target = write_sheet(book, sheet, page)
    columns = {"sudah": TREND.index("sudah") + 2}
    add_bars(target, sheet, range(len(rows)), columns, say("halaman.grafik.tren_sudah"))


def _trend_row(row: dict[str, Any]) -> list[CellValue]:
    said = row | {name: fraction(row[name]) for name in ("persen", "persen_pertama")}
    said["bulan"] = in_words("bulan", row["bulan"])
    return [blank() if said[name] is None else said[name] for name in TREND]
