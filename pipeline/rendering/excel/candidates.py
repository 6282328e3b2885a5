"""The operator's workbook of suggestions, names included (contract §5.3).

It says whom an unknown donor's record may mean.
"""

from typing import Final

import polars as pl

from pipeline.core.marks import SUGGESTIONS, Marks
from pipeline.core.wording import say
from pipeline.rendering.columns import DOUBTS
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.cover import candidates_cover
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.paper import page_of
from pipeline.rendering.excel.sheet import Sheet, write_sheet
from pipeline.rendering.excel.summaries import table_name, text_sheet
from pipeline.rendering.sentences import candidates_title, suggestions_sentence
from pipeline.reporting.model import CandidateReport

_SHEETS: Final = ("usulan", "seri", "dekat")
_LIST: Final = (
    "bulan_terima",
    "berkas",
    "lembar",
    "baris",
    "nip_tercatat",
    "nama_tercatat",
    "nip_usulan",
    "nama_usulan",
    "nama_opd",
    "skor",
    "dasar",
)


def candidates_workbook(report: CandidateReport) -> bytes:
    """Return the .xlsx with a sheet of suggestions and one of ties: same report, same bytes."""
    book, page = new_book(), page_of(report.edition.policy.instansi, report.edition)
    write_sheet(book, _cover_sheet(report), page)
    for key, frame in zip(_SHEETS, (report.suggestions, report.ties, report.near), strict=True):
        write_sheet(book, _suggestion_sheet(report, key, frame), page)
    if report.doubts.height:
        write_sheet(book, _doubt_sheet(report), page)
    marks = Marks(SUGGESTIONS, str(report.edition.period), revisi=report.edition.revision)
    return save(book, report.edition, candidates_title(report), marks)


def _cover_sheet(report: CandidateReport) -> Sheet:
    intro = (say("usulan.pribadi"),)
    return text_sheet(
        "sampul",
        candidates_title(report),
        intro,
        ("perihal", "isi"),
        candidates_cover(report, (*_SHEETS, *(("ragu",) if report.doubts.height else ()))),
    )


def _doubt_sheet(report: CandidateReport) -> Sheet:
    period, key = report.edition.period, "ragu"
    title = say(
        "lembar.judul",
        lembar=say(f"usulan.{key}"),
        opd=report.edition.policy.instansi,
        periode=period.name,
    )
    return Sheet(
        say(f"usulan.{key}"),
        table_name(key),
        title,
        (suggestions_sentence(report.edition, key, report.doubts), say("usulan.pribadi")),
        tuple(list_column(name) for name in (ROW_NUMBER, *DOUBTS)),
        list_rows(report.doubts, DOUBTS),
    )


def _suggestion_sheet(report: CandidateReport, key: str, frame: pl.DataFrame) -> Sheet:
    period = report.edition.period
    shown = tuple(name for name in _LIST if name in frame.columns)
    said = suggestions_sentence(report.edition, key, frame)
    title = say(
        "lembar.judul",
        lembar=say(f"usulan.{key}"),
        opd=report.edition.policy.instansi,
        periode=period.name,
    )
    return Sheet(
        say(f"usulan.{key}"),
        table_name(key),
        title,
        (said, say("usulan.pribadi")),
        tuple(list_column(name) for name in (ROW_NUMBER, *shown)),
        list_rows(frame, shown),
    )
