"""The operator's page of suggestions: what the workbook of suggestions lists, to read on a screen."""

from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.html import data, tables
from pipeline.rendering.html.lists import ListSection
from pipeline.rendering.html.pages import contents_of, render_page, shell
from pipeline.reporting.model import CandidateReport

_LIST: Final = (
    "nama_tercatat", "nip_tercatat", "nip_usulan", "nama_usulan", "nama_opd", "skor", "dasar", "bulan_terima", "berkas",
    "lembar", "baris",
)  # fmt: skip


def candidates_page(report: CandidateReport) -> bytes:
    """Return the page of suggestions and ties, names included: for the operator alone."""
    parts = (
        _listed(report, "usulan", report.usulan),
        _listed(report, "seri", report.seri),
        _listed(report, "dekat", report.dekat),
    )
    return render_page(
        "usulan.html.j2",
        **shell(report.edition, say("usulan.judul", periode=report.edition.periode.name)),
        contents=(
            *((part.key, part.entry) for part in parts),
            *contents_of((("keadaan-data", "halaman.keadaan_data"),)),
        ),
        lists=parts,
        state=data.data_state(report.edition),
    )


def _listed(report: CandidateReport, key: str, frame: pl.DataFrame) -> ListSection:
    title, count = say(f"usulan.{key}"), formats.number(frame.height)
    intro = say(f"usulan.{key}_{'isi' if frame.height else 'nihil'}", jumlah=count, periode=report.edition.periode)
    shown = tuple(name for name in _LIST if name in frame.columns)
    rows = tables.numbered(key, title, frame, shown, "nama_tercatat") if frame.height else None
    return ListSection(key, title, intro, rows, open=True)
