"""How a nota dinas begins: letterhead, title, and the head that says from whom to whom."""

from collections.abc import Iterator, Sequence

from docx.document import Document
from docx.shared import Pt

from pipeline.core.wording import say
from pipeline.knowledge.references import Opd
from pipeline.rendering.letter.attachment import has_attachment, names_people
from pipeline.rendering.letter.elements import heading, pairs, paragraph, picture_beside, rule_below
from pipeline.rendering.letter.models import Align
from pipeline.rendering.sentences import office_of_reporter
from pipeline.reporting.model import OpdReport
from schemas.layouts import plain_label


def add_letterhead(document: Document, report: OpdReport) -> None:
    """Add government, OPD and address, with the coat of arms where the city gives one."""
    lines = (
        (report.edition.policy.instansi.upper(), 14, False),
        (report.opd.nama.upper(), 16, True),
        (", ".join(_address_parts(report.opd)), 10, False),
    )
    if report.edition.coat_of_arms:
        picture_beside(document, report.edition.coat_of_arms, say("surat.lambang"), lines)
        last = paragraph(document, "", size=4, after=12)
    else:
        for text, size, bold in lines:
            last = paragraph(document, text, Align.CENTER, bold=bold, size=size, after=0)
        last.paragraph_format.space_after = Pt(12)
    rule_below(last, eighths=18)
    heading(document, say("surat.judul"), 1, Align.CENTER, after=12)


def _address_parts(opd: Opd) -> Iterator[str]:
    if opd.alamat:
        yield opd.alamat
    if opd.kode_pos:
        yield say("surat.kode_pos", kode=opd.kode_pos)
    if opd.telepon:
        yield say("surat.telepon", nomor=opd.telepon)
    if opd.pos_el_kantor:
        yield say("surat.pos_el", alamat=opd.pos_el_kantor)
    if opd.laman:
        yield say("surat.laman", laman=opd.laman)


def add_head(document: Document, report: OpdReport) -> None:
    """Add the head of the letter; Nomor and Tanggal are the agenda officer's or SRIKANDI's."""
    letter, policy, opd = report.edition.policy.surat, report.edition.policy, report.opd
    month = report.edition.period.name
    attached = "surat.lampiran_isi" if has_attachment(report) else "surat.lampiran_nihil"
    sifat = "surat.sifat_isi" if names_people(report) else "surat.sifat_biasa"
    named = {
        "melalui": _listed(_filled(letter.melalui, opd)),
        "dari": office_of_reporter(opd),
        "tembusan": _listed(_without_own_head(_filled(letter.tembusan, opd), report)),
        "tanggal": say("surat.srikandi.tanggal") if letter.srikandi else "",
        "nomor": say("surat.srikandi.nomor") if letter.srikandi else "",
        "sifat": say(sifat),
        "lampiran": say(attached),
        "hal": say("surat.hal_isi", gerakan=policy.gerakan, periode=month),
    }
    rows = [(say("surat.yth"), letter.yth)]
    rows += [(say(f"surat.{key}"), text) for key, text in named.items()]
    pairs(document, rows, (2.9, 12.6))
    rule_below(paragraph(document, "", size=4, after=10), eighths=8)


def _filled(offices: Sequence[str], opd: Opd) -> list[str]:
    return [office.format(opd=opd.nama, kepala=opd.head) for office in offices]


def _without_own_head(offices: Sequence[str], report: OpdReport) -> list[str]:
    """Drop the signer's own head: who has a letter written gets no copy of it."""
    own = {plain_label(report.opd.head), plain_label(f"{report.opd.head} {_city(report)}")}
    return [office for office in offices if plain_label(office) not in own]


def _city(report: OpdReport) -> str:
    """Return the words that follow an office's name: "Kota Semarang"."""
    return report.edition.policy.instansi.partition(" ")[2]


def _listed(offices: Sequence[str]) -> str:
    if len(offices) < 2:
        return offices[0] if offices else say("surat.lampiran_nihil")
    return "\n".join(f"{number}. {name}" for number, name in enumerate(offices, start=1))
