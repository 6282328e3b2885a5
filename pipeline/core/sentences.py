"""Filling sentences row by row, without a loop."""

import string

import polars as pl

from pipeline.core.wording import unfilled


def say_expr(key: str, **values: pl.Expr) -> pl.Expr:
    """Return an expression that fills the wording's sentence `key` row by row.

    A null value makes a null sentence.
    """
    return fill_expr(unfilled(key), values)


def fill_expr(sentence: str, values: dict[str, pl.Expr]) -> pl.Expr:
    """Fill the {placeholders} of `sentence` from expressions of text or whole numbers.

    A null makes it null.
    """
    parts: list[pl.Expr] = []
    for literal, name, _, _ in string.Formatter().parse(sentence):
        parts += [pl.lit(literal)] if literal else []
        parts += [values[name].cast(pl.String)] if name else []
    return pl.concat_str(parts)
