"""The operator's page of suggestions: what the suggestions workbook lists, to read on a screen."""

from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.rendering.columns import DOUBTS
from pipeline.rendering.html import tables
from pipeline.rendering.html.data_state import data_state
from pipeline.rendering.html.lists import ListSection
from pipeline.rendering.html.shell import contents_of, render_page, shell
from pipeline.rendering.sentences import candidates_title, suggestions_sentence
from pipeline.reporting.model import CandidateReport

_LIST: Final = (
    "nama_tercatat",
    "nip_tercatat",
    "nip_usulan",
    "nama_usulan",
    "nama_opd",
    "skor",
    "dasar",
    "bulan_terima",
    "berkas",
    "lembar",
    "baris",
)


def candidates_page(report: CandidateReport) -> bytes:
    """Return the page of suggestions and ties, names included: for the operator alone."""
    parts = (
        _suggestion_list(report, "usulan", report.suggestions),
        _suggestion_list(report, "seri", report.ties),
        _suggestion_list(report, "dekat", report.near),
        *((_doubt_list(report),) if report.doubts.height else ()),
    )
    return render_page(
        "usulan.html.j2",
        **shell(report.edition, candidates_title(report)),
        contents=(
            *((part.key, part.entry) for part in parts),
            *contents_of((("keadaan-data", "halaman.keadaan_data"),)),
        ),
        lists=parts,
        state=data_state(report.edition, files=True),
    )


def _doubt_list(report: CandidateReport) -> ListSection:
    title = say("usulan.ragu")
    intro = suggestions_sentence(report.edition, "ragu", report.doubts)
    rows = tables.numbered("ragu", title, report.doubts, DOUBTS, "nama")
    return ListSection("ragu", title, intro, rows, open=True)


def _suggestion_list(report: CandidateReport, key: str, frame: pl.DataFrame) -> ListSection:
    title, intro = say(f"usulan.{key}"), suggestions_sentence(report.edition, key, frame)
    shown = tuple(name for name in _LIST if name in frame.columns)
    rows = tables.numbered(key, title, frame, shown, "nama_tercatat") if frame.height else None
    return ListSection(key, title, intro, rows, open=True)
