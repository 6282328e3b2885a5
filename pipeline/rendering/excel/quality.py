"""The quality workbook for the operator (contract §6).

It has a sheet to hand on for each who can mend something.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from pipeline.core.marks import QUALITY_REPORT, Marks
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.rendering.columns import FILES, blank, heading, in_words, words_for
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.assembly import new_book, save
from pipeline.rendering.excel.body import SheetRow
from pipeline.rendering.excel.cover import quality_cover
from pipeline.rendering.excel.listing import ROW_NUMBER, list_column, list_rows
from pipeline.rendering.excel.paper import page_of
from pipeline.rendering.excel.sheet import Sheet, SheetColumn, write_sheet
from pipeline.rendering.excel.summaries import table_name, text_sheet
from pipeline.rendering.quality_sentences import (
    findings_by_owner,
    gate_sentence,
    owner_sentence,
    quality_sentence,
    quality_title,
)
from pipeline.reporting.model import QualityReport
from schemas.codes import OWNERS

_SHEETS: Final = ("ringkasan", "berkas", "kiriman", *OWNERS, "tren", "gerbang")
_SUMMARY: Final = ("kode", "tingkat", "pemilik", "jumlah_temuan", "pesan", "contoh")
_FINDINGS: Final = (
    "nama_opd",
    "bulan_terima",
    "berkas",
    "lembar",
    "baris",
    "kolom",
    "nilai_samar",
    "pesan",
    "tingkat",
    "kode",
)
# Eleven columns on one printed page: narrower than where there are fewer.
_MOST: Final = {
    "nama_opd": 22,
    "bulan_terima": 12,
    "berkas": 26,
    "lembar": 10,
    "kolom": 13,
    "nilai_samar": 20,
    "pesan": 44,
    "tingkat": 14,
    "kode": 20,
}
_GATE: Final = (
    ("syarat", styles.STRONG, 30, 44),
    ("keadaan", styles.TEXT, 11, 12),
    ("angka", styles.TEXT, 24, 30),
    ("batas", styles.TEXT, 10, 10),
    ("jalan_keluar", styles.TEXT, 60, 90),
)


def quality_workbook(report: QualityReport) -> bytes:
    """Return the quality report's .xlsx: same report, same bytes."""
    book, page = new_book(), page_of(report.edition.policy.instansi, report.edition)
    sheets = (
        _cover_sheet(report),
        _summary_sheet(report),
        _file_sheet(report),
        _delivery_sheet(report),
        *_owner_sheets(report),
        _trend_sheet(report),
        _gate_sheet(report),
    )
    for sheet in sheets:
        write_sheet(book, sheet, page)
    marks = Marks(QUALITY_REPORT, str(report.edition.period), revisi=report.edition.revision)
    return save(book, report.edition, quality_title(report), marks)


def _sheet_title(report: QualityReport, key: str) -> str:
    instansi = report.edition.policy.instansi
    return say(
        "lembar.judul",
        lembar=say(f"mutu.lembar.{key}"),
        opd=instansi,
        periode=report.edition.period.name,
    )


def _cover_sheet(report: QualityReport) -> Sheet:
    intro = (quality_sentence(report), say("mutu.pribadi"))
    return text_sheet(
        "sampul", quality_title(report), intro, ("perihal", "isi"), quality_cover(report, _SHEETS)
    )


def _list_sheet(
    report: QualityReport,
    key: str,
    intro: tuple[str, ...],
    frame: pl.DataFrame,
    columns: tuple[SheetColumn, ...],
) -> Sheet:
    rows = list_rows(frame, frame.columns)
    return Sheet(
        say(f"mutu.lembar.{key}"),
        table_name(key.lower()),
        _sheet_title(report, key),
        intro,
        columns,
        rows,
    )


def _named_columns(names: tuple[str, ...]) -> Iterator[tuple[str, SheetColumn]]:
    return ((name, list_column(name)) for name in (ROW_NUMBER, *names))


def _list_columns(names: tuple[str, ...]) -> tuple[SheetColumn, ...]:
    return tuple(column for _, column in _named_columns(names))


def _summary_sheet(report: QualityReport) -> Sheet:
    intro = (findings_by_owner(report), say("mutu.cara.ringkasan"))
    return _list_sheet(
        report, "ringkasan", intro, report.summary.select(_SUMMARY), _list_columns(_SUMMARY)
    )


def _file_sheet(report: QualityReport) -> Sheet:
    return _list_sheet(
        report,
        "berkas",
        (say("mutu.cara.berkas"),),
        report.files.select(FILES),
        _list_columns(FILES),
    )


def _delivery_sheet(report: QualityReport) -> Sheet:
    year = report.arrivals.year
    months = [name for name in year.columns if name[0].isdigit()]
    columns = (
        SheetColumn(heading("jenis_berkas"), styles.QUIET, 12, 16),
        SheetColumn(heading("kiriman"), styles.STRONG, 24, 40),
        *(SheetColumn(Period.parse(name).name, styles.TEXT, 11, 14) for name in months),
    )
    kind = words_for("jenis_berkas") or str
    rows: list[SheetRow] = [(kind(row[0]), *row[1:]) for row in year.iter_rows()]
    name, empty = (
        say("mutu.lembar.kiriman"),
        (None, say("lembar.tidak_ada"), *(None for _ in months)),
    )
    return Sheet(
        name,
        table_name("kiriman"),
        _sheet_title(report, "kiriman"),
        (say("mutu.cara.kiriman"),),
        columns,
        rows or [empty],
    )


def _owner_sheets(report: QualityReport) -> tuple[Sheet, ...]:
    return tuple(_owner_sheet(report, owner, frame) for owner, frame in report.findings)


def _owner_sheet(report: QualityReport, owner: str, frame: pl.DataFrame) -> Sheet:
    how = (say("mutu.cara.opd"),) if owner == "OPD" and frame.height else ()
    intro = (owner_sentence(owner, frame.height), *how, say("mutu.pribadi"))
    columns = tuple(
        replace(column, most=_MOST.get(name, column.most))
        for name, column in _named_columns(_FINDINGS)
    )
    return _list_sheet(report, owner, intro, frame.select(_FINDINGS), columns)


def _trend_sheet(report: QualityReport) -> Sheet:
    months = tuple(SheetColumn(month.name, styles.COUNT, 10, 14) for month in report.months)
    columns = (
        SheetColumn(heading("bagian"), styles.QUIET, 20, 26),
        SheetColumn(heading("rincian"), styles.TEXT, 24, 34),
        *months,
        SheetColumn(heading("selisih_bulan"), styles.CHANGE, 12, 14),
    )
    intro = (say("mutu.cara.tren", bulan=len(report.months)), say("mutu.cara.tren_nilai"))
    rows = [tuple(_count_or_blank(value) for value in row) for row in report.trend.iter_rows()]
    name = say("mutu.lembar.tren")
    return Sheet(
        name,
        table_name("tren"),
        _sheet_title(report, "tren"),
        intro,
        columns,
        rows,
        parts=True,
        pinned=2,
    )


def _count_or_blank(value: str | int | None) -> str | int:
    return blank() if value is None else value


def _gate_sheet(report: QualityReport) -> Sheet:
    parts = (("gerbang", report.gate), ("konservasi", report.conservation))
    told = [
        (say("mutu.bagian.peringatan"), blank(), blank(), blank(), blank(), text)
        for text in _caution_texts(report)
    ]
    rows = [
        *(_gate_row(key, row) for key, frame in parts for row in frame.iter_rows(named=True)),
        *told,
    ]
    looks = (SheetColumn(heading(name), style, least, most) for name, style, least, most in _GATE)
    columns = (SheetColumn(heading("bagian"), styles.QUIET, 14, 20), *looks)
    return Sheet(
        say("mutu.lembar.gerbang"),
        table_name("gerbang"),
        _sheet_title(report, "gerbang"),
        (gate_sentence(report), say("mutu.cara.gerbang")),
        columns,
        rows,
        parts=True,
    )


def _caution_texts(report: QualityReport) -> list[str]:
    return report.arrivals.cautions["peringatan"].to_list()


def _gate_row(part: str, row: dict[str, str]) -> SheetRow:
    shown = {**row, "keadaan": in_words("keadaan", row["keadaan"])}
    return (say(f"mutu.bagian.{part}"), *(shown[name] for name, *_ in _GATE))
