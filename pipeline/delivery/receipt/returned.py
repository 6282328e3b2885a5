"""Which secretaries sent their workbook back: our marks, and if they are right (contract §8.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.secret import Secret
from pipeline.publishing.publications import publication
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.unlocking import is_locked, unlocked
from pipeline.reading.returned.books import ReturnedBook, read_book
from pipeline.reading.returned.states import FOREIGN, GENUINE, OLD, self_certified, state_of
from pipeline.system.settings import Settings
from pipeline.system.sources import returned_files

UNREADABLE: Final = "tak_terbaca"
LOCKED: Final = "bersandi"


@dataclass(frozen=True, order=True)
class ReturnedFile:
    """One file of a folder tindak_lanjut: when it was received, and what it is.

    keadaan: asli, lama, diubah or asing (contract §8.1), UNREADABLE or LOCKED. The marks stand
    here where they are ours.
    """

    bulan_terima: str
    berkas: str
    keadaan: str
    periode: str = ""
    kode_opd: str = ""
    revisi: str = ""


def returned_workbooks(
    settings: Settings, limits: Limits, passwords: Mapping[str, Secret]
) -> list[ReturnedFile]:
    """Return every file of every folder tindak_lanjut, by month of receipt and name.

    `passwords` (kode_opd -> password) open those that were sent encrypted and came back so.
    """
    return sorted(_states_of_files(settings, limits, passwords))


def _states_of_files(
    settings: Settings, limits: Limits, passwords: Mapping[str, Secret]
) -> Iterator[ReturnedFile]:
    for month, path, data in returned_files(settings.inputs, limits.size):
        place = (str(month), path)
        plain = None if data is None else _decrypted(data, path, passwords)
        if plain is None:
            yield ReturnedFile(*place, UNREADABLE if data is None else LOCKED)
            continue
        try:
            yield _told(place, read_book(plain, limits), settings, limits)
        except UnreadableError:
            yield ReturnedFile(*place, UNREADABLE)


def _decrypted(data: bytes, path: str, passwords: Mapping[str, Secret]) -> bytes | None:
    """Return the workbook itself; None when it is encrypted with no password of ours.

    That of the OPD in the file's name is tried first: each try takes a tenth of a second.
    """
    if not is_locked(data):
        return data
    likely = sorted(passwords, key=lambda kode: (kode not in path, kode))
    return unlocked(data, (passwords[kode] for kode in likely))


def _told(
    place: tuple[str, str], book: ReturnedBook, settings: Settings, limits: Limits
) -> ReturnedFile:
    """Return what a file is; one that is not ours says of nobody that it came back."""
    marks, key = book.marks, settings.signing_key
    if not marks.is_signed_report():
        return ReturnedFile(*place, FOREIGN)
    published = publication(settings.outputs, marks, key, limits) or self_certified(book, key)
    state = state_of(book, published)
    if state == FOREIGN or published is None:
        return ReturnedFile(*place, FOREIGN)
    late = Period.parse(place[0]) > Period.parse(marks.periode).plus(1)
    if state == GENUINE and (published.superseded or late):
        state = OLD
    return ReturnedFile(*place, state, marks.periode, marks.kode_opd, marks.revisi)
