"""The tables that lead to what is published: an OPD's documents, and all periods."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from pipeline.assessing.counts import Counts
from pipeline.core.wording import say
from pipeline.rendering.columns import blank, heading
from pipeline.rendering.html.tables import (
    HEAD,
    NUMBER,
    Cell,
    Column,
    Table,
    number_cells,
    percent_cell,
)
from pipeline.reporting.indexes import OpdFiles, PeriodLink

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
    ("revisi_lama", "tautan"),
)


def headed_columns(named: tuple[tuple[str, str], ...]) -> tuple[Column, ...]:
    """Return columns with their headings from (name, kind) pairs."""
    return tuple(Column(name, heading(name), kind) for name, kind in named)


def documents(opd: Sequence[OpdFiles]) -> Table:
    """Return the OPDs with their counts and links to their documents, in the order given."""
    rows = tuple(_document_cells(files) for files in opd)
    return Table("opd", say("halaman.bulan.opd"), headed_columns(_DOCUMENTS), rows)


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


def periods(links: Sequence[PeriodLink]) -> Table:
    """Return the published periods with their headline counts and revisions, in the order given."""
    rows = tuple(_period_cells(link) for link in links)
    return Table("periode", say("halaman.periode.daftar"), headed_columns(_PERIODS), rows)


def _period_cells(link: PeriodLink) -> tuple[Cell, ...]:
    month = Cell(
        "", str(link.period), links=((link.period.name, link.period.name, quote(link.link)),)
    )
    older = tuple(_spoken_link(revision, link.period.name, path) for revision, path in link.older)
    known = Cell(link.known_until.name, str(link.known_until))
    older_cell = Cell("", links=older) if older else Cell(blank())
    return (month, *_headline_cells(link.counts), known, Cell(link.revision), older_cell)
