"""The operator's workbook of suggestions: whom an unknown donor's record may mean, names included (contract §5.3)."""

from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel.assembly import new_book, page_footer, save
from pipeline.rendering.excel.columns import NUMBER, column, listed
from pipeline.rendering.excel.cover import candidates_cover
from pipeline.rendering.excel.parts import table_name, text_sheet
from pipeline.rendering.excel.tables import Sheet, write_sheet
from pipeline.reporting.model import CandidateReport

_SHEETS: Final = ("usulan", "seri", "dekat")
_LIST: Final = (
    "bulan_terima", "berkas", "lembar", "baris", "nip_tercatat", "nama_tercatat", "nip_usulan", "nama_usulan",
    "nama_opd", "skor", "dasar",
)  # fmt: skip


def candidates_workbook(report: CandidateReport) -> bytes:
    """Return the .xlsx with a sheet of suggestions and one of ties: same report, same bytes."""
    book, footer = new_book(), page_footer(report.edition.kebijakan.instansi, report.edition)
    write_sheet(book, _cover(report), footer)
    for key, frame in zip(_SHEETS, (report.usulan, report.seri, report.dekat), strict=True):
        write_sheet(book, _sheet(report, key, frame), footer)
    marks = {"dokumen": "usulan", "periode": str(report.edition.periode), "revisi": report.edition.revisi}
    return save(book, report.edition, _document_title(report), marks)


def _document_title(report: CandidateReport) -> str:
    return say("usulan.judul", periode=report.edition.periode.name)


def _cover(report: CandidateReport) -> Sheet:
    intro = (say("usulan.pribadi"),)
    return text_sheet("sampul", _document_title(report), intro, ("perihal", "isi"), candidates_cover(report, _SHEETS))


def _sheet(report: CandidateReport, key: str, frame: pl.DataFrame) -> Sheet:
    period = report.edition.periode
    shown = tuple(name for name in _LIST if name in frame.columns)
    said = say(
        f"usulan.{key}_{'isi' if frame.height else 'nihil'}", jumlah=formats.number(frame.height), periode=period
    )
    title = say("lembar.judul", lembar=say(f"usulan.{key}"), opd=report.edition.kebijakan.instansi, periode=period.name)
    return Sheet(
        say(f"usulan.{key}"), table_name(key), title, (said, say("usulan.pribadi")),
        tuple(column(name) for name in (NUMBER, *shown)), listed(frame, shown),
    )  # fmt: skip
