"""The words of the message that brings a secretary her documents.

They are the same as plain text and as HTML.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import Opd
from pipeline.rendering.fitting import fit_text, one_line
from pipeline.rendering.head_sentences import group_phrase, no_record_sentence, proof_sentence
from pipeline.rendering.html.shell import render_page
from pipeline.rendering.sentences import correction_sentence
from pipeline.reporting.late_groups import with_record
from schemas.codes import LATE_GROUPS

_FIGURES: Final = ("wajib", "sudah", "belum")
Part = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class MessageContent:
    """What a message says. deadline: None when the day is past. files: the attached ones.

    groups: belum by the state of the record. passed_deadline: of a reminder, the day that it is
    about. link: of the page. changes: of a correction, what differs and why. apart: the archive of
    the units' workbooks where it is not attached.
    """

    opd: Opd
    counts: Counts
    period: Period
    revision: str
    policy: Policy
    is_correction: bool
    is_repeated: bool
    deadline: dt.date | None
    files: tuple[str, ...]
    groups: Mapping[str, int]
    link: str = ""
    passed_deadline: dt.date | None = None
    apart: str = ""
    changes: tuple[str, ...] = ()


def subject(content: MessageContent) -> str:
    """Return the subject: which report, of which period and OPD; nothing of any person."""
    key = "pesan.subjek_koreksi" if content.is_correction else "pesan.subjek"
    if content.passed_deadline:
        key = "pesan.subjek_pengingat"
    return one_line(fit_text(say(key, periode=content.period.name, opd=content.opd.nama)))


def message_text(content: MessageContent) -> str:
    """Return the message as plain text."""
    figures = "\n".join(f"  {label}: {value}" for label, value in _figure_pairs(content))
    blocks = [_greeting_line(content), *_opening_sentences(content), figures]
    for title, lines in _titled_parts(content):
        blocks.append(
            "\n".join([title, *(f"  {at}. {line}" for at, line in enumerate(lines, start=1))])
        )
    return "\n\n".join([*blocks, *_closing_sentences(content), _signature_text(content)]) + "\n"


def message_page(content: MessageContent) -> str:
    """Return the message as HTML that needs nothing from outside."""
    return render_page(
        "pesan.html.j2",
        title=subject(content),
        greeting=_greeting_line(content),
        opening=tuple(_opening_sentences(content)),
        figures=_figure_pairs(content),
        parts=tuple(_titled_parts(content)),
        closing=tuple(_closing_sentences(content)),
        signature=_signature_text(content).split("\n"),
    ).decode()


def _greeting_line(content: MessageContent) -> str:
    return greeting(one_line(content.opd.pelapor_jabatan), one_line(content.opd.nama))


def greeting(office: str, opd: str) -> str:
    """Return how the one who reports for `opd` is addressed.

    No word stands twice ("Sekretaris Dinas" of a Dinas).
    """
    words, name = office.split(), opd.split()
    if len(words) > 1 and name and words[-1].lower() == name[0].lower():
        words = words[:-1]
    return (
        say("pesan.yth", jabatan=" ".join(words), opd=opd)
        if words
        else say("pesan.yth_sekretaris", opd=opd)
    )


def _opening_sentences(content: MessageContent) -> Iterator[str]:
    name = content.period.name
    if content.passed_deadline:
        yield say(
            "pesan.pengingat",
            tanggal=formats.date(content.passed_deadline),
            periode=name,
            opd=one_line(content.opd.nama),
            jumlah=formats.number(content.counts.belum),
        )
        yield say("pesan.pengingat_keadaan")
        return
    if content.is_correction:
        yield say("pesan.koreksi", periode=name, revisi=content.revision)
        yield from content.changes
    if content.is_repeated:
        yield say("pesan.ulang")
    yield say(
        "pesan.pembuka",
        gerakan=content.policy.gerakan,
        periode=name,
        opd=one_line(content.opd.nama),
    )


def _password_sentences(content: MessageContent) -> Iterator[str]:
    if content.policy.kirim.bersandi:
        yield say("sandi.pesan")


def _figure_pairs(content: MessageContent) -> tuple[tuple[str, str], ...]:
    counts = content.counts
    people = [
        (say(f"pesan.angka.{name}"), formats.number(getattr(counts, name))) for name in _FIGURES
    ]
    share = (say("pesan.angka.persen"), formats.percent(counts.persen))
    workers = (say("pesan.angka.pekerja"), formats.number(counts.jumlah_pekerja))
    return (*people, *_group_pairs(content), share, workers)


def _group_pairs(content: MessageContent) -> Iterator[tuple[str, str]]:
    """Yield belum by the state of the record (contract §6)."""
    if content.counts.belum:
        # A manifest has them in the order of their letters.
        for name in filter(content.groups.__contains__, LATE_GROUPS):
            label = say("pesan.angka.kelompok", kelompok=group_phrase(name))
            yield label, formats.number(content.groups[name])


def _titled_parts(content: MessageContent) -> Iterator[Part]:
    yield say("pesan.langkah.judul"), tuple(_step_sentences(content))
    yield say("pesan.lampiran"), tuple(_file_lines(content))


def _file_lines(content: MessageContent) -> Iterator[str]:
    for name in content.files:
        kind = name.rpartition(".")[2]
        kept = kind == "xlsx" and not content.counts.belum
        yield say(f"pesan.berkas.{'xlsx_disimpan' if kept else kind}", berkas=name)
    if content.link:
        yield say("pesan.berkas.html", berkas=content.link)
    if content.apart:
        yield say("pesan.berkas.terpisah", berkas=content.apart)


def _step_sentences(content: MessageContent) -> Iterator[str]:
    again = "_koreksi" if content.is_correction else ""
    if content.counts.belum:
        if _no_record_came(content):
            told = no_record_sentence(one_line(content.opd.nama), content.period)
            yield f"{told} {proof_sentence()}"
        workbook = next((name for name in content.files if name.endswith(".xlsx")), "")
        yield say(f"pesan.langkah.isi{again}", berkas=workbook)
        yield _return_step(content)
    else:
        yield say(f"pesan.langkah.{_nothing_to_answer(content)}", opd=one_line(content.opd.nama))
    if not content.passed_deadline:
        yield say(f"pesan.langkah.nota{again}")


def _no_record_came(content: MessageContent) -> bool:
    """Tell whether not one record of the month is known: the first question is then, why."""
    groups = content.groups
    return bool(groups) and not content.counts.sudah and not with_record(groups)


def _nothing_to_answer(content: MessageContent) -> str:
    """Return why the workbook needs no answer.

    Of an OPD without anybody nobody may say that all take part (§5.7).
    """
    if not content.counts.total:
        return "tanpa_asn"
    return "nihil" if content.counts.wajib else "tanpa_wajib"


def _return_step(content: MessageContent) -> str:
    address = content.policy.kirim.answer_to
    until = _until_when(content)
    if address:
        return say("pesan.langkah.balas_ke", alamat=address, kapan=until)
    return say("pesan.langkah.balas", kapan=until)


def _until_when(content: MessageContent) -> str:
    """Return until when to answer; of a report that goes out late, beside the date it prints."""
    if content.deadline:
        return say("pesan.sampai", tanggal=formats.date(content.deadline))
    if content.passed_deadline:
        return say("pesan.secepatnya")
    rules = content.policy.kirim
    printed = formats.date(rules.answer_by(content.period))
    return say("pesan.terlambat", tanggal=printed, hari=rules.hari_menjawab)


def _closing_sentences(content: MessageContent) -> Iterator[str]:
    yield from _password_sentences(content)
    yield correction_sentence(content.policy)
    yield say("pesan.pribadi")
    if content.policy.kontak:
        yield say("pesan.kontak", kontak=content.policy.kontak)


def _signature_text(content: MessageContent) -> str:
    return say("pesan.salam", gerakan=content.policy.gerakan, instansi=content.policy.instansi)
