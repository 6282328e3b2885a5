"""The secretary's workbook and that of one unit: three columns to fill, the rest locked (§6)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.core.wording import say
from pipeline.rendering.columns import OPD_LISTS
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.cover import opd_cover
from pipeline.rendering.excel.fill_in import lock
from pipeline.rendering.excel.notes import notes_sheet
from pipeline.rendering.excel.opd_lists import add_lists, list_sheet, opd_sheet_title
from pipeline.rendering.excel.opd_summary import add_opd_summary
from pipeline.rendering.excel.opd_units import add_changes, add_units
from pipeline.rendering.excel.paper import page_of
from pipeline.rendering.excel.sheet import Sheet, write_sheet
from pipeline.rendering.excel.summaries import sheet_links, text_sheet
from pipeline.rendering.head_sentences import head_sentences, zero_sentences
from pipeline.rendering.sentences import opd_title
from pipeline.reporting.model import OpdReport

_SHEETS: Final = ("ringkasan", "per_unit", "perubahan", *OPD_LISTS, "keterangan")
# What the head of a unit is handed: the people of the unit, and nothing about others.
_UNIT_LISTS: Final = ("belum", "sudah", "dikecualikan")
_UNIT_SHEETS: Final = (*_UNIT_LISTS, "keterangan")


def opd_workbook(report: OpdReport) -> bytes:
    """Return the .xlsx of one OPD (contract §6): same report, same bytes."""
    book, page = new_book(), page_of(report.whose, report.edition)
    sheets = [key for key in _SHEETS if key != "perubahan" or report.changes is not None]
    write_sheet(book, _cover_sheet(report, sheets), page)
    add_opd_summary(book, report, opd_sheet_title(report, "ringkasan"), page)
    lists = {key: list_sheet(report, key) for key in OPD_LISTS}
    add_units(book, report, lists["belum"], page)
    add_changes(book, report, opd_sheet_title(report, "perubahan"), page)
    add_lists(book, report, lists, page)
    notes = notes_sheet(report.edition, opd_sheet_title(report, "keterangan"))
    write_sheet(book, notes, page)
    lock(book)
    return save(book, report.edition, opd_title(report), report.marks)


def unit_workbook(report: OpdReport) -> bytes:
    """Return the .xlsx of one unit, whose people alone `report` holds: same report, same bytes."""
    book, page = new_book(), page_of(report.whose, report.edition)
    write_sheet(book, _cover_sheet(report, _UNIT_SHEETS), page)
    add_lists(book, report, {key: list_sheet(report, key) for key in _UNIT_LISTS}, page)
    write_sheet(book, notes_sheet(report.edition, opd_sheet_title(report, "keterangan")), page)
    lock(book)
    return save(book, report.edition, opd_title(report), report.marks)


def _cover_sheet(report: OpdReport, sheets: Sequence[str]) -> Sheet:
    private = say("halaman.opd.pribadi", opd=report.whose)
    intro = (*head_sentences(report), *zero_sentences(report), private)
    rows = opd_cover(report, sheets)
    sheet = text_sheet("sampul", opd_title(report), intro, ("perihal", "isi"), rows)
    return replace(sheet, links=sheet_links(rows))
