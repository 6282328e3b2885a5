"""Asserting models: a breach is our bug, and its report names columns and rules, never values."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.core.errors import ModelError
from pipeline.core.wording import say

# What pandera asks of a column by each of its checks that our models name; by the check's name.
_MEANINGS: Final[dict[str, Callable[[pl.Expr, dict[str, Any]], pl.Expr]]] = {
    "str_matches": lambda column, rule: column.str.contains(rule["pattern"]),
    "str_length": lambda column, rule: column.str.len_chars() >= rule["min_value"],
    "isin": lambda column, rule: column.is_in(rule["allowed_values"]),
    "equal_to": lambda column, rule: column == rule["value"],
    "greater_than_or_equal_to": lambda column, rule: column >= rule["min_value"],
    "in_range": lambda column, rule: column.is_between(rule["min_value"], rule["max_value"]),
}


def validated(frame: pl.DataFrame, model: pa.DataFrameSchema) -> pl.DataFrame:
    """Return `frame` when it fits `model`.

    Raises ModelError naming the columns and checks that it breaks.

    pandera's own error quotes the rows, which are personal data: it goes no further than here.
    """
    broken = "" if plainly_fits(frame, model) else breaches(frame, model)
    if broken:
        raise ModelError(say("tolak.model", model=model.name, aturan=broken))
    return frame


def breaches(frame: pl.DataFrame, model: pa.DataFrameSchema) -> str:
    """Return the columns and checks of `model` that `frame` breaks, by pandera; "" for none."""
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.select("column", "check").unique().sort("column", "check")
        return "; ".join(f"{column}: {check}" for column, check in cases.iter_rows())
    return ""


def plainly_fits(frame: pl.DataFrame, model: pa.DataFrameSchema) -> bool:
    """Tell in one pass over `frame` whether it fits all of `model`.

    pandera goes over a frame several times for each column, and a frame that fits is the rule.
    """
    types = {name: column.dtype.type for name, column in model.columns.items()}
    names = frame.columns if model.strict else [name for name in frame.columns if name in types]
    in_order = names == list(types) if model.ordered else sorted(names) == sorted(types)
    if not in_order or any(frame.schema[name] != dtype for name, dtype in types.items()):
        return False
    return all(frame.select(_conditions(model)).row(0))


def _conditions(model: pa.DataFrameSchema) -> list[pl.Expr]:
    """Return one truth for each thing that `model` asks of the values."""
    asked = [truth for name, column in model.columns.items() for truth in _asked(name, column)]
    if model.unique:
        asked.append(pl.struct(model.unique).is_unique().all())
    return [truth.alias(str(at)) for at, truth in enumerate(asked)]


def _asked(name: str, column: pa.Column) -> Iterator[pl.Expr]:
    if not column.nullable:
        yield pl.col(name).null_count() == 0
    for check in column.checks:
        yield _MEANINGS[check.name](pl.col(name), check.statistics).all()
