"""How personal numbers are kept from travelling whole (domain §6; contract §6).

A NIK or KPJ leaves the parsing step only as a keyed pseudonym and its last four digits. Both
numbers can be enumerated, so a plain hash would protect nobody: the key makes the difference.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Final

import polars as pl

from pipeline.core.text import map_distinct

_MASK: Final = "*" * 12
_NAMES: Final = ("nama", "gelar")
_NUMBERS: Final = ("nik", "kpj")
_ENDS: Final = 4
_NIP_LIKE: Final = 17
_MOST_SHOWN: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG: Final = re.compile(r"[0-9]{11,}")
_E_NOTATION: Final = re.compile(r"(?i)[0-9]+([.,][0-9]+)?e\+?[0-9]+")
# The shortest personal number is a KPJ of 11 digits; people write them in groups.
_LONG_RUN: Final = re.compile(r"[0-9]{8,}")
_PERSONAL_NUMBER: Final = re.compile(r"(?:[0-9][ .\-']?){10,}[0-9]")


def pseudonyms(numbers: pl.Series, key: bytes) -> pl.Series:
    """Return a keyed 128-bit digest (hex) for each number.

    Equal numbers keep equal digests, null is null.
    """
    distinct = numbers.drop_nulls().unique()
    digests = [_digest(number, key) for number in distinct]
    return numbers.replace_strict(
        distinct, pl.Series(digests, dtype=pl.String), return_dtype=pl.String, default=None
    )


def _digest(number: str, key: bytes) -> str:
    return hashlib.blake2b(number.encode(), key=key, digest_size=16).hexdigest()


def masked_nik(nik: pl.Expr) -> pl.Expr:
    """Show only the last four digits: "************0001" (contract §6)."""
    return _MASK + nik.str.slice(-4)


def without_nik(text: pl.Expr) -> pl.Expr:
    """Return free text with each number of exactly 16 digits in it shown as a NIK is (contract §6).

    Numbers of another length stay: an NIP written wrongly must be seen to be mended.
    """
    return text.str.replace_all(
        r"(^|[^0-9])[0-9]{12}([0-9]{4})([^0-9]|$)", "${1}" + _MASK + "${2}${3}"
    )


def masked_cells(field: str, cells: pl.Series) -> pl.Series:
    """Return cells of input field `field` as reports may show them, so that readers find the fault.

    A name is never shown (null). Of an NIP the first and last four digits stay, of a NIK or KPJ the
    last four, their other letters and digits become stars. Other texts stay as written, personal
    numbers in them masked, up to 60 long.
    """
    if field.startswith(_NAMES):
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    return map_distinct(cells, _masking(field), pl.String).alias(cells.name)


def masked_record(text: str) -> str:
    """Return a whole record so that a person who has its file finds it, and nobody else the person.

    Of a word the first letter stays, of a number of 17 digits or more the first and last four, of
    another one of 11 or more the last four.
    """
    starred = _WORD.sub(lambda word: word[0][0] + "*" * (len(word[0]) - 1), text)
    return _LONG.sub(
        lambda number: _starred(number[0], _ENDS if len(number[0]) >= _NIP_LIKE else 0), starred
    )


def without_numbers(text: str) -> str:
    """Return `text` with all but the last four digits of every personal number in it masked."""
    return _PERSONAL_NUMBER.sub(lambda found: _starred(found[0], 0), text)


def without_numbers_expr(text: pl.Expr) -> pl.Expr:
    """Do what `without_numbers` does to each text."""
    return text.map_batches(
        lambda texts: map_distinct(texts, without_numbers, pl.String), return_dtype=pl.String
    )


def without_long_numbers(text: str) -> str:
    """Return the name of a file or sheet with each run of 8 or more digits masked (contract §6)."""
    return _LONG_RUN.sub(lambda found: "*" * len(found[0]), text)


def _masking(field: str) -> Callable[[str], str]:
    if field.startswith("nip"):
        return _masked_nip
    return _masked_number if field.startswith(_NUMBERS) else _shortened


def _masked_nip(text: str) -> str:
    # A cell for an NIP may hold a NIK, of which no more than the last four digits may be seen.
    long = sum(character.isdigit() for character in text) >= _NIP_LIKE
    return _starred(text, _ENDS if long else 0)


def _masked_number(text: str) -> str:
    return _starred(text, 0)


def _starred(text: str, first: int) -> str:
    """Star letters and digits of `text` but its `first` digits and its last four.

    Punctuation shows the shape.
    """
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    kept = {*digits[:first], *digits[-_ENDS:]}
    kept |= (
        {at for at, character in enumerate(text) if character in "eE"}
        if _E_NOTATION.fullmatch(text)
        else set()
    )
    return "".join(c if at in kept or not c.isalnum() else "*" for at, c in enumerate(text))[
        :_MOST_SHOWN
    ]


def _shortened(text: str) -> str:
    masked = without_numbers(text)
    return (
        masked
        if len(masked) <= _MOST_SHOWN
        else f"{masked[: _MOST_SHOWN - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )
