"""OPD workbook passwords: from the operator's own file or the environment, checked before any use.

No sentence here names a password, and no exception carries the line it stood on.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pipeline.core.errors import RefusedError
from pipeline.core.guessing import (
    GUESSABLE,
    LEAST_PASSWORD,
    SHORT,
    password_weakness,
    what_is_left,
)
from pipeline.core.secret import Secret
from pipeline.core.wording import say
from pipeline.delivery.protection import PasswordProtection, Protection, unprotected
from pipeline.knowledge.references import References
from pipeline.system.settings import WORKBOOK_KEYS_VARIABLE, password_file, password_of
from pipeline.system.signing_key import readable_by_others
from pipeline.system.sources import read_table

# Excel takes no longer one.
_MOST: Final = 255
_COLUMNS: Final = ("kode_opd", "sandi")


def known_passwords(names: Mapping[str, str], public: tuple[str, ...] = ()) -> dict[str, Secret]:
    """Return kode_opd -> password for those OPDs of `names` (kode_opd -> name) that have one.

    `public` is what anybody knows besides, such as the names of their units.

    The environment's own wins over the file's.

    Raises RefusedError naming the OPDs whose password is too short, easily guessed, like another's
    or not to be typed, or what the file lacks or lets others see.
    """
    wanted = tuple(names)
    path = password_file()
    of_file = _in_file(path, wanted) if path else {}
    alone = {kode: password for kode in wanted if (password := password_of(kode)) is not None}
    held = {**of_file, **alone}
    _check(held, names, (*names, *names.values(), *public))
    return {kode: held[kode] for kode in wanted if kode in held}


def protection_for(references: References) -> Protection:
    """Return what the policy asks for: documents as they are, or sealed.

    Raises RefusedError as `known_passwords`.
    """
    if not references.policy.kirim.bersandi:
        return unprotected
    return PasswordProtection(known_passwords(references.names, references.public_words))


def lacking(references: References) -> tuple[str, ...]:
    """Return the OPDs to which nothing may go for want of a password.

    Raises RefusedError as `known_passwords`.
    """
    if not references.policy.kirim.bersandi:
        return ()
    held = known_passwords(references.names, references.public_words)
    return tuple(kode for kode in references.names if kode not in held)


def is_given_in_vain(references: References) -> bool:
    """Tell whether passwords are there while the policy says that documents go without."""
    given = password_file() is not None or any(
        password_of(kode) is not None for kode in references.names
    )
    return given and not references.policy.kirim.bersandi


def _in_file(path: Path, wanted: tuple[str, ...]) -> dict[str, Secret]:
    held: dict[str, Secret] = {}
    for line, kode, password in _lines(path):
        if kode not in wanted:
            raise RefusedError(say("sandi.opd_tak_dikenal", berkas=path.name, baris=line))
        if kode in held:
            raise RefusedError(say("sandi.opd_ganda", berkas=path.name, opd=kode))
        if password:
            held[kode] = Secret(password)
    return held


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line number, code and password of each record."""
    text = _text(path)
    head, _, _ = text.partition("\n")
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise RefusedError(say("sandi.berkas_rusak", berkas=path.name)) from None
    labels = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if not set(_COLUMNS) <= set(labels):
        raise RefusedError(say("sandi.kolom", berkas=path.name))
    places = [labels.index(name) for name in _COLUMNS]
    for line, row in rows[1:]:
        kode, password = (row[place].strip() if place < len(row) else "" for place in places)
        yield line, kode.upper(), password


def _text(path: Path) -> str:
    data = read_table(path)
    if data is None:
        raise RefusedError(say("sandi.tanpa_berkas", berkas=path.name, nama=WORKBOOK_KEYS_VARIABLE))
    if readable_by_others(path):
        raise RefusedError(say("sandi.terbaca", berkas=path.name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(say("sandi.berkas_rusak", berkas=path.name)) from None


def _check(held: Mapping[str, Secret], names: Mapping[str, str], public: tuple[str, ...]) -> None:
    weak = {
        kode: password_weakness(password.reveal(), (kode, names[kode]), public)
        for kode, password in held.items()
    }
    _refuse("pendek", (k for k, why in weak.items() if why == SHORT), paling_sedikit=LEAST_PASSWORD)
    odd = (kode for kode, password in held.items() if not _can_be_typed(password.reveal()))
    _refuse("tak_dapat_diketik", odd, paling_banyak=_MOST)
    _refuse("terduga", (kode for kode, why in weak.items() if why == GUESSABLE))
    _refuse("sama", _alike(held, names))


def _refuse(why: str, kodes: Iterable[str], **words: object) -> None:
    found = sorted(kodes)
    if found:
        raise RefusedError(say(f"sandi.{why}", opd=", ".join(found), **words))


def _alike(held: Mapping[str, Secret], names: Mapping[str, str]) -> list[str]:
    """Return the OPDs that share a password, or differ by digits or their own names only.

    Who knows one of these knows the others.
    """
    groups = defaultdict[str, list[str]](list)
    for kode, password in held.items():
        left = what_is_left(password.reveal(), (kode, names[kode]))
        groups["".join(c for c in left if not c.isdigit())].append(kode)
    return [kode for kodes in groups.values() if len(kodes) > 1 for kode in kodes]


def _can_be_typed(password: str) -> bool:
    return password.isprintable() and len(password.encode("utf-16-le")) <= 2 * _MOST
