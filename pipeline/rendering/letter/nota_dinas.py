"""The secretary's own report to the Wali Kota (contract §6, domain §7).

It is ready to number, date and sign.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from docx.document import Document
from docx.shared import Cm, Pt

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import HEADLINE, in_words
from pipeline.rendering.followup import follow_up_paragraph
from pipeline.rendering.head_sentences import core_sentence, zero_sentence
from pipeline.rendering.letter.attachment import (
    add_attachment,
    add_unit_grid,
    enclosure_sentence,
    units_named,
)
from pipeline.rendering.letter.elements import (
    grid,
    heading,
    number_pages,
    paragraph,
    portrait,
)
from pipeline.rendering.letter.models import LETTER_SIZE, Align
from pipeline.rendering.letter.opening import add_head, add_letterhead
from pipeline.rendering.letter.saving import letter_bytes, new_letter
from pipeline.rendering.sentences import figure_label, figure_value, office_of_reporter
from pipeline.reporting.model import OpdReport

_LANGUAGE: Final = "id-ID"
_ROOM: Final = 54
_SIGNATURE_LEFT: Final = Cm(8)


def nota_dinas(report: OpdReport) -> bytes:
    """Return the letter as .docx, Nomor and Tanggal blank: same report, same bytes."""
    document = new_letter(_LANGUAGE)
    portrait(document.sections[0], report.edition.policy.surat.kertas)
    number_pages(document.sections[0], first=False)
    add_letterhead(document, report)
    add_head(document, report)
    _add_body(document, report)
    _add_signature(document, report)
    add_attachment(document, report)
    return _letter_bytes(document, report)


def _add_body(document: Document, report: OpdReport) -> None:
    for text in _opening_sentences(report):
        paragraph(document, text, Align.JUSTIFY, after=8)
    _add_figures(document, report)
    if report.counts.wajib:
        _add_units(document, report)
    if report.belum.height:
        _add_groups(document, report)
    for text in _closing_sentences(report):
        last = paragraph(document, text, Align.JUSTIFY, after=8)
    # The signature never stands alone on a page.
    last.paragraph_format.keep_with_next = last.paragraph_format.keep_together = True


def _opening_sentences(report: OpdReport) -> Iterator[str]:
    edition, policy = report.edition, report.edition.policy
    words = {
        "dasar": _ground(policy.dasar_hukum),
        "opd": report.opd.nama,
        "gerakan": policy.gerakan,
        "periode": edition.period.name,
    }
    yield say("surat.pembuka", **words, data_sampai=edition.known_until.name)
    yield core_sentence(report.counts, edition)
    if zero := zero_sentence(report):
        yield zero


def _ground(laws: tuple[str, ...]) -> str:
    """Return the city's own rule, which the letter follows; all laws stand in Keterangan."""
    own = [law for law in laws if law.startswith(say("surat.dasar_kota"))]
    return "; ".join(own or laws)


def _add_figures(document: Document, report: OpdReport) -> None:
    rows = [(figure_label(name), figure_value(report.counts, name)) for name in HEADLINE]
    grid(
        document,
        (say("surat.uraian"), say("surat.jumlah")),
        rows,
        (8, 3),
        LETTER_SIZE - 1,
        right=frozenset({1}),
        whole=True,
    )
    paragraph(document, "", size=6, after=4)


def _add_units(document: Document, report: OpdReport) -> None:
    """Add the units with most ASN in belum, all others in one row, and the sum."""
    heading(document, say("surat.menurut_unit"), 2, after=4)
    add_unit_grid(document, report.by_unit, units_named(report.by_unit))
    paragraph(document, "", size=6, after=4)


def _add_groups(document: Document, report: OpdReport) -> None:
    """Add how the records of those in belum stand, in their groups (contract §6)."""
    heading(document, say("surat.alasan"), 2, after=4)
    rows = [
        (in_words("kelompok_catatan", group), formats.number(count))
        for group, count in report.groups.rows()
    ]
    heads = (say("surat.kolom.alasan"), say("surat.jumlah"))
    grid(document, heads, rows, (8, 3), LETTER_SIZE - 1, right=frozenset({1}), whole=True)
    paragraph(document, "", size=6, after=4)


def _closing_sentences(report: OpdReport) -> Iterator[str]:
    policy = report.edition.policy
    if report.belum.height:
        yield enclosure_sentence(report)
        yield say("surat.upaya", minimal=formats.number_in_letters(policy.minimal_pekerja))
    elif report.counts.wajib:
        yield say("surat.lengkap")
    if report.counts.wajib:
        yield from filter(None, (follow_up_paragraph(report),))
    if report.edition.anomaly:
        yield say("surat.anomali", alasan=report.edition.anomaly)
    thanks = {"sebutan": policy.surat.sebutan}
    if report.counts.all_take_part:
        yield say("surat.penutup_lengkap", opd=report.opd.nama, **thanks)
    else:
        yield say("surat.penutup", **thanks)


def _add_signature(document: Document, report: OpdReport) -> None:
    """Add office, room for a signature by hand or an electronic one, name, rank and NIP.

    Blanks to fill in by hand.
    """
    opd = report.opd
    blank = say("surat.titik")
    office = f"{office_of_reporter(opd)},"
    lines = [(opd.pelapor_nama or blank, True, 0)]
    if report.edition.policy.surat.srikandi:
        lines = [(office, False, 12), (say("surat.srikandi.tanda_tangan"), False, 12), *lines]
    else:
        lines = [(office, False, _ROOM), *lines]
    lines += [(opd.pelapor_pangkat, False, 0)] if opd.pelapor_pangkat else []
    lines.append((say("surat.nip", nip=formats.nip(opd.pelapor_nip) or blank), False, 0))
    for at, (text, bold, after) in enumerate(lines):
        line = paragraph(document, text, Align.LEFT, bold=bold, after=after)
        line.paragraph_format.left_indent = _SIGNATURE_LEFT
        line.paragraph_format.keep_with_next = at < len(lines) - 1
        line.paragraph_format.space_before = Pt(14) if at == 0 else Pt(0)


def _letter_bytes(document: Document, report: OpdReport) -> bytes:
    about, edition = document.core_properties, report.edition
    about.title = say("surat.dokumen", opd=report.opd.nama, periode=edition.period.name)
    about.subject, about.language = edition.policy.gerakan, _LANGUAGE
    about.author = about.last_modified_by = edition.policy.instansi
    about.comments, about.category, about.revision = "", say("lembar.kategori"), 1
    about.created = about.modified = dt.datetime.combine(edition.period.last_day, dt.time())
    return letter_bytes(document)
