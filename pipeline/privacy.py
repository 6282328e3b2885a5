"""How personal numbers are kept from travelling whole (domain §6; contract §6).

A NIK or KPJ leaves the parsing step only as a keyed pseudonym and its last four digits. Both numbers can
be enumerated, so a plain hash would protect nobody: the key makes the difference.
"""

import hashlib
from typing import Final

import polars as pl

_MASK: Final = "*" * 12


def pseudonyms(numbers: pl.Series, key: bytes) -> pl.Series:
    """Return a keyed 128-bit digest (hex) for each number; equal numbers keep equal digests, null is null."""
    distinct = numbers.drop_nulls().unique()
    digests = [_digest(number, key) for number in distinct]
    return numbers.replace_strict(distinct, pl.Series(digests, dtype=pl.String), return_dtype=pl.String, default=None)


def _digest(number: str, key: bytes) -> str:
    return hashlib.blake2b(number.encode(), key=key, digest_size=16).hexdigest()


def masked_nik(nik: pl.Expr) -> pl.Expr:
    """Show only the last four digits: "************0001" (contract §6)."""
    return _MASK + nik.str.slice(-4)
