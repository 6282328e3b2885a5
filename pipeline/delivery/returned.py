"""What secretaries sent back: every file of the folders tindak_lanjut, opened and judged (§8)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final

import polars as pl

from pipeline.core.errors import RefusedError
from pipeline.core.marks import SLIP, Marks
from pipeline.core.periods import Period
from pipeline.core.secret import Secret
from pipeline.core.signing import same_signature
from pipeline.delivery.passwords import known_passwords
from pipeline.knowledge.references import References
from pipeline.publishing.publications import Shelf, publication
from pipeline.reading.files.errors import MachineError, UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.unlocking import is_locked, unlocked
from pipeline.reading.returned.books import ReturnedBook, read_book
from pipeline.reading.returned.given import GivenAnswers, each_once, numbered, put_together
from pipeline.reading.returned.judging import (
    LOCKED,
    UNREADABLE,
    JudgedFile,
    judged_book,
    judged_slip,
    not_taken,
    unreadable,
)
from pipeline.reading.returned.kept import kept_book, spared_book
from pipeline.reading.returned.slips import read_slip
from pipeline.reading.returned.states import (
    FOREIGN,
    GENUINE,
    OLD,
    OURS,
    Publication,
    self_certified,
)
from pipeline.system.settings import Settings
from pipeline.system.sources import InputFile, read_input, returned_files

Rosters = Mapping[str, pl.DataFrame]
NO_ROSTERS: Final[Rosters] = {}


@dataclass(frozen=True, order=True)
class ReturnedFile:
    """What one file of a folder tindak_lanjut is for one OPD, as the berita acara tells it.

    keadaan: asli, lama, diubah or asing (contract §8.1), UNREADABLE, LOCKED or REPEATED. The marks
    stand here where they are ours. jawaban: how many ASN it answers for. nomor: its place among
    those of its OPD and month, which is told instead of its name. unit: the code of the unit whose
    workbook it is; "" for that of a whole OPD.
    """

    bulan_terima: str
    berkas: str
    keadaan: str
    periode: str = ""
    kode_opd: str = ""
    revisi: str = ""
    jawaban: int = 0
    nomor: int = 0
    unit: str = ""


class _LockedError(Exception):
    """A file that none of the passwords at hand opens."""


@dataclass(frozen=True)
class Opener:
    """Opens and judges what came back, each file once; what it read it keeps in the cache.

    For one look at what is published: what is published later it does not know. The passwords are
    asked for only when a file is sealed.
    """

    settings: Settings
    references: References
    _published: dict[tuple[str, ...], Publication | None] = field(default_factory=dict)
    _judged: dict[InputFile, JudgedFile] = field(default_factory=dict)

    def judged(self, file: InputFile, rosters: Rosters = NO_ROSTERS) -> JudgedFile:
        """Return a file judged; whatever it is, it keeps no other from being read (§8.6).

        `rosters`: month -> nip and nama_tampil, which tell the names where no workbook is left.
        """
        if file in self._judged:
            return self._judged[file]
        judged = self._judged_once(file, rosters)
        if judged.state in (*OURS, FOREIGN):
            self._judged[file] = judged
        return judged

    def _judged_once(self, file: InputFile, rosters: Rosters) -> JudgedFile:
        try:
            if file.size > self._limits.size:
                raise UnreadableError.too_large(self._limits.size)
            if not file.sha256:
                # A link to a place out of inputs, or a name that is no text.
                return not_taken("jawaban_tak_terbuka", UNREADABLE)
            return self._judged_by_kind(file, read_input(self.settings.inputs, file), rosters)
        except UnreadableError as error:
            return unreadable(error)
        except _LockedError:
            return not_taken("jawaban_bersandi", LOCKED)
        except (OSError, RefusedError, MachineError, MemoryError):
            # Gone or changed while it was read, or the machine lacked what it takes.
            return not_taken("jawaban_tak_terbuka", UNREADABLE)

    def _judged_by_kind(self, file: InputFile, data: bytes, rosters: Rosters) -> JudgedFile:
        zone, month = self.references.policy.zone, Period.parse(file.month)
        slip = read_slip(data)
        if slip is not None:
            return judged_slip(slip, self.settings.signing_key, month, zone)
        # Of what was sealed nothing is kept: the cache lies open.
        book = self._read_sealed(data, file.path) if is_locked(data) else self._read(data)
        return judged_book(book, self._publication_of(book, rosters), month, zone)

    def _read_sealed(self, data: bytes, path: str) -> ReturnedBook:
        return spared_book(self.settings.cache, read_book(self._unsealed(data, path), self._limits))

    def _unsealed(self, data: bytes, path: str) -> bytes:
        """Return the workbook itself.

        The password of the OPD in the file's name is tried first: each takes a tenth of a second.
        """
        likely = sorted(self._passwords, key=lambda kode: (kode not in path, kode))
        plain = unlocked(data, (self._passwords[kode] for kode in likely))
        if plain is None:
            raise _LockedError
        return plain

    def _publication_of(self, book: ReturnedBook, rosters: Rosters) -> Publication | None:
        """Return what the book was handed out as: as it lies there, else as its signature proves.

        What lies there may be made anew since, of other people under the same marks: outputs that
        were rebuilt count their revisions from the first again.
        """
        marks = book.marks
        if not marks.is_signed_report():
            return None
        held = self._publication_under(marks)
        if held is not None and same_signature(marks.tanda, held.signature):
            return held
        own = self_certified(book, self.settings.signing_key)
        if own is None:
            return held
        names = self._names_at(Period.parse(marks.periode), rosters)
        return replace(own, names=names, superseded=held is not None)

    def _publication_under(self, marks: Marks) -> Publication | None:
        named = (marks.periode, marks.kode_opd, marks.revisi, marks.unit)
        if named not in self._published:
            key = self.settings.signing_key
            self._published[named] = publication(self._shelf, marks, key, self._read)
        return self._published[named]

    def _names_at(self, period: Period, rosters: Rosters) -> pl.DataFrame | None:
        """Return nip and nama of the ASN of `period`, by its roster or by what is published."""
        roster = rosters.get(str(period))
        if roster is None:
            return self._shelf.names(period)
        return roster.select("nip", nama="nama_tampil")

    def _read(self, data: bytes) -> ReturnedBook:
        sha256 = hashlib.sha256(data).hexdigest()
        return kept_book(self.settings.cache, sha256, partial(read_book, data, self._limits))

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.settings.outputs)

    @property
    def _limits(self) -> Limits:
        return Limits(self.references.policy.ukuran_terurai)

    @cached_property
    def _passwords(self) -> Mapping[str, Secret]:
        """Return the passwords at hand; a fault in them closes what is sealed, and nothing else."""
        try:
            return known_passwords(self.references.names, self.references.public_words)
        except RefusedError:
            return {}


def given_answers(
    opener: Opener, files: Iterable[InputFile], rosters: Rosters = NO_ROSTERS
) -> GivenAnswers:
    """Return what the `files` answer, each judged by what was published."""
    return put_together(_judged_in_turn(opener, files, rosters))


def returned_workbooks(settings: Settings, references: References) -> list[ReturnedFile]:
    """Return every file of every folder tindak_lanjut, by month of receipt and name."""
    largest = references.policy.ukuran_terurai
    files = returned_files(settings.inputs, largest=largest)
    found = numbered(_judged_in_turn(Opener(settings, references), files, NO_ROSTERS))
    return sorted(one for at, file in found for one in _per_opd(at, *file))


def _judged_in_turn(
    opener: Opener, files: Iterable[InputFile], rosters: Rosters
) -> Iterator[tuple[str, str, JudgedFile]]:
    held = list(files)
    named = [(file.month, file.berkas, file.sha256) for file in held]
    yield from each_once(named, lambda at: opener.judged(held[at], rosters))


def _per_opd(at: int, month: str, path: str, judged: JudgedFile) -> Iterator[ReturnedFile]:
    """Yield what a file is; a slip may be several OPDs' answers, and is told for each."""
    marks = judged.marks
    counts = Counter(judged.answers["kode_opd"])
    state = OLD if judged.state == GENUINE and judged.superseded else judged.state
    kodes = sorted(counts) if marks.dokumen == SLIP else [marks.kode_opd]
    for kode in kodes or [""]:
        named = (marks.periode, kode, marks.revisi)
        yield ReturnedFile(month, path, state, *named, counts[kode], at, marks.unit)
