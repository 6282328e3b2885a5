"""The lists of the pages: people by verdict, the ranking of OPDs, documents, findings, periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.html import charts, tables
from pipeline.rendering.html.parts import change_table, points, points_text, restated_sentence
from pipeline.rendering.html.tables import HEAD, NUMBER, Cell, Column, Table, heading, number_cells, percent_cell
from pipeline.reporting.model import CityReport, OpdFiles, OpdReport, PeriodLink

_BAR: Final = "batang"
_RANKING: Final = (
    ("no", NUMBER), ("nama_opd", HEAD), ("persen", NUMBER), ("grafik", _BAR), ("selisih", NUMBER), ("wajib", NUMBER),
    ("sudah", NUMBER), ("belum", NUMBER), ("jumlah_pekerja", NUMBER), ("dikecualikan", NUMBER), ("klarifikasi", NUMBER),
)  # fmt: skip
_DOCUMENTS: Final = (
    ("nama_opd", HEAD), ("wajib", NUMBER), ("sudah", NUMBER), ("belum", NUMBER), ("persen", NUMBER),
    ("jumlah_pekerja", NUMBER), ("dikecualikan", NUMBER), ("klarifikasi", NUMBER), ("tak_terbaca", NUMBER),
    ("revisi", ""), ("unduhan", "tautan"),
)  # fmt: skip
_PERIODS: Final = (
    ("periode", HEAD), ("wajib", NUMBER), ("sudah", NUMBER), ("belum", NUMBER), ("persen", NUMBER),
    ("jumlah_pekerja", NUMBER), ("data_sampai", ""), ("revisi", ""), ("revisi_lama", ""),
)  # fmt: skip
FINDINGS: Final = ("kode", "tingkat", "pemilik", "pesan", "jumlah_temuan", "contoh")


@dataclass(frozen=True)
class ListSection:
    """One list of a page: its anchor, title, introduction, and the table where there is anything to list."""

    key: str
    title: str
    intro: str
    table: Table | None
    open: bool = False

    @property
    def entry(self) -> str:
        """Its line in the table of contents: the title, and how many rows it has."""
        if self.table is None:
            return self.title
        return say("halaman.butir_isi", judul=self.title, jumlah=formats.number(len(self.table.rows)))


def opd_lists(report: OpdReport) -> tuple[ListSection, ...]:
    """Return the five lists of an OPD's page, in the order in which a secretary needs them."""
    nobody = "nihil" if report.counts.wajib else "tanpa_wajib"
    return (
        _listed(report, "belum", report.belum, tables.BELUM, nobody),
        _listed(report, "sudah", report.sudah, tables.SUDAH),
        _listed(report, "dikecualikan", report.dikecualikan, tables.DIKECUALIKAN),
        _listed(report, "perbaikan", report.perbaikan, tables.PERBAIKAN),
        _changes(report),
        *_restated(report.susulan),
    )


def _listed(
    report: OpdReport, key: str, frame: pl.DataFrame, names: tuple[str, ...], empty: str = "nihil"
) -> ListSection:
    title = say(f"halaman.opd.{key}")
    said = f"halaman.opd.{key}_{'isi' if frame.height else empty}"
    intro = say(said, periode=report.edition.periode.name, jumlah=formats.number(frame.height))
    head = "nama" if "nama" in names else "berkas"
    shown = tables.numbered(key, title, frame, names, head) if frame.height else None
    return ListSection(key, title, intro, shown, open=key == "belum")


def _changes(report: OpdReport) -> ListSection:
    month, frame, title = report.edition.periode.plus(-1).name, report.perubahan, say("halaman.sejak_lalu")
    if frame is None:
        return ListSection("perubahan", title, say("halaman.opd.perubahan_tanpa", bulan=month), None)
    if not frame.height:
        return ListSection("perubahan", title, say("halaman.opd.perubahan_nihil", bulan=month), None)
    intro = say("halaman.opd.perubahan_isi", bulan=month, jumlah=formats.number(frame.height))
    return ListSection("perubahan", title, intro, tables.numbered("perubahan", title, frame, tables.PERUBAHAN, "nama"))


def _restated(late: Restatement | None) -> tuple[ListSection, ...]:
    if late is None:
        return ()
    title = say("susulan.judul")
    shown = tables.numbered("susulan", title, late.berubah, tables.SUSULAN, "nama")
    return (ListSection("susulan", title, restated_sentence(late), shown),)


def city_restated(report: CityReport) -> tuple[ListSection, ...]:
    """Return how many verdicts of each OPD differ from what was published first; nothing where none does."""
    late, title = report.susulan, say("susulan.judul")
    if late is None:
        return ()
    names = report.opd.select("kode_opd", "nama_opd")
    counts = late.per_opd().join(names, on="kode_opd", how="left").sort("nama_opd", "kode_opd")
    shown = tables.table("susulan", title, counts, ("nama_opd", "jumlah", "sudah"), "nama_opd")
    return (ListSection("susulan", title, restated_sentence(late), shown),)


def city_changes(report: CityReport) -> ListSection:
    """Return how many ASN changed in each OPD since last month (contract §5.6)."""
    month, frame, title = report.edition.periode.plus(-1).name, report.perubahan, say("halaman.sejak_lalu")
    if frame is None:
        return ListSection("perubahan", title, say("halaman.kota.perubahan_tanpa", bulan=month), None)
    if not frame.height:
        return ListSection("perubahan", title, say("halaman.kota.perubahan_nihil", bulan=month), None)
    names = dict(report.opd.select("kode_opd", "nama_opd").sort("nama_opd").rows())
    return ListSection("perubahan", title, say("halaman.kota.perubahan_isi", bulan=month), change_table(frame, names))


def ranking(opd: pl.DataFrame) -> Table:
    """Return the OPDs in the frame's order with bar and difference to last month (percentage points)."""
    rows = tuple(_ranked(place, row) for place, row in enumerate(opd.iter_rows(named=True), start=1))
    return Table("peringkat", say("halaman.kota.peringkat"), _columns(_RANKING), rows)


def _columns(named: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    return tuple(Column(name, heading(name), kind) for name, kind in named)


def _ranked(place: int, row: dict[str, Any]) -> tuple[Cell, ...]:
    counts = (row[name] for name in ("wajib", "sudah", "belum", "jumlah_pekerja", "dikecualikan", "klarifikasi"))
    return (
        *number_cells(place),
        Cell(row["nama_opd"]),
        percent_cell(row["persen"]),
        Cell("", bar=charts.single_bar(row["persen"])),
        _difference(row),
        *number_cells(*counts),
    )


def _difference(row: dict[str, Any]) -> Cell:
    before = 100 * row["sudah_lalu"] / row["wajib_lalu"] if row["wajib_lalu"] else None
    difference = points(row["persen"], before)
    return Cell(say("halaman.kosong")) if difference is None else Cell(points_text(difference), str(difference))


def documents(opd: Sequence[OpdFiles]) -> Table:
    """Return the OPDs with their counts and links to their documents, in the order given."""
    rows = tuple(_documented(files) for files in opd)
    return Table("opd", say("halaman.bulan.opd"), _columns(_DOCUMENTS), rows)


def _documented(files: OpdFiles) -> tuple[Cell, ...]:
    kinds = (("halaman", files.html), ("excel", files.xlsx), ("surat", files.docx))
    links = tuple(_link(say(f"halaman.bulan.{kind}"), files.nama, path) for kind, path in kinds)
    beside = number_cells(*(getattr(files.counts, name) for name in ("dikecualikan", "klarifikasi", "tak_terbaca")))
    return (Cell(files.nama), *_headline_cells(files.counts), *beside, Cell(files.revisi), Cell("", links=links))


def _link(text: str, what: str, path: str) -> tuple[str, str, str]:
    return text, say("halaman.bulan.dokumen_untuk", jenis=text, nama=what), quote(path)


def _headline_cells(counts: Counts) -> tuple[Cell, ...]:
    obliged = number_cells(counts.wajib, counts.sudah, counts.belum)
    return (*obliged, percent_cell(counts.persen), *number_cells(counts.jumlah_pekerja))


def files(berkas: pl.DataFrame) -> Table:
    """Return what became of the rows of every file and sheet (contract §2.4)."""
    return tables.table("mutu", say("halaman.bulan.mutu"), berkas, berkas.columns, "berkas")


def findings(temuan: pl.DataFrame) -> Table:
    """Return the findings by code with how many there are and one place of each."""
    return tables.table("temuan", say("halaman.bulan.temuan"), temuan, FINDINGS, "kode")


def periods(links: Sequence[PeriodLink]) -> Table:
    """Return the published periods with their headline counts and revisions, in the order given."""
    rows = tuple(_published(link) for link in links)
    return Table("periode", say("halaman.periode.daftar"), _columns(_PERIODS), rows)


def _published(link: PeriodLink) -> tuple[Cell, ...]:
    month = Cell("", str(link.periode), links=((link.periode.name, link.periode.name, quote(link.tautan)),))
    older = tuple(_link(revision, link.periode.name, path) for revision, path in link.revisi_lama)
    known = Cell(link.data_sampai.name, str(link.data_sampai))
    older_cell = Cell("", links=older) if older else Cell(say("halaman.kosong"))
    return (month, *_headline_cells(link.counts), known, Cell(link.revisi), older_cell)
