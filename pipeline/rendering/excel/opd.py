"""The secretary's workbook: seven sheets, three columns to fill in, the rest locked (contract §6)."""

from typing import Final

import polars as pl
from openpyxl import Workbook

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel.assembly import Footer, new_book, page_footer, save
from pipeline.rendering.excel.columns import NUMBER, column, listed
from pipeline.rendering.excel.cover import opd_cover
from pipeline.rendering.excel.fill_in import FILL_INS, guide_filling_in, lock
from pipeline.rendering.excel.notes import notes_sheet
from pipeline.rendering.excel.opd_summary import add_opd_summary
from pipeline.rendering.excel.parts import table_name, text_sheet
from pipeline.rendering.excel.tables import Sheet, write_sheet
from pipeline.rendering.html.parts import core_sentence
from pipeline.reporting.model import OpdReport

_PEOPLE: Final = ("nip", "nama", "jenis_asn", "golongan", "jabatan", "unit_kerja")
_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "belum": (*_PEOPLE, "alasan", "bulan_terakhir", "bulan_tanpa_iuran", "penjelasan", *FILL_INS),
    "sudah": (*_PEOPLE, "jumlah_pekerja", "bulan_terakhir", "penjelasan"),
    "dikecualikan": (*_PEOPLE, "kedudukan_hukum", "status", "alasan", "penjelasan"),
    "perbaikan": ("bulan_terima", "berkas", "lembar", "baris", "kolom", "pesan", "tingkat", "pemilik"),
}
_SHEETS: Final = ("ringkasan", *_LISTS, "keterangan")
# No, NIP and Nama stay in view while a secretary fills in the far right of a row.
_PINNED: Final = 3


def opd_workbook(report: OpdReport) -> bytes:
    """Return the .xlsx of one OPD (contract §6): same report, same bytes."""
    book, footer = new_book(), page_footer(report.opd.nama, report.edition)
    write_sheet(book, _cover(report), footer)
    add_opd_summary(book, report, _title(report, "ringkasan"), footer)
    for key in _LISTS:
        _add_list(book, report, key, footer)
    write_sheet(book, notes_sheet(report.edition, _title(report, "keterangan")), footer)
    lock(book)
    return save(book, report.edition, _document_title(report), _marks(report))


def _marks(report: OpdReport) -> dict[str, str]:
    """Return what tells a returned workbook from a forged or mixed-up one."""
    return {
        "dokumen": "laporan-opd",
        "periode": str(report.edition.periode),
        "kode_opd": report.opd.kode,
        "revisi": report.edition.revisi,
        "tanda": report.tanda,
    }


def _document_title(report: OpdReport) -> str:
    return say("halaman.opd.judul", opd=report.opd.nama, periode=report.edition.periode.name)


def _title(report: OpdReport, key: str) -> str:
    name = say(f"lembar.nama.{key}")
    return say("lembar.judul", lembar=name, opd=report.opd.nama, periode=report.edition.periode.name)


def _cover(report: OpdReport) -> Sheet:
    intro = (core_sentence(report.counts, report.edition.periode), say("halaman.opd.pribadi"))
    return text_sheet("sampul", _document_title(report), intro, ("perihal", "isi"), opd_cover(report, _SHEETS))


def _add_list(book: Workbook, report: OpdReport, key: str, footer: Footer) -> None:
    frame: pl.DataFrame = getattr(report, key)
    names = _LISTS[key]
    sheet = Sheet(
        say(f"lembar.nama.{key}"), table_name(key), _title(report, key), _intro(report, key, frame),
        tuple(column(name) for name in (NUMBER, *names)), listed(frame, names), pinned=_PINNED if "nip" in names else 0,
    )  # fmt: skip
    target = write_sheet(book, sheet, footer)
    if key == "belum" and frame.height:
        guide_filling_in(target, sheet, report.edition.periode)


def _intro(report: OpdReport, key: str, frame: pl.DataFrame) -> tuple[str, ...]:
    nobody = "nihil" if report.counts.wajib or key != "belum" else "tanpa_wajib"
    said = f"halaman.opd.{key}_{'isi' if frame.height else nobody}"
    first = say(said, periode=report.edition.periode.name, jumlah=formats.number(frame.height))
    return (first, say("lembar.belum_cara")) if key == "belum" and frame.height else (first,)
