"""The lists of the pages: people by verdict, the ranking of OPDs, documents, findings, periods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import (
    FOLLOW_UP,
    OPD_LISTS,
    blank,
    heading,
    points_since_last_month,
)
from pipeline.rendering.followup import city_sentence, silent_sentence
from pipeline.rendering.html import charts, tables
from pipeline.rendering.html.figures import change_table, points_text
from pipeline.rendering.html.tables import (
    HEAD,
    NUMBER,
    Cell,
    Column,
    Section,
    Table,
    number_cells,
    percent_cell,
)
from pipeline.rendering.sentences import list_sentence, no_changes_sentence, restated_sentence
from pipeline.reporting.indexes import OpdFiles, PeriodLink
from pipeline.reporting.model import CityReport, OpdReport
from pipeline.reporting.units import UNIT
from schemas.codes import LATE_GROUPS

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
_DOCUMENTS: Final = (
    ("nama_opd", HEAD),
    ("wajib", NUMBER),
    ("sudah", NUMBER),
    ("belum", NUMBER),
    ("persen", NUMBER),
    ("jumlah_pekerja", NUMBER),
    ("dikecualikan", NUMBER),
    ("klarifikasi", NUMBER),
    ("tak_terbaca", NUMBER),
    ("revisi", ""),
    ("unduhan", "tautan"),
)
_PERIODS: Final = (
    ("periode", HEAD),
    ("wajib", NUMBER),
    ("sudah", NUMBER),
    ("belum", NUMBER),
    ("persen", NUMBER),
    ("jumlah_pekerja", NUMBER),
    ("data_sampai", ""),
    ("revisi", ""),
    ("revisi_lama", ""),
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
        shown = _by_unit(report, key, shown)
    intro = list_sentence(report, key, frame)
    unprinted = _unprinted_sentence(report) if key == "sudah" and shown else ""
    return ListSection(key, title, intro, shown, key == "belum", unprinted)


def _by_unit(report: OpdReport, key: str, shown: Table) -> Table:
    """Have the rows stand unit by unit; nothing changes where there is but one."""
    frame = report.lists[key]
    late = key == "belum"
    told = replace(shown, choices=_group_choices() if late else {}, chosen="alasan" if late else "")
    if UNIT not in frame.columns or frame[UNIT].n_unique() < 2:
        return told
    names = frame[UNIT].rle().struct.unnest()
    units = (
        Section(
            say(
                "halaman.opd.unit_butir",
                unit=name or say("unit.tanpa_nama"),
                jumlah=formats.number(count),
            ),
            count,
        )
        for count, name in names.select("len", "value").rows()
    )
    return replace(told, sections=tuple(units), apart=bool(report.units))


def _unit_heading(name: str, count: int) -> str:
    shown = name or say("unit.tanpa_nama")
    return say("halaman.opd.unit_butir", unit=shown, jumlah=formats.number(count))


def _group_choices() -> dict[str, tuple[str, ...]]:
    """Return the groups of belum and the states of a record that each stands for (contract §6)."""
    return {
        say(f"kelompok_catatan.{name}"): tuple(say(f"alasan.{reason}") for reason in reasons)
        for name, reasons in LATE_GROUPS.items()
    }


def _unprinted_sentence(report: OpdReport) -> str:
    workbook = f"laporan-{report.opd.kode}-{report.edition.period}.xlsx"
    return say("halaman.opd.tidak_dicetak", lembar=say("lembar.nama.sudah"), berkas=workbook)


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
    return Table("peringkat", say("halaman.kota.peringkat"), _headed_columns(_RANKING), rows)


def _headed_columns(named: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    return tuple(Column(name, heading(name), kind) for name, kind in named)


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


def documents(opd: Sequence[OpdFiles]) -> Table:
    """Return the OPDs with their counts and links to their documents, in the order given."""
    rows = tuple(_document_cells(files) for files in opd)
    return Table("opd", say("halaman.bulan.opd"), _headed_columns(_DOCUMENTS), rows)


def _document_cells(files: OpdFiles) -> tuple[Cell, ...]:
    kinds = (
        ("halaman", files.html),
        ("excel", files.xlsx),
        ("surat", files.docx),
        ("unit", files.units),
    )
    links = tuple(
        _spoken_link(say(f"halaman.bulan.{kind}"), files.nama, path) for kind, path in kinds if path
    )
    beside = number_cells(
        *(getattr(files.counts, name) for name in ("dikecualikan", "klarifikasi", "tak_terbaca"))
    )
    return (
        Cell(files.nama),
        *_headline_cells(files.counts),
        *beside,
        Cell(files.revision),
        Cell("", links=links),
    )


def _spoken_link(text: str, what: str, path: str) -> tuple[str, str, str]:
    return text, say("halaman.bulan.dokumen_untuk", jenis=text, nama=what), quote(path)


def _headline_cells(counts: Counts) -> tuple[Cell, ...]:
    obliged = number_cells(counts.wajib, counts.sudah, counts.belum)
    return (*obliged, percent_cell(counts.persen), *number_cells(counts.jumlah_pekerja))


def files(berkas: pl.DataFrame) -> Table:
    """Return what became of the rows of every file and sheet (contract §2.4)."""
    return tables.table("mutu", say("halaman.bulan.mutu"), berkas, berkas.columns, "berkas")


def findings(temuan: pl.DataFrame) -> Table:
    """Return the findings by code with how many there are and one place of each."""
    return tables.table("temuan", say("halaman.bulan.temuan"), temuan, _FINDINGS, "kode")


def periods(links: Sequence[PeriodLink]) -> Table:
    """Return the published periods with their headline counts and revisions, in the order given."""
    rows = tuple(_period_cells(link) for link in links)
    return Table("periode", say("halaman.periode.daftar"), _headed_columns(_PERIODS), rows)


def _period_cells(link: PeriodLink) -> tuple[Cell, ...]:
    month = Cell(
        "", str(link.period), links=((link.period.name, link.period.name, quote(link.link)),)
    )
    older = tuple(_spoken_link(revision, link.period.name, path) for revision, path in link.older)
    known = Cell(link.known_until.name, str(link.known_until))
    older_cell = Cell("", links=older) if older else Cell(blank())
    return (month, *_headline_cells(link.counts), known, Cell(link.revision), older_cell)
