"""Asserting models: a breach is our bug, and its report names columns and rules, never values."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.core.errors import ModelError
from pipeline.core.wording import say


def validated(frame: pl.DataFrame, model: pa.DataFrameSchema) -> pl.DataFrame:
    """Return `frame` when it fits `model`.

    Raises ModelError naming the columns and checks that it breaks.

    pandera's own error quotes the rows, which are personal data: it goes no further than here.
    """
    broken = _breaches(frame, model)
    if broken:
        raise ModelError(say("tolak.model", model=model.name, aturan=broken))
    return frame


def _breaches(frame: pl.DataFrame, model: pa.DataFrameSchema) -> str:
    try:
        model.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.select("column", "check").unique().sort("column", "check")
        return "; ".join(f"{column}: {check}" for column, check in cases.iter_rows())
    return ""
