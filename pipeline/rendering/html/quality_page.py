"""The quality page: what the workbook says, to read on a screen, without names (contract §6)."""

from typing import Final

import polars as pl

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import FILES
from pipeline.rendering.html import lists as html_lists
from pipeline.rendering.html import tables
from pipeline.rendering.html.arrivals import arrival_part
from pipeline.rendering.html.data_state import data_state
from pipeline.rendering.html.figures import Figure, change_sentence
from pipeline.rendering.html.lists import ListSection
from pipeline.rendering.html.shell import contents_of, render_page, shell
from pipeline.rendering.html.tables import NUMBER, Table
from pipeline.rendering.quality_sentences import (
    findings_by_owner,
    gate_sentence,
    owner_sentence,
    quality_sentence,
    quality_title,
)
from pipeline.rendering.sentences import anomaly_sentence
from pipeline.reporting.model import QualityReport, RowCounts

# A page of more is slow on a phone; the workbook has them all.
MOST_SHOWN: Final = 300
_FIGURES: Final = ("dibaca", "diterima", "ditolak", "ganda")
_CHECK: Final = ("syarat", "keadaan", "angka", "batas", "jalan_keluar")
_FINDINGS: Final = (
    "berkas",
    "baris",
    "lembar",
    "bulan_terima",
    "kolom",
    "nilai_samar",
    "pesan",
    "tingkat",
    "nama_opd",
)
_HEAD: Final = (
    ("ringkasan", "halaman.ringkasan"),
    ("gerbang", "mutu.bagian.gerbang"),
    ("kiriman", "masuk.bagian"),
    ("temuan", "mutu.bagian.ringkasan"),
)
_FOOT: Final = (
    ("berkas", "mutu.bagian.berkas"),
    ("tren", "mutu.bagian.tren"),
    ("konservasi", "mutu.bagian.konservasi"),
    ("keadaan-data", "halaman.keadaan_data"),
)


def quality_page(report: QualityReport) -> bytes:
    """Return the quality report's page.

    It shows counts and places, no name and no whole number of a person (domain §6).
    """
    edition = report.edition
    lists = tuple(_owner_list(owner, frame, report) for owner, frame in report.findings)
    return render_page(
        "mutu.html.j2",
        **shell(edition, quality_title(report)),
        contents=(
            *contents_of(_HEAD),
            *((part.key, part.entry) for part in lists),
            *contents_of(_FOOT),
        ),
        core=quality_sentence(report),
        figures=_row_figures(report),
        statements=(findings_by_owner(report), say("mutu.pribadi")),
        anomaly=anomaly_sentence(edition),
        gate_says=gate_sentence(report),
        gate=_check_table("gerbang", report.gate),
        arrivals=arrival_part(report.arrivals),
        findings=html_lists.findings(report.summary),
        lists=lists,
        files=tables.table("berkas", say("mutu.bagian.berkas"), report.files, FILES, "berkas"),
        trend=_trend_table(report),
        months=len(report.months),
        sums=_check_table(
            "konservasi", report.conservation.select("syarat", "keadaan", "jalan_keluar")
        ),
        state=data_state(edition, files=True),
    )


def _row_figures(report: QualityReport) -> tuple[Figure, ...]:
    of_rows = (_row_figure(name, report.counts, report) for name in _FIGURES)
    found = formats.number(report.finding_count)
    return (
        *of_rows,
        Figure("temuan", say("mutu.figur.temuan"), found, say("mutu.figur.arti_temuan"), ""),
    )


def _row_figure(name: str, counts: RowCounts, report: QualityReport) -> Figure:
    value, meaning = formats.number(getattr(counts, name)), say(f"mutu.figur.arti_{name}")
    return Figure(name, say(f"mutu.figur.{name}"), value, meaning, _change_sentence(name, report))


def _change_sentence(name: str, report: QualityReport) -> str:
    if report.before is None:
        return ""
    last = report.edition.period.plus(-1).name
    difference = getattr(report.counts, name) - getattr(report.before, name)
    if not difference:
        return say("halaman.angka.tetap", bulan=last)
    return change_sentence(difference, last)


def _check_table(key: str, frame: pl.DataFrame) -> Table:
    names = [name for name in _CHECK if name in frame.columns]
    return tables.table(key, say(f"mutu.bagian.{key}"), frame, names, "syarat")


def _owner_list(owner: str, frame: pl.DataFrame, report: QualityReport) -> ListSection:
    key, title = f"temuan-{owner.lower()}", say("mutu.bagian.untuk", pemilik=owner)
    intro = owner_sentence(owner, frame.height)
    if frame.height > MOST_SHOWN:
        shown = formats.number(MOST_SHOWN)
        intro += " " + say(
            "mutu.lebih", tampil=shown, berkas=f"mutu-data-{report.edition.period}.xlsx"
        )
    rows = (
        tables.numbered(key, title, frame.head(MOST_SHOWN), _FINDINGS, "berkas")
        if frame.height
        else None
    )
    return ListSection(key, title, intro, rows)


def _trend_table(report: QualityReport) -> Table:
    kinds = tables.columns_of(report.trend, ("bagian", "rincian"), "rincian")
    months = tuple(tables.Column(str(month), month.name, NUMBER) for month in report.months)
    change = tables.columns_of(report.trend, ("selisih_bulan",), "rincian")
    rows = tables.rows_of(report.trend, report.trend.columns)
    return Table("tren", say("mutu.bagian.tren"), (*kinds, *months, *change), rows)
