"""The Wali Kota's workbook: the city's figures, the OPDs in order, the reasons, and the names (contract §6)."""

from typing import Any, Final

import polars as pl
from openpyxl import Workbook

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import Footer, new_book, page_footer, save
from pipeline.rendering.excel.charts import add_bars, add_share_bars
from pipeline.rendering.excel.city_opds import RANKING_PERCENT, ranking_sheet
from pipeline.rendering.excel.city_summary import city_summary_sheet
from pipeline.rendering.excel.columns import NUMBER, column, heading, listed
from pipeline.rendering.excel.cover import city_cover
from pipeline.rendering.excel.notes import notes_sheet
from pipeline.rendering.excel.parts import (
    TALLY,
    reasons,
    share,
    summary_columns,
    summary_rows,
    table_name,
    tally,
    text_sheet,
)
from pipeline.rendering.excel.tables import Column, Sheet, Value, write_sheet
from pipeline.rendering.html.parts import TREND, conservation, core_sentence, with_shares
from pipeline.reporting.model import CityReport

_SHEETS: Final = ("ringkasan", "per_opd", "alasan_jenis", "belum", "perubahan", "tren", "keterangan")
_CHANGED: Final = ("nama_opd", "perubahan", "nip", "nama", "unit_kerja", "keterangan")
_LATE: Final = (
    "nama_opd", "nip", "nama", "jenis_asn", "golongan", "jabatan", "unit_kerja", "alasan", "bulan_terakhir",
    "bulan_tanpa_iuran", "penjelasan",
)  # fmt: skip
_REASONS: Final = ("bagian", "rincian", *TALLY, "keterangan")
_COUNTED: Final = (styles.COUNT, 10, 12)
_TREND_LOOKS: Final = {
    NUMBER: (styles.PLACE, 5, 6), "bulan": (styles.STRONG, 18, 22), "persen": (styles.PERCENT, 10, 12),
    "persen_pertama": (styles.PERCENT, 10, 12),
}  # fmt: skip
_PINNED: Final = 4


def city_workbook(report: CityReport) -> bytes:
    """Return the .xlsx for the Wali Kota, names included (contract §6): same report, same bytes."""
    instansi = report.edition.kebijakan.instansi
    book, footer = new_book(), page_footer(instansi, report.edition)
    write_sheet(book, _cover(report), footer)
    write_sheet(book, city_summary_sheet(report, _title(report, "ringkasan")), footer)
    ranking = ranking_sheet(report, _title(report, "per_opd"))
    add_share_bars(write_sheet(book, ranking, footer), ranking, range(len(ranking.rows)), RANKING_PERCENT)
    _add_reasons(book, report, footer)
    write_sheet(book, _late(report), footer)
    write_sheet(book, _changes(report), footer)
    _add_trend(book, report, footer)
    write_sheet(book, notes_sheet(report.edition, _title(report, "keterangan")), footer)
    marks = {"dokumen": "rekap-kota", "periode": str(report.edition.periode), "revisi": report.edition.revisi}
    return save(book, report.edition, _document_title(report), marks)


def _document_title(report: CityReport) -> str:
    return say("halaman.kota.judul", periode=report.edition.periode.name)


def _title(report: CityReport, key: str) -> str:
    words = {"lembar": say(f"lembar.nama.{key}"), "opd": report.edition.kebijakan.instansi}
    return say("lembar.judul", **words, periode=report.edition.periode.name)


def _cover(report: CityReport) -> Sheet:
    intro = (core_sentence(report.counts, report.edition.periode), say("lembar.kota_pribadi"))
    return text_sheet("sampul", _document_title(report), intro, ("perihal", "isi"), city_cover(report, _SHEETS))


def _add_reasons(book: Workbook, report: CityReport, footer: Footer) -> None:
    causes = summary_rows(_REASONS, "alasan", reasons(report.per_alasan, report.edition))
    kinds = summary_rows(_REASONS, "jenis", tally(report.per_jenis, "jenis_asn"))
    districts = summary_rows(_REASONS, "kecamatan", tally(report.per_kecamatan, "nama_opd"))
    sheet = Sheet(
        say("lembar.nama.alasan_jenis"), table_name("alasan_jenis"), _title(report, "alasan_jenis"),
        conservation(report.counts), summary_columns(_REASONS), [*causes, *kinds, *districts], parts=True, pinned=2,
    )  # fmt: skip
    target = write_sheet(book, sheet, footer)
    add_share_bars(target, sheet, range(len(causes), len(sheet.rows)), _REASONS.index("persen") + 1)
    of_late = [place for place, status in enumerate(report.per_alasan["status"]) if status == "belum"]
    if of_late:
        rows = range(of_late[0], of_late[-1] + 1)
        add_bars(target, sheet, rows, {"belum": _REASONS.index("belum") + 1}, say("lembar.grafik.alasan"))


def _late(report: CityReport) -> Sheet:
    count, period = report.belum.height, report.edition.periode.name
    said = "lembar.kota_belum" if count else "lembar.kota_belum_nihil"
    return Sheet(
        say("lembar.nama.belum"), table_name("belum"), _title(report, "belum"),
        (say(said, periode=period, jumlah=formats.number(count)),),
        tuple(column(name) for name in (NUMBER, *_LATE)), listed(report.belum, _LATE), pinned=_PINNED,
    )  # fmt: skip


def _changes(report: CityReport) -> Sheet:
    last, frame = report.edition.periode.plus(-1).name, report.berubah
    said = "tanpa" if frame is None else "orang" if frame.height else "nihil"
    count = formats.number(0 if frame is None else frame.height)
    rows = listed(frame if frame is not None else pl.DataFrame(), _CHANGED)
    return Sheet(
        say("lembar.nama.perubahan"), table_name("perubahan"), _title(report, "perubahan"),
        (say(f"halaman.kota.perubahan_{said}", bulan=last, jumlah=count),),
        tuple(column(name) for name in (NUMBER, *_CHANGED)), rows, pinned=_PINNED,
    )  # fmt: skip


def _add_trend(book: Workbook, report: CityReport, footer: Footer) -> None:
    rows = [_of_month(row) for row in with_shares(report.tren).select(TREND).iter_rows(named=True)]
    sheet = Sheet(
        say("lembar.nama.tren"), table_name("tren"), _title(report, "tren"), (say("lembar.tren_cara"), *report.susunan),
        tuple(Column(heading(name), *_TREND_LOOKS.get(name, _COUNTED)) for name in (NUMBER, *TREND)),
        [(number, *row) for number, row in enumerate(rows, start=1)],
    )  # fmt: skip
    target = write_sheet(book, sheet, footer)
    columns = {"sudah": TREND.index("sudah") + 2}
    add_bars(target, sheet, range(len(rows)), columns, say("halaman.grafik.tren_sudah"))


def _of_month(row: dict[str, Any]) -> list[Value]:
    said = row | {name: share(row[name]) for name in ("persen", "persen_pertama")}
    said["bulan"] = formats.month(row["bulan"])
    return [say("lembar.kosong") if said[name] is None else said[name] for name in TREND]
