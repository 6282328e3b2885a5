"""The text rule, and comparing words and labels (contract §2.2, §2 cell rules, §3)."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from pipeline.core.uniform import nothing

EMPTY_TEXTS: Final = ("", "-", "--", "N/A", "#N/A", "NULL", "\\N")
# What the text rule changes at most: all but plain ASCII with single blanks between.
_MAY_CHANGE: Final = (
    rf"[^ -~]|  |^[ ']| $|(?i)^(?:{'|'.join(re.escape(text) for text in EMPTY_TEXTS)})$"
)
_NEGATIONS: Final = frozenset({"NON", "BUKAN", "SELAIN"})
# "bukan dana APBD" denies APBD as "bukan APBD" does: these words between do not break the denial.
_FILLERS: Final = frozenset({"DANA", "DARI", "UANG", "SUMBER", "SEKTOR", "BIDANG"})
# "Non APBD/APBN" denies both: these join what is denied to a list. A semicolon ends it.
_JOINERS: Final = frozenset({"/", ",", "&", "ATAU", "DAN", "MAUPUN"})
# To ask polars for the distinct ones of so few takes longer than to go through them.
_SHORT: Final = 1_000
_WORD: Final = re.compile(r"[A-Z0-9]+")
_TOKEN: Final = re.compile(r"[A-Z0-9]+|[/,&;]")


def clean_texts(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Apply the text rule to `columns`: NFC, one space for any white space, empties are null.

    No control or bidi characters are left. Only the texts are worked at that the rule may change:
    few are.
    """
    may_change = frame.select(pl.col(columns).str.contains(_MAY_CHANGE).fill_null(value=False))
    changed = [
        changed_where(frame[marks.name], marks, _cleaned)
        for marks in may_change.get_columns()
        if marks.any()
    ]
    return frame.with_columns(changed) if changed else frame


def changed_where(
    texts: pl.Series, marks: pl.Series, change: Callable[[pl.Expr], pl.Expr]
) -> pl.Series:
    """Return `texts` with those that are marked changed: few are, and the others cost nothing."""
    places = marks.arg_true()
    if places.is_empty():
        return texts
    changed = texts.gather(places).to_frame("_t").select(change(pl.col("_t")))
    return texts.clone().scatter(places, changed.to_series())


def _cleaned(text: pl.Expr) -> pl.Expr:
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
    spaced = (
        text.fill_null("")
        .str.to_uppercase()
        .str.replace_all(r"[^A-Z0-9]+", " ")
        .str.strip_chars(" ")
    )
    return pl.lit(" ") + spaced + pl.lit(" ")


def map_distinct(values: pl.Series, function: Callable[[str], Any], dtype: Any) -> pl.Series:
    """Apply `function` once to each distinct text of `values`; null gives null.

    The column is called as `values` is.
    """
    if values.null_count() == len(values):
        return nothing(len(values), dtype).alias(values.name)
    if len(values) <= _SHORT:
        texts = values.to_list()
        known = {text: function(text) for text in dict.fromkeys(texts) if text is not None}
        return pl.Series(values.name, [known.get(text) for text in texts], dtype=dtype)
    distinct = values.to_frame("_t").select(pl.col("_t").drop_nulls().unique()).to_series()
    found = pl.Series([function(text) for text in distinct], dtype=dtype)
    return values.replace_strict(distinct, found, default=None, return_dtype=dtype)


def names_phrase(text: str, phrases: Sequence[str], listed: Sequence[str] = ()) -> bool:
    """Tell whether one of `phrases` stands in `text` as whole words and not denied (contract §4).

    A denial reaches over a joined list ("Non APBD/APBN") of `phrases` and `listed`.
    """
    found = _TOKEN.findall(text.upper())
    wanted, items = _word_lists(phrases), _word_lists((*phrases, *listed))
    return any(_undenied(found, words, items) for words in wanted)


def contains_undenied(text: str, part: str) -> bool:
    """Tell whether a word of `text` contains `part` and is not denied (contract §4, sektor)."""
    found = _TOKEN.findall(text.upper())
    return any(
        part.upper() in word and not _denied(found[:at], []) for at, word in enumerate(found)
    )


def _word_lists(phrases: Sequence[str]) -> list[list[str]]:
    return [words for phrase in phrases if (words := _WORD.findall(phrase.upper()))]


def _undenied(found: list[str], phrase: list[str], items: list[list[str]]) -> bool:
    span = len(phrase)
    places = (at for at in range(len(found) - span + 1) if found[at : at + span] == phrase)
    return any(not _denied(found[:at], items) for at in places)


def _denied(before: list[str], items: list[list[str]]) -> bool:
    """Tell whether a denial ends `before`, or stands before a list of `items` going on there."""
    near = _without_last(before, _FILLERS)
    if near and near[-1] in _NEGATIONS:
        return True
    listed = _without_last(near, _JOINERS | _FILLERS)
    if len(listed) == len(near):
        return False
    heads = (listed[: -len(item)] for item in items if listed[-len(item) :] == item)
    return any(_denied(head, items) for head in heads)


def _without_last(tokens: list[str], dropped: frozenset[str]) -> list[str]:
    kept = list(tokens)
    while kept and kept[-1] in dropped:
        kept.pop()
    return kept
