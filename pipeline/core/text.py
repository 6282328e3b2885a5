"""The text rule, and comparing words and labels (contract §2.2, §2 cell rules, §3)."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

EMPTY_TEXTS: Final = ("", "-", "--", "N/A", "#N/A", "NULL", "\\N")
_NEGATIONS: Final = frozenset({"NON", "BUKAN", "SELAIN"})
# "bukan dana APBD" denies APBD as "bukan APBD" does: these words between do not break the denial.
_FILLERS: Final = frozenset({"DANA", "DARI", "UANG", "SUMBER", "SEKTOR", "BIDANG"})
_WORD: Final = re.compile(r"[A-Z0-9]+")


def clean_text(text: pl.Expr) -> pl.Expr:
    """Apply the text rule: NFC, one space for any white space, no control or bidi characters; empties are null."""
    cleaned = (
        text.str.normalize("NFC")
        .str.replace_all(r"[\s\u00a0]+", " ")
        .str.replace_all(r"[\p{Cc}\p{Cf}]", "")
        .str.strip_chars(" ")
        .str.strip_prefix("'")
        .str.replace_all(r" {2,}", " ")
        .str.strip_chars(" ")
    )
    return pl.when(cleaned.str.to_uppercase().is_in(EMPTY_TEXTS)).then(None).otherwise(cleaned)


def plain(text: pl.Expr) -> pl.Expr:
    """Return text as labels are compared: lower case, only a-z and 0-9."""
    return text.str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")


def words(text: pl.Expr) -> pl.Expr:
    """Return upper-case words, one space between and around, so that " PNS " finds a whole word."""
    spaced = text.fill_null("").str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars(" ")
    return pl.lit(" ") + spaced + pl.lit(" ")


def map_distinct(values: pl.Series, function: Callable[[str], Any], dtype: Any) -> pl.Series:
    """Apply `function` once to each distinct text of `values`; null gives null."""
    distinct = values.drop_nulls().unique()
    found = pl.Series([function(text) for text in distinct], dtype=dtype)
    return values.to_frame("_t").join(pl.DataFrame({"_t": distinct, "_v": found}), on="_t", how="left",
                                      maintain_order="left")["_v"]  # fmt: skip


def names_phrase(text: str, phrases: Sequence[str]) -> bool:
    """Tell whether one of `phrases` stands in `text` as whole words and is not denied (contract §4)."""
    found = _WORD.findall(text.upper())
    return any(_undenied(found, _WORD.findall(phrase.upper())) for phrase in phrases)


def contains_undenied(text: str, part: str) -> bool:
    """Tell whether a word of `text` contains `part` and is not denied (contract §4, sektor)."""
    found = _WORD.findall(text.upper())
    return any(part.upper() in word and not _denied(found, at) for at, word in enumerate(found))


def _undenied(found: list[str], phrase: list[str]) -> bool:
    span = len(phrase)
    places = (at for at in range(len(found) - span + 1) if found[at : at + span] == phrase)
    return span > 0 and any(not _denied(found, at) for at in places)


def _denied(found: list[str], at: int) -> bool:
    before = found[:at][::-1]
    while before and before[0] in _FILLERS:
        before.pop(0)
    return bool(before) and before[0] in _NEGATIONS
