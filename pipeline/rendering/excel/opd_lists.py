"""The lists of an OPD, or of one of its units, each on a sheet of its own."""

from collections.abc import Mapping
from typing import Final

from openpyxl import Workbook

from pipeline.core.wording import say
from pipeline.rendering.columns import OPD_LISTS
from pipeline.rendering.excel.fill_in import guide_filling_in
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.paper import Page
from pipeline.rendering.excel.sheet import Sheet, write_sheet
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


def list_sheet(report: OpdReport, key: str) -> Sheet:
    """Return the sheet of the list `key`; that of those in belum with what is to be filled in."""
    names = (*OPD_LISTS[key], *(FILL_INS if key == "belum" else ()))
    return Sheet(
        say(f"lembar.nama.{key}"),
        table_name(key),
        opd_sheet_title(report, key),
        _intro_sentences(report, key),
        tuple(list_column(name) for name in (ROW_NUMBER, *names)),
        list_rows(report.lists[key], names),
        pinned=0 if key == "perbaikan" else _PINNED,
        printed=key != "sudah",
    )


def add_lists(book: Workbook, report: OpdReport, sheets: Mapping[str, Sheet], page: Page) -> None:
    """Add the `sheets` of lists (key -> sheet); that of those in belum guides who fills it in."""
    for key, sheet in sheets.items():
        target = write_sheet(book, sheet, page)
        if key == "belum" and report.belum.height:
            guide_filling_in(target, sheet, report.edition.period)


def _intro_sentences(report: OpdReport, key: str) -> tuple[str, ...]:
    frame = report.lists[key]
    first = list_sentence(report, key, frame)
    if key == "sudah" and frame.height:
        return (first, say("lembar.tidak_dicetak"))
    if key != "belum" or not frame.height:
        return (first,)
    return (first, late_sentence(report.groups), say("lembar.belum_cara"))
