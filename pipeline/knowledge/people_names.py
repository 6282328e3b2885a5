"""The names of everybody on any roster or in any payment, by which a slipped cell is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

LONG_WORD: Final = r"[\p{L}']{3,}"


@dataclass(frozen=True)
class PeopleNames:
    """The names of everybody known, plain: whole ones, and the words of three letters or more."""

    whole: frozenset[str]
    words: frozenset[str]


def people_names(plain: Iterable[pl.Series]) -> PeopleNames:
    """Return the names in columns of plain names."""
    whole = pl.concat([pl.Series([], dtype=pl.String), *plain]).drop_nulls().unique()
    words = whole.str.extract_all(LONG_WORD).explode().drop_nulls().unique()
    return PeopleNames(frozenset(whole), frozenset(words))
