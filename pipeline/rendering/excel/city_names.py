"""The city's names, a workbook of their own: who is in belum, who changed (contract §6)."""

from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.marks import CITY_NAMES, Marks
from pipeline.core.wording import say
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.cover import city_cover
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.paper import page_of
from pipeline.rendering.excel.sheet import Sheet, write_sheet
from pipeline.rendering.excel.summaries import sheet_links, table_name, text_sheet
from pipeline.rendering.head_sentences import head_sentences, late_sentence
from pipeline.rendering.sentences import city_names_title
from pipeline.reporting.model import CityReport

_SHEETS: Final = ("belum", "perubahan")
_CHANGED: Final = ("nama_opd", "perubahan", "nip", "nama", "unit_kerja", "keterangan")
_BELUM: Final = (
    "nama_opd",
    "nip",
    "nama",
    "jenis_asn",
    "golongan",
    "jabatan",
    "unit_kerja",
    "alasan",
    "bulan_terakhir",
    "bulan_tanpa_iuran",
    "penjelasan",
)
_PINNED: Final = 4


def city_names_workbook(report: CityReport) -> bytes:
    """Return the .xlsx with the names behind the city's figures: same report, same bytes."""
    book = new_book()
    page = page_of(report.edition.policy.instansi, report.edition)
    for sheet in (_cover_sheet(report), _belum_sheet(report), _change_sheet(report)):
        write_sheet(book, sheet, page)
    marks = Marks(CITY_NAMES, str(report.edition.period), revisi=report.edition.revision)
    return save(book, report.edition, city_names_title(report), marks)


def city_sheet_title(report: CityReport, key: str) -> str:
    """Return what stands above the sheet `key` of the city's workbooks."""
    words = {"lembar": say(f"lembar.nama.{key}"), "opd": report.edition.policy.instansi}
    return say("lembar.judul", **words, periode=report.edition.period.name)


def _cover_sheet(report: CityReport) -> Sheet:
    intro = (*head_sentences(report), say("lembar.kota_pribadi"))
    rows = city_cover(report, _SHEETS)
    sheet = text_sheet("sampul", city_names_title(report), intro, ("perihal", "isi"), rows)
    return replace(sheet, links=sheet_links(rows))


def _belum_sheet(report: CityReport) -> Sheet:
    count, period = report.belum.height, report.edition.period.name
    said = "lembar.kota_belum" if count else "lembar.kota_belum_nihil"
    return Sheet(
        say("lembar.nama.belum"),
        table_name("belum"),
        city_sheet_title(report, "belum"),
        (say(said, periode=period, jumlah=formats.number(count)), late_sentence(report.groups)),
        tuple(list_column(name) for name in (ROW_NUMBER, *_BELUM)),
        list_rows(report.belum, _BELUM),
        pinned=_PINNED,
    )


def _change_sheet(report: CityReport) -> Sheet:
    last, frame = report.edition.period.plus(-1).name, report.changes
    said = "tanpa" if frame is None else "orang" if frame.height else "nihil"
    count = formats.number(0 if frame is None else frame.height)
    rows = list_rows(frame if frame is not None else pl.DataFrame(), _CHANGED)
    return Sheet(
        say("lembar.nama.perubahan"),
        table_name("perubahan"),
        city_sheet_title(report, "perubahan"),
        (say(f"halaman.kota.perubahan_{said}", bulan=last, jumlah=count),),
        tuple(list_column(name) for name in (ROW_NUMBER, *_CHANGED)),
        rows,
        pinned=_PINNED,
    )
