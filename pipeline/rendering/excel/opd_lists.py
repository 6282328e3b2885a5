"""The lists of an OPD, or of one of its units, each on a sheet of its own."""

from typing import Final

from openpyxl import Workbook

from pipeline.core.wording import say
from pipeline.rendering.columns import OPD_LISTS
from pipeline.rendering.excel.fill_in import guide_filling_in
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.paper import Page
from pipeline.rendering.excel.sheet import Sheet, head_row_below, write_sheet
from pipeline.rendering.excel.summaries import table_name
from pipeline.rendering.head_sentences import late_sentence
from pipeline.rendering.sentences import list_sentence
from pipeline.reporting.model import OpdReport
from schemas.codes import FILL_INS

# No, NIP and Nama stay in view while a secretary fills in the far right of a row.
_PINNED: Final = 3


def opd_sheet_title(report: OpdReport, key: str) -> str:
    """Return what stands above the sheet `key`."""
    name = say(f"lembar.nama.{key}")
    return say("lembar.judul", lembar=name, opd=report.whose, periode=report.edition.period.name)


def add_list(book: Workbook, report: OpdReport, key: str, page: Page) -> None:
    """Add the sheet of the list `key`; that of those in belum with what is to be filled in."""
    frame = report.lists[key]
    names = (*OPD_LISTS[key], *(FILL_INS if key == "belum" else ()))
    columns = tuple(list_column(name) for name in (ROW_NUMBER, *names))
    sheet = Sheet(
        say(f"lembar.nama.{key}"),
        table_name(key),
        opd_sheet_title(report, key),
        _intro_sentences(report, key),
        columns,
        list_rows(frame, names),
        pinned=0 if key == "perbaikan" else _PINNED,
        printed=key != "sudah",
    )
    target = write_sheet(book, sheet, page)
    if key == "belum" and frame.height:
        guide_filling_in(target, sheet, report.edition.period)


def first_row_of_list(report: OpdReport, key: str) -> int:
    """Return on which row of its sheet the list `key` begins."""
    return head_row_below(_intro_sentences(report, key)) + 1


def _intro_sentences(report: OpdReport, key: str) -> tuple[str, ...]:
    frame = report.lists[key]
    first = list_sentence(report, key, frame)
    if key == "sudah" and frame.height:
        return (first, say("lembar.tidak_dicetak"))
    if key != "belum" or not frame.height:
        return (first,)
    return (first, late_sentence(report.groups), say("lembar.belum_cara"))
