"""What goes with a nota dinas: the names, or above a number of them the table by unit."""

from collections.abc import Sequence
from typing import Final

import polars as pl
from docx.document import Document
from docx.enum.section import WD_SECTION

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import blank, in_words
from pipeline.rendering.columns import heading as column_heading
from pipeline.rendering.letter.elements import (
    LIST_SIZE,
    grid,
    heading,
    landscape,
    number_pages,
    pairs,
    paragraph,
    portrait,
)
from pipeline.rendering.letter.models import LETTER_SIZE
from pipeline.rendering.sentences import list_sentence
from pipeline.reporting.model import OpdReport

_UNITS_SHOWN: Final = 15
_UNIT_COUNTS: Final = ("wajib", "sudah", "belum")
_UNIT_WIDTHS: Final = (7.6, 2.1, 2.1, 2.1, 2.1)
_ATTACHED: Final = ("nama", "nip", "golongan", "jabatan", "unit_kerja", "alasan")
_ATTACHED_WIDTHS: Final = (1.1, 5.6, 4.3, 1.7, 4.3, 4.9, 3.8)


def names_people(report: OpdReport) -> bool:
    """Tell whether the attachment is the list of names: such a letter is "Terbatas"."""
    return 0 < report.belum.height <= report.edition.policy.surat.nama_terbanyak


def has_attachment(report: OpdReport) -> bool:
    """Tell whether anything is attached: the names, or the units that the letter does not name."""
    return names_people(report) or _attaches_units(report)


def _attaches_units(report: OpdReport) -> bool:
    many = report.belum.height > report.edition.policy.surat.nama_terbanyak
    return many and report.by_unit.height > units_named(report.by_unit)


def units_named(units: pl.DataFrame) -> int:
    """Return how many units the letter itself names; one alone is not put together."""
    return units.height if units.height <= _UNITS_SHOWN + 1 else _UNITS_SHOWN


def enclosure_sentence(report: OpdReport) -> str:
    """Return where the names of those in belum are found."""
    if names_people(report):
        return say("surat.terlampir")
    key = "surat.unit_terlampir" if _attaches_units(report) else "surat.tanpa_lampiran"
    return say(key, jumlah=formats.number(report.belum.height), berkas=report.workbook)


def add_attachment(document: Document, report: OpdReport) -> None:
    """Add the attachment, its own pages numbered; nothing where there is none."""
    if not has_attachment(report):
        return
    section, paper = document.add_section(WD_SECTION.NEW_PAGE), report.edition.policy.surat.kertas
    (landscape if names_people(report) else portrait)(section, paper)
    number_pages(section, first=True)
    kind = "lampiran_hal" if names_people(report) else "lampiran_hal_unit"
    heading(document, say("surat.lampiran_judul"), 1, after=2)
    subject = say(f"surat.{kind}", periode=report.edition.period.name)
    rows = [(say("surat.nomor"), ""), (say("surat.tanggal"), ""), (say("surat.hal"), subject)]
    pairs(document, rows, (2.9, 12.6))
    paragraph(document, "", size=6, after=4)
    if names_people(report):
        _add_names(document, report)
    else:
        add_unit_grid(document, report.by_unit, report.by_unit.height)


def _add_names(document: Document, report: OpdReport) -> None:
    paragraph(document, list_sentence(report, "belum", report.belum), after=6)
    heads = (column_heading("no"), *(say(f"surat.kolom.{name}") for name in _ATTACHED))
    rows = [
        (str(number), *_attachment_row(row))
        for number, row in enumerate(report.belum.select(_ATTACHED).rows(), start=1)
    ]
    grid(document, heads, rows, _ATTACHED_WIDTHS, LIST_SIZE)


def _attachment_row(row: tuple[str | None, ...]) -> tuple[str, ...]:
    name, nip, rank, position, unit, reason = (text or blank() for text in row)
    return (name, in_words("nip", nip), rank, position, unit, in_words("alasan", reason))


def add_unit_grid(document: Document, units: pl.DataFrame, shown: int) -> None:
    """Add the first `shown` of `units`, all others in one row, and the sum."""
    others = units.slice(shown)
    rows = [
        _unit_row(row[0] or blank(), row[1:])
        for row in units.head(shown).select("unit_kerja", *_UNIT_COUNTS).rows()
    ]
    if others.height:
        name = say("surat.unit_lain", jumlah=formats.number(others.height))
        rows.append(_unit_row(name, _unit_sums(others)))
    rows.append(_unit_row(say("halaman.jumlah_semua"), _unit_sums(units)))
    names = (*_UNIT_COUNTS, "persen")
    heads = (column_heading("unit_kerja"), *(say(f"surat.{name}") for name in names))
    right = frozenset({1, 2, 3, 4})
    grid(document, heads, rows, _UNIT_WIDTHS, LETTER_SIZE - 2, right, total=True)


def _unit_sums(units: pl.DataFrame) -> Sequence[int]:
    return tuple(int(units[name].sum()) for name in _UNIT_COUNTS)


def _unit_row(name: str, counts: Sequence[int]) -> tuple[str, ...]:
    obliged, joined, _ = counts
    share = 100 * joined / obliged if obliged else None
    return (name, *map(formats.number, counts), formats.percent(share))
