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


def month_name(index: pl.Expr) -> pl.Expr:
    """Turn month indexes into "September 2026"; null stays null."""
    names = (index % 12).replace_strict(dict(enumerate(MONTH_NAMES)), return_dtype=pl.String)
    return names + " " + (index // 12).cast(pl.String)
