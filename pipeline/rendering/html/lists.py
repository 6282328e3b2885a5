"""The lists of the pages: people by verdict, the ranking of OPDs, documents, findings, periods."""

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import (
    FOLLOW_UP,
    OPD_LISTS,
    blank,
    points_since_last_month,
)
from pipeline.rendering.followup import city_sentence, silent_sentence
from pipeline.rendering.html import charts, tables
from pipeline.rendering.html.by_unit import by_unit
from pipeline.rendering.html.figures import change_table, points_text
from pipeline.rendering.html.published import headed_columns
from pipeline.rendering.html.tables import (
    HEAD,
    NUMBER,
    Cell,
    Table,
    number_cells,
    percent_cell,
)
from pipeline.rendering.sentences import list_sentence, no_changes_sentence, restated_sentence
from pipeline.reporting.model import CityReport, OpdReport

_BAR: Final = "batang"
_RANKING: Final = (
    ("no", NUMBER),
    ("nama_opd", HEAD),
    ("persen", NUMBER),
    ("grafik", _BAR),
    ("poin", NUMBER),
    ("wajib", NUMBER),
    ("sudah", NUMBER),
    ("belum", NUMBER),
    ("jumlah_pekerja", NUMBER),
    ("dikecualikan", NUMBER),
    ("klarifikasi", NUMBER),
)
_RESTATED: Final = ("nip", "nama", "unit_kerja", "dulu", "kini", "keterangan")
_CHANGED: Final = ("perubahan", "nip", "nama", "unit_kerja", "keterangan")
# Lists of people in the order of their units.
_BY_UNIT: Final = ("belum", "sudah")
_FINDINGS: Final = ("kode", "tingkat", "pemilik", "pesan", "jumlah_temuan", "contoh")


@dataclass(frozen=True)
class ListSection:
    """One list of a page: its anchor, title, introduction, and its table if it lists anything.

    unprinted: where the list is found that is not printed; "" for one that is.
    """

    key: str
    title: str
    intro: str
    table: Table | None
    open: bool = False
    unprinted: str = ""

    @property
    def entry(self) -> str:
        """Its line in the table of contents: the title, and how many rows it has."""
        if self.table is None:
            return self.title
        return say(
            "halaman.butir_isi", judul=self.title, jumlah=formats.number(len(self.table.rows))
        )


def opd_lists(report: OpdReport) -> tuple[ListSection, ...]:
    """Return the five lists of an OPD's page, in the order in which a secretary needs them."""
    return (
        *(_opd_list(report, key) for key in OPD_LISTS),
        _opd_changes(report),
        *_opd_restated(report.restatement),
    )


def _opd_list(report: OpdReport, key: str) -> ListSection:
    frame = report.lists[key]
    names, title = OPD_LISTS[key], say(f"halaman.opd.{key}")
    head = "sumber" if key == "perbaikan" else "nama"
    shown = tables.numbered(key, title, frame, names, head) if frame.height else None
    if shown is not None and key in _BY_UNIT:
        shown = by_unit(report, key, shown)
    intro = list_sentence(report, key, frame)
    unprinted = _unprinted_sentence(report) if key == "sudah" and shown else ""
    return ListSection(key, title, intro, shown, key == "belum", unprinted)


def _unprinted_sentence(report: OpdReport) -> str:
    sheet = say("lembar.nama.sudah")
    return say("halaman.opd.tidak_dicetak", lembar=sheet, berkas=report.workbook)


def _opd_changes(report: OpdReport) -> ListSection:
    month, frame, title = (
        report.edition.period.plus(-1).name,
        report.changes,
        say("halaman.sejak_lalu"),
    )
    if frame is None or not frame.height:
        return ListSection("perubahan", title, no_changes_sentence(report), None)
    intro = say("halaman.opd.perubahan_isi", bulan=month, jumlah=formats.number(frame.height))
    return ListSection(
        "perubahan", title, intro, tables.numbered("perubahan", title, frame, _CHANGED, "nama")
    )


def _opd_restated(late: Restatement | None) -> tuple[ListSection, ...]:
    if late is None:
        return ()
    title = say("susulan.judul")
    shown = tables.numbered("susulan", title, late.changes, _RESTATED, "nama")
    return (ListSection("susulan", title, restated_sentence(late), shown),)


def city_restated(report: CityReport) -> tuple[ListSection, ...]:
    """Return how many verdicts of each OPD differ from what was published first.

    Nothing where none does.
    """
    late, title = report.restatement, say("susulan.judul")
    if late is None:
        return ()
    names = report.opd.select("kode_opd", "nama_opd")
    counts = late.per_opd().join(names, on="kode_opd", how="left").sort("nama_opd", "kode_opd")
    shown = tables.table("susulan", title, counts, ("nama_opd", "jumlah", "sudah"), "nama_opd")
    return (ListSection("susulan", title, restated_sentence(late), shown),)


def city_changes(report: CityReport) -> ListSection:
    """Return how many ASN changed in each OPD since last month (contract §5.6)."""
    month, frame, title = (
        report.edition.period.plus(-1).name,
        report.change_counts,
        say("halaman.sejak_lalu"),
    )
    if frame is None:
        return ListSection(
            "perubahan", title, say("halaman.kota.perubahan_tanpa", bulan=month), None
        )
    if not frame.height:
        return ListSection(
            "perubahan", title, say("halaman.kota.perubahan_nihil", bulan=month), None
        )
    names = dict(report.opd.select("kode_opd", "nama_opd").sort("nama_opd").rows())
    return ListSection(
        "perubahan",
        title,
        say("halaman.kota.perubahan_isi", bulan=month),
        change_table(frame, names),
    )


def city_follow_up(report: CityReport) -> tuple[ListSection, ...]:
    """Return what was answered by OPD, and how much came in which month.

    Nothing where nobody answered yet.
    """
    if report.follow_up is None:
        return ()
    title, by_month = say("halaman.kota.jawaban"), say("halaman.kota.jawaban_bulan")
    intro = " ".join((city_sentence(report), silent_sentence(report)))
    opds = tables.table(
        "jawaban", title, report.follow_up_by_opd, ("nama_opd", *FOLLOW_UP), "nama_opd"
    )
    names = ("bulan", "dijawab", "perangkat_menjawab")
    months = tables.table(
        "jawaban-bulan", by_month, report.answers_by_month, names, "bulan", cards=False
    )
    return (
        ListSection("jawaban", title, intro, opds, open=True),
        ListSection("jawaban-bulan", by_month, say("halaman.kota.jawaban_bulan_isi"), months),
    )


def ranking(opd: pl.DataFrame) -> Table:
    """Return the OPDs in frame order with bar and difference to last month (percentage points)."""
    rows = tuple(
        _ranking_cells(place, row) for place, row in enumerate(opd.iter_rows(named=True), start=1)
    )
    return Table("peringkat", say("halaman.kota.peringkat"), headed_columns(_RANKING), rows)


def _ranking_cells(place: int, row: dict[str, Any]) -> tuple[Cell, ...]:
    counts = (
        row[name]
        for name in ("wajib", "sudah", "belum", "jumlah_pekerja", "dikecualikan", "klarifikasi")
    )
    return (
        *number_cells(place),
        Cell(row["nama_opd"]),
        percent_cell(row["persen"]),
        Cell("", bar=charts.single_bar(row["persen"])),
        _points_cell(row),
        *number_cells(*counts),
    )


def _points_cell(row: dict[str, Any]) -> Cell:
    difference = points_since_last_month(row)
    return Cell(blank()) if difference is None else Cell(points_text(difference), str(difference))


def files(berkas: pl.DataFrame) -> Table:
    """Return what became of the rows of every file and sheet (contract §2.4)."""
    return tables.table("mutu", say("halaman.bulan.mutu"), berkas, berkas.columns, "berkas")


def findings(temuan: pl.DataFrame) -> Table:
    """Return the findings by code with how many there are and one place of each."""
    return tables.table("temuan", say("halaman.bulan.temuan"), temuan, _FINDINGS, "kode")
