"""Whose a returned workbook is, told by its marks beside what was published (contract §8.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.marks import LISTS
from pipeline.core.signing import same_signature, signature
from pipeline.reading.returned.books import ReturnedBook

GENUINE: Final = "asli"
OLD: Final = "lama"
CHANGED: Final = "diubah"
FOREIGN: Final = "asing"
# What of a file may be taken into account.
OURS: Final = (GENUINE, OLD, CHANGED)


@dataclass(frozen=True)
class Publication:
    """What a revision handed out to one OPD.

    signature: its workbook's own. lists: list -> the NIPs on it. rows: its list of those in belum
    as `ReturnedBook.rows`, where the workbook itself is still there. names: nip and nama, who bears
    each NIP, where it is not. others: of a unit's, those in belum of the whole OPD; `rows` and
    `names` tell them too. superseded: whether that period has other documents for this OPD now.
    """

    signature: str
    lists: Mapping[str, tuple[str, ...]]
    rows: pl.DataFrame | None = None
    names: pl.DataFrame | None = None
    others: tuple[str, ...] = ()
    superseded: bool = False


def state_of(book: ReturnedBook, published: Publication | None) -> str:
    """Return GENUINE, OLD, CHANGED or FOREIGN.

    `published` is what lies out for the book's marks, None where nothing does. The signature must
    be the one that was handed out with these marks: of another OPD, month or revision, or made
    without the key, it fits nothing. OLD here is only what was signed in a form not made any more.
    """
    marks = book.marks
    if not marks.is_signed_report() or published is None:
        return FOREIGN
    if not same_signature(marks.tanda, published.signature):
        return FOREIGN
    if not _same_people(book.lists, published.lists):
        return CHANGED
    return OLD if marks.is_signed_the_old_way() else GENUINE


def self_certified(book: ReturnedBook, key: bytes) -> Publication | None:
    """Return what a book says of its publication where its signature proves it; else None.

    For a revision whose documents are gone or were made anew otherwise: with our key, and with its
    people as they were. The signature is over NIPs only: whose name each is it does not prove.
    """
    if not key or not same_signature(signature(key, book.marks, book.lists), book.marks.tanda):
        return None
    return Publication(book.marks.tanda, book.lists)


def _same_people(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> bool:
    return all(sorted(one.get(name, ())) == sorted(other.get(name, ())) for name in LISTS)
