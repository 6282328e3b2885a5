"""The secretary's own report to the Wali Kota (contract §6, domain §7).

It is ready to number, date and sign.
"""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

import docx
import polars as pl
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Cm, Pt

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import HEADLINE, blank, heading, in_words
from pipeline.rendering.letter.elements import (
    LETTER_SIZE,
    LIST_SIZE,
    Align,
    grid,
    landscape,
    pairs,
    paragraph,
    portrait,
    rule_below,
    set_up,
)
from pipeline.rendering.sentences import (
    core_sentence,
    figure_label,
    figure_value,
    list_sentence,
    office_of_reporter,
)
from pipeline.rendering.zips import fixed_zip
from pipeline.reporting.model import OpdReport

_LANGUAGE: Final = "id-ID"
_UNITS_SHOWN: Final = 15
_UNIT_COUNTS: Final = ("wajib", "sudah", "belum")
_UNIT_WIDTHS: Final = (7.6, 2.1, 2.1, 2.1, 2.1)
_ATTACHED: Final = ("nama", "nip", "golongan", "jabatan", "unit_kerja", "alasan")
_ATTACHED_WIDTHS: Final = (1.1, 5.6, 4.3, 1.7, 4.3, 4.9, 3.8)
_NIP_DIGITS: Final = 18
_ROOM: Final = 54
_SIGNATURE_LEFT: Final = Cm(8)


def nota_dinas(report: OpdReport) -> bytes:
    """Return the letter as .docx, Nomor and Tanggal blank: same report, same bytes."""
    document = docx.Document()
    set_up(document, _LANGUAGE)
    portrait(document.sections[0])
    _add_letterhead(document, report)
    _add_head(document, report)
    _add_body(document, report)
    _add_signature(document, report)
    if report.belum.height:
        _add_attachment(document, report)
    return _letter_bytes(document, report)


def _add_letterhead(document: Document, report: OpdReport) -> None:
    paragraph(document, report.edition.policy.instansi.upper(), Align.CENTER, size=14, after=0)
    paragraph(document, report.opd.nama.upper(), Align.CENTER, bold=True, size=14, after=0)
    where = ", ".join(_address_parts(report))
    last = paragraph(document, where, Align.CENTER, size=10, after=12)
    rule_below(last, eighths=18)
    paragraph(document, say("surat.judul"), Align.CENTER, bold=True, after=12)


def _address_parts(report: OpdReport) -> Iterator[str]:
    if report.opd.alamat:
        yield report.opd.alamat
    if report.opd.telepon:
        yield say("surat.telepon", nomor=report.opd.telepon)


def _add_head(document: Document, report: OpdReport) -> None:
    letter = report.edition.policy.surat
    attached = say("surat.lampiran_isi") if report.belum.height else say("surat.lampiran_nihil")
    subject = say(
        "surat.hal_isi", gerakan=report.edition.policy.gerakan, periode=report.edition.period.name
    )
    named = {
        "melalui": letter.melalui,
        "dari": office_of_reporter(report.opd),
        "tembusan": "\n".join(_numbered_copies(letter.tembusan)),
        "tanggal": "",
        "nomor": "",
        "sifat": say("surat.sifat_isi"),
        "lampiran": attached,
        "hal": subject,
    }
    rows = [
        (say("surat.yth"), letter.yth),
        *((say(f"surat.{key}"), text) for key, text in named.items()),
    ]
    pairs(document, rows, (2.9, 12.6))
    rule_below(paragraph(document, "", size=4, after=10), eighths=8)


def _numbered_copies(copies: tuple[str, ...]) -> Iterator[str]:
    if len(copies) == 1:
        yield copies[0]
        return
    yield from (f"{number}. {name}" for number, name in enumerate(copies, start=1))


def _add_body(document: Document, report: OpdReport) -> None:
    for text in _opening_sentences(report):
        paragraph(document, text, Align.JUSTIFY, after=8)
    _add_figures(document, report)
    if report.counts.wajib:
        _add_units(document, report)
    for text in _closing_sentences(report):
        last = paragraph(document, text, Align.JUSTIFY, after=8)
    # The signature never stands alone on a page.
    last.paragraph_format.keep_with_next = last.paragraph_format.keep_together = True


def _opening_sentences(report: OpdReport) -> Iterator[str]:
    edition, policy = report.edition, report.edition.policy
    law = "; ".join(policy.dasar_hukum)
    words = {
        "dasar": law,
        "opd": report.opd.nama,
        "gerakan": policy.gerakan,
        "periode": edition.period.name,
    }
    yield say("surat.pembuka", **words, data_sampai=edition.known_until.name)
    yield core_sentence(report.counts, edition)


def _add_figures(document: Document, report: OpdReport) -> None:
    rows = [(figure_label(name), figure_value(report.counts, name)) for name in HEADLINE]
    grid(
        document,
        (say("surat.uraian"), say("surat.jumlah")),
        rows,
        (8, 3),
        LETTER_SIZE - 1,
        right=frozenset({1}),
    )
    paragraph(document, "", size=6, after=4)


def _add_units(document: Document, report: OpdReport) -> None:
    """Add the units with most ASN in belum, all others in one row, and the sum."""
    shown = report.by_unit.head(_UNITS_SHOWN)
    others = report.by_unit.slice(_UNITS_SHOWN)
    rows = [
        _unit_row(row[0] or blank(), row[1:])
        for row in shown.select("unit_kerja", *_UNIT_COUNTS).rows()
    ]
    if others.height:
        rows.append(
            _unit_row(
                say("surat.unit_lain", jumlah=formats.number(others.height)), _unit_sums(others)
            )
        )
    total = _unit_row(say("halaman.jumlah_semua"), _unit_sums(report.by_unit))
    heads = (
        say("halaman.rincian_unit"),
        *(say(f"surat.{name}") for name in (*_UNIT_COUNTS, "persen")),
    )
    paragraph(document, say("surat.menurut_unit"), after=4).paragraph_format.keep_with_next = True
    grid(
        document,
        heads,
        [*rows, total],
        _UNIT_WIDTHS,
        LETTER_SIZE - 2,
        frozenset({1, 2, 3, 4}),
        total=True,
    )
    paragraph(document, "", size=6, after=4)


def _unit_sums(units: pl.DataFrame) -> tuple[int, ...]:
    return tuple(int(units[name].sum()) for name in _UNIT_COUNTS)


def _unit_row(name: str, counts: tuple[int, ...]) -> tuple[str, ...]:
    obliged, joined, _ = counts
    share = 100 * joined / obliged if obliged else None
    return (name, *map(formats.number, counts), formats.percent(share))


def _closing_sentences(report: OpdReport) -> Iterator[str]:
    if report.belum.height:
        yield say("surat.alasan", isi=", ".join(_reason_phrases(report)))
        yield say("surat.upaya", minimal=report.edition.policy.minimal_pekerja)
    elif report.counts.wajib:
        yield say("surat.lengkap")
    yield say("surat.penutup")


def _reason_phrases(report: OpdReport) -> Iterator[str]:
    late = report.by_reason.filter(pl.col("status") == "belum")
    for reason, count in late.select("alasan", "jumlah").rows():
        yield say(
            "surat.alasan_butir",
            alasan=_within_sentence(in_words("alasan", reason)),
            jumlah=formats.number(count),
        )


def _within_sentence(text: str) -> str:
    """Return a label as it stands within a sentence; NIP and ASN keep their capitals."""
    return text[:1].lower() + text[1:]


def _add_signature(document: Document, report: OpdReport) -> None:
    """Add office, room for a signature by hand or an electronic one, name, rank and NIP.

    Blanks to fill in by hand.
    """
    opd = report.opd
    blank = say("surat.titik")
    lines = [(f"{office_of_reporter(opd)},", False, _ROOM), (opd.pelapor_nama or blank, True, 0)]
    lines += [(opd.pelapor_pangkat, False, 0)] if opd.pelapor_pangkat else []
    number = (
        formats.nip(opd.pelapor_nip) if len(opd.pelapor_nip) == _NIP_DIGITS else opd.pelapor_nip
    )
    lines.append((say("surat.nip", nip=number or blank), False, 0))
    for at, (text, bold, after) in enumerate(lines):
        line = paragraph(document, text, Align.LEFT, bold=bold, after=after)
        line.paragraph_format.left_indent = _SIGNATURE_LEFT
        line.paragraph_format.keep_with_next = at < len(lines) - 1
        line.paragraph_format.space_before = Pt(14) if at == 0 else Pt(0)


def _add_attachment(document: Document, report: OpdReport) -> None:
    landscape(document.add_section(WD_SECTION.NEW_PAGE))
    names = {"opd": report.opd.nama, "periode": report.edition.period.name}
    paragraph(document, say("surat.lampiran_judul", **names), bold=True, after=2)
    pairs(document, [(say("surat.nomor"), ""), (say("surat.tanggal"), "")], (2.9, 12.6))
    paragraph(document, list_sentence(report, "belum", report.belum), after=6)
    heads = (heading("no"), *(say(f"surat.kolom.{name}") for name in _ATTACHED))
    rows = [
        (str(number), *_attachment_row(row))
        for number, row in enumerate(report.belum.select(_ATTACHED).rows(), start=1)
    ]
    grid(document, heads, rows, _ATTACHED_WIDTHS, LIST_SIZE)


def _attachment_row(row: tuple[str | None, ...]) -> tuple[str, ...]:
    name, nip, rank, position, unit, reason = (text or blank() for text in row)
    return (name, in_words("nip", nip), rank, position, unit, in_words("alasan", reason))


def _letter_bytes(document: Document, report: OpdReport) -> bytes:
    about, edition = document.core_properties, report.edition
    about.title = say("surat.dokumen", opd=report.opd.nama, periode=edition.period.name)
    about.subject, about.language = edition.policy.gerakan, _LANGUAGE
    about.author = about.last_modified_by = edition.policy.instansi
    about.comments, about.category, about.revision = "", say("lembar.kategori"), 1
    about.created = about.modified = dt.datetime.combine(edition.period.last_day, dt.time())
    target = io.BytesIO()
    document.save(target)
    return fixed_zip(target.getvalue())
