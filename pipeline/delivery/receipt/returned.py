"""Which secretaries sent their workbook back: our marks, and if they are right (contract §1, §6).

Only recognised here; what was filled in is not read.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.secret import Secret
from pipeline.core.wording import say
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.properties import workbook_marks
from pipeline.reading.files.sheets import Cell, RawSheet
from pipeline.reading.files.unlocking import is_locked, unlocked
from pipeline.reading.files.workbook import workbook_sheets
from pipeline.reporting.signing import same_signature, signature
from pipeline.system.settings import Settings
from pipeline.system.sources import returned_files
from schemas.fields import FIELDS

GENUINE: Final = "sah"
WRONG_MARK: Final = "tanda_salah"
NO_MARK: Final = "tanpa_tanda"
UNREADABLE: Final = "tak_terbaca"
LOCKED: Final = "bersandi"

# The signature is over everybody of the OPD, so every list of people is read back.
_LISTS: Final = ("belum", "sudah", "dikecualikan")
_NIP_DIGITS: Final = 18


@dataclass(frozen=True, order=True)
class ReturnedFile:
    """One file of a folder tindak_lanjut: when it was received, and what it is.

    The marks where it has them. nomor: its place in the folder by name, which is told instead of
    the name: that may name people.
    """

    bulan_terima: str
    berkas: str
    keadaan: str
    periode: str = ""
    kode_opd: str = ""
    revisi: str = ""
    nomor: int = 0


def returned_workbooks(
    settings: Settings, limits: Limits, passwords: Mapping[str, Secret]
) -> list[ReturnedFile]:
    """Return every file of every folder tindak_lanjut, by month of receipt and name.

    `passwords` (kode_opd -> password) open those that were sent encrypted and came back so.
    """
    numbers: Counter[str] = Counter()
    found = []
    for file in sorted(_states_of_files(settings, limits, passwords)):
        numbers[file.bulan_terima] += 1
        found.append(replace(file, nomor=numbers[file.bulan_terima]))
    return found


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
            yield _state_of_workbook(place, plain, settings.signing_key, limits)
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


def _state_of_workbook(
    place: tuple[str, str], data: bytes, key: bytes, limits: Limits
) -> ReturnedFile:
    marks = workbook_marks(data, limits.size)
    if not marks.is_signed_report() or not _is_month(marks.periode):
        return ReturnedFile(*place, NO_MARK)
    named = (marks.periode, marks.kode_opd, marks.revisi)
    right = same_signature(marks.tanda, signature(key, *named, _listed_nips(data, limits)))
    return ReturnedFile(*place, GENUINE if right else WRONG_MARK, *named)


def _is_month(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _listed_nips(data: bytes, limits: Limits) -> list[str]:
    """Return the NIPs on the sheets listing people, digits only, in whatever order rows are now."""
    wanted = {say(f"lembar.nama.{name}") for name in _LISTS}
    return [
        nip
        for sheet in workbook_sheets(data, limits)
        if sheet.name in wanted
        for nip in _nips_of(sheet)
    ]


def _nips_of(sheet: RawSheet) -> Iterator[str]:
    label = FIELDS["nip"].label
    place = next((list(row).index(label) for row in sheet.head if label in row), None)
    if place is not None:
        cells = (row[place] for chunk in sheet.chunks() for row in chunk.rows if place < len(row))
        yield from (digits for cell in cells if len(digits := _digits_of_text(cell)) == _NIP_DIGITS)


def _digits_of_text(cell: Cell) -> str:
    """Return the digits of a text; a number is none of the NIPs that we write."""
    return "".join(filter(str.isdecimal, cell)) if isinstance(cell, str) else ""
