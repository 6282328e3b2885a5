"""People's names: as compared and as shown (domain §4)."""

from typing import Final

import polars as pl
from rapidfuzz import fuzz

_TITLES: Final = "PROF|DR|DRG|DRH|IR|DRS|DRA|APT|NS|H|HJ|KH|R|RA|RR"
# How one name is written; shortened ones with a dot, which a plain name no longer has.
_MUHAMMAD: Final = (
    "MUHAMMAD|MUHAMAD|MUHAMMED|MOHAMMAD|MOHAMAD|MOHAMMED|MOCHAMMAD|MOCHAMAD|MUCHAMMAD"
    "|MOCH|MOH|MUH|MHD"
)


def plain_name(name: pl.Expr) -> pl.Expr:
    """Return a name to compare: upper case, cut at the first comma, no leading titles, no dots."""
    spaced = (
        name.str.to_uppercase()
        .str.replace(r",.*$", "")
        .str.replace_all("[\u2018\u2019\u02bc`\u00b4]", "'")
        .str.replace_all(r"[.\s]+", " ")
        .str.strip_chars(" ")
    )
    bare = spaced.str.replace(rf"^(?:(?:{_TITLES}) )+", "")
    return pl.when(bare != "").then(bare)


def name_likeness(written: pl.Series, held: pl.Series) -> pl.Series:
    """Return how alike two columns of plain names are, pair by pair, from 0 to 100.

    The measure of contract §5.3: words in any order. Null where either is null.
    """
    scores = (
        None if one is None or other is None else fuzz.token_sort_ratio(one, other)
        for one, other in zip(written, held, strict=True)
    )
    return pl.Series(scores, dtype=pl.Float64)


def near_name(name: pl.Expr) -> pl.Expr:
    """Return a plain name only to find near ones: no titles anywhere, Moh., Mohammad etc. alike.

    Blanks are dropped too: NURAISYAH is near Nur Aisyah. What counts as a suggestion is decided by
    `plain_name`.
    """
    words = name.str.replace_all(rf"\b(?:{_TITLES})\b", " ").str.replace_all(
        rf"\b(?:{_MUHAMMAD})\b", "MUHAMMAD"
    )
    bare = words.str.replace_all(r"[^A-Z]", "")
    return pl.when(bare != "").then(bare)


def shown_name(name: pl.Expr, front: pl.Expr, back: pl.Expr) -> pl.Expr:
    """Return the name with its degrees: "Dr.

    Budi Santoso, S.T."; degrees that are absent leave no trace.
    """
    with_front = pl.concat_str(front, name, separator=" ", ignore_nulls=True)
    return pl.concat_str(with_front, back, separator=", ", ignore_nulls=True)
