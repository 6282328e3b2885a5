"""The words of the message that brings a secretary her documents, as plain text and as HTML: the same words in both."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import Opd
from pipeline.rendering.html.pages import render_page
from pipeline.rendering.texts import fit_text, one_line

_FIGURES: Final = ("wajib", "sudah", "belum")
Part = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Letter:
    """What a message says. tenggat: None when the day is past. berkas: the attached files; tautan: of the page."""

    opd: Opd
    counts: Counts
    periode: Period
    revisi: str
    kebijakan: Policy
    koreksi: bool
    ulang: bool
    tenggat: dt.date | None
    berkas: tuple[str, ...]
    tautan: str = ""


def subject(letter: Letter) -> str:
    """Return the subject: which report, of which period and OPD; nothing of any person."""
    key = "pesan.subjek_koreksi" if letter.koreksi else "pesan.subjek"
    return one_line(fit_text(say(key, periode=letter.periode.name, opd=letter.opd.nama)))


def message_text(letter: Letter) -> str:
    """Return the message as plain text."""
    figures = "\n".join(f"  {label}: {value}" for label, value in _figures(letter))
    blocks = [_greeting(letter), *_opening(letter), figures]
    for title, lines in _parts(letter):
        blocks.append("\n".join([title, *(f"  {at}. {line}" for at, line in enumerate(lines, start=1))]))
    return "\n\n".join([*blocks, *_closing(letter), _signature(letter)]) + "\n"


def message_page(letter: Letter) -> str:
    """Return the message as HTML that needs nothing from outside."""
    return render_page(
        "pesan.html.j2", title=subject(letter), greeting=_greeting(letter), opening=tuple(_opening(letter)),
        figures=_figures(letter), parts=tuple(_parts(letter)), closing=tuple(_closing(letter)),
        signature=_signature(letter).split("\n"),
    ).decode()  # fmt: skip


def _greeting(letter: Letter) -> str:
    return greeting(one_line(letter.opd.pelapor_jabatan), one_line(letter.opd.nama))


def greeting(office: str, opd: str) -> str:
    """Return how the one who reports for `opd` is addressed; no word stands twice ("Sekretaris Dinas" of a Dinas)."""
    words, name = office.split(), opd.split()
    if len(words) > 1 and name and words[-1].lower() == name[0].lower():
        words = words[:-1]
    return say("pesan.yth", jabatan=" ".join(words), opd=opd) if words else say("pesan.yth_sekretaris", opd=opd)


def _opening(letter: Letter) -> Iterator[str]:
    name = letter.periode.name
    if letter.koreksi:
        yield say("pesan.koreksi", periode=name, revisi=letter.revisi)
    if letter.ulang:
        yield say("pesan.ulang")
    yield say("pesan.pembuka", gerakan=letter.kebijakan.gerakan, periode=name, opd=one_line(letter.opd.nama))


def _about_password(letter: Letter) -> Iterator[str]:
    if letter.kebijakan.kirim.bersandi:
        yield say("sandi.pesan")


def _figures(letter: Letter) -> tuple[tuple[str, str], ...]:
    counts = letter.counts
    people = [(say(f"pesan.angka.{name}"), formats.number(getattr(counts, name))) for name in _FIGURES]
    share = (say("pesan.angka.persen"), formats.percent(counts.persen))
    return (*people, share, (say("pesan.angka.pekerja"), formats.number(counts.jumlah_pekerja)))


def _parts(letter: Letter) -> Iterator[Part]:
    yield say("pesan.langkah.judul"), tuple(_steps(letter))
    yield say("pesan.lampiran"), tuple(_files(letter))


def _files(letter: Letter) -> Iterator[str]:
    for name in letter.berkas:
        yield say(f"pesan.berkas.{name.rpartition('.')[2]}", berkas=name)
    if letter.tautan:
        yield say("pesan.berkas.html", berkas=letter.tautan)


def _steps(letter: Letter) -> Iterator[str]:
    if letter.counts.belum:
        workbook = next((name for name in letter.berkas if name.endswith(".xlsx")), "")
        yield say("pesan.langkah.isi", berkas=workbook)
        yield _return_step(letter)
    else:
        yield say("pesan.langkah.nihil")
    yield say("pesan.langkah.nota")


def _return_step(letter: Letter) -> str:
    rules = letter.kebijakan.kirim
    address = rules.balas_ke or rules.pengirim
    until = say("pesan.sampai", tanggal=formats.date(letter.tenggat)) if letter.tenggat else say("pesan.secepatnya")
    if address:
        return say("pesan.langkah.balas_ke", alamat=address, kapan=until)
    return say("pesan.langkah.balas", kapan=until)


def _closing(letter: Letter) -> Iterator[str]:
    yield from _about_password(letter)
    yield say("pesan.pribadi")
    if letter.kebijakan.kontak:
        yield say("pesan.kontak", kontak=letter.kebijakan.kontak)


def _signature(letter: Letter) -> str:
    return say("pesan.salam", gerakan=letter.kebijakan.gerakan, instansi=letter.kebijakan.instansi)
