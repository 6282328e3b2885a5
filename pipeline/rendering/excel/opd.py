"""The secretary's workbook: nine sheets, three columns to fill, the rest locked (contract §6)."""

from dataclasses import replace
from typing import Final

import polars as pl
from openpyxl import Workbook

from pipeline.core.wording import say
from pipeline.rendering.columns import OPD_LISTS
from pipeline.rendering.excel.assembly import Footer, new_book, page_footer, save
from pipeline.rendering.excel.cover import opd_cover
from pipeline.rendering.excel.fill_in import guide_filling_in, lock
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.notes import notes_sheet
from pipeline.rendering.excel.opd_summary import add_opd_summary
from pipeline.rendering.excel.opd_units import add_changes, add_units
from pipeline.rendering.excel.sheet import Sheet, write_sheet
from pipeline.rendering.excel.summaries import sheet_links, table_name, text_sheet
from pipeline.rendering.head_sentences import head_sentences, late_sentence, zero_sentence
from pipeline.rendering.sentences import list_sentence, opd_title
from pipeline.reporting.model import OpdReport
from schemas.codes import FILL_INS

_SHEETS: Final = ("ringkasan", "per_unit", "perubahan", *OPD_LISTS, "keterangan")
# No, NIP and Nama stay in view while a secretary fills in the far right of a row.
_PINNED: Final = 3


def opd_workbook(report: OpdReport) -> bytes:
    """Return the .xlsx of one OPD (contract §6): same report, same bytes."""
    book, footer = new_book(), page_footer(report.opd.nama, report.edition)
    paper = report.edition.policy.surat.kertas
    write_sheet(book, _cover_sheet(report), footer, paper)
    add_opd_summary(book, report, _sheet_title(report, "ringkasan"), footer)
    add_units(book, report, _sheet_title(report, "per_unit"), footer)
    add_changes(book, report, _sheet_title(report, "perubahan"), footer)
    for key in OPD_LISTS:
        _add_list(book, report, key, footer)
    notes = notes_sheet(report.edition, _sheet_title(report, "keterangan"))
    write_sheet(book, notes, footer, paper)
    lock(book)
    return save(book, report.edition, opd_title(report), report.marks)


def _sheet_title(report: OpdReport, key: str) -> str:
    name = say(f"lembar.nama.{key}")
    return say("lembar.judul", lembar=name, opd=report.opd.nama, periode=report.edition.period.name)


def _cover_sheet(report: OpdReport) -> Sheet:
    private = say("halaman.opd.pribadi", opd=report.opd.nama)
    zero = (sentence,) if (sentence := zero_sentence(report)) else ()
    intro = (*head_sentences(report), *zero, private)
    sheets = [key for key in _SHEETS if key != "perubahan" or report.changes is not None]
    rows = opd_cover(report, sheets)
    sheet = text_sheet("sampul", opd_title(report), intro, ("perihal", "isi"), rows)
    return replace(sheet, links=sheet_links(rows))


def _add_list(book: Workbook, report: OpdReport, key: str, footer: Footer) -> None:
    frame = report.lists[key]
    names = (*OPD_LISTS[key], *(FILL_INS if key == "belum" else ()))
    columns = tuple(list_column(name) for name in (ROW_NUMBER, *names))
    sheet = Sheet(
        say(f"lembar.nama.{key}"),
        table_name(key),
        _sheet_title(report, key),
        _intro_sentences(report, key, frame),
        columns,
        list_rows(frame, names),
        pinned=_PINNED if "nip" in names else 0,
        printed=key != "sudah",
    )
    target = write_sheet(book, sheet, footer, report.edition.policy.surat.kertas)
    if key == "belum" and frame.height:
        guide_filling_in(target, sheet, report.edition.period)


def _intro_sentences(report: OpdReport, key: str, frame: pl.DataFrame) -> tuple[str, ...]:
    first = list_sentence(report, key, frame)
    if key == "sudah" and frame.height:
        return (first, say("lembar.tidak_dicetak"))
    if key != "belum" or not frame.height:
        return (first,)
    return (first, late_sentence(report.groups), say("lembar.belum_cara"))
