"""Month indexes of a frame as readers write them."""

import polars as pl

from pipeline.core.periods import MONTH_NAMES


def month_text(index: pl.Expr) -> pl.Expr:
    """Turn month indexes into "2026-09"; null stays null."""
    return (
        (index // 12).cast(pl.String).str.zfill(4)
        + "-"
        + (index % 12 + 1).cast(pl.String).str.zfill(2)
    )


def month_index(text: pl.Expr) -> pl.Expr:
    """Turn "2026-09" into its month index; null stays null."""
    return text.str.slice(0, 4).cast(pl.Int32) * 12 + text.str.slice(5, 2).cast(pl.Int32) - 1


def month_words(text: pl.Expr) -> pl.Expr:
    """Turn "2026-09" into "September 2026"; null stays null, "" stays ""."""
    year, month = text.str.slice(0, 4), text.str.slice(5, 2)
    names = {f"{number:02}": name for number, name in enumerate(MONTH_NAMES, start=1)}
    named = month.replace_strict(names, default=None, return_dtype=pl.String)
    return pl.coalesce(named + " " + year, text)


def month_name(index: pl.Expr) -> pl.Expr:
    """Turn month indexes into "September 2026"; null stays null."""
    names = (index % 12).replace_strict(dict(enumerate(MONTH_NAMES)), return_dtype=pl.String)
    return names + " " + (index // 12).cast(pl.String)
