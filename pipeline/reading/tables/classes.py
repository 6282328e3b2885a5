"""What each row below the header is, and that nothing is lost on the way (contract §2.4)."""

from collections.abc import Sequence

import polars as pl

from pipeline.core.errors import ConservationError
from pipeline.core.wording import say
from schemas.codes import ROW_CLASSES

CLASS = "kelas"


def classify(body: pl.DataFrame, keys: Sequence[str], has_key: pl.Expr) -> pl.DataFrame:
    """Add `kelas`: a structural class of §2.4, or null for a row that holds a record.

    `keys` are the fields whose cells name the person; `has_key` says whether a row's key is valid.
    A broken CSV line is known to be nothing else, so it stays a record (to be rejected).
    """
    filled = pl.col("_terpeta")
    place = pl.int_range(pl.len())
    last_key = place.filter(has_key & ~pl.col("rusak")).max()
    no_digit = ~pl.any_horizontal(
        pl.col(k).str.contains(r"\d").fill_null(value=False) for k in keys
    )
    # Where nobody's key is valid there is no last one: then every row is looked at as a record.
    below_people = place > last_key
    under_header = pl.col("_judul").shift(1, fill_value=True)
    return body.with_columns(
        pl.when(pl.col("rusak"))
        .then(None)
        .when(pl.col("_judul"))
        .then(pl.lit("judul"))
        .when(pl.col("_nomor") & under_header)
        .then(pl.lit("nomor_kolom"))
        .when(pl.col("_total"))
        .then(pl.lit("total"))
        .when(filled == 0)
        .then(pl.lit("kosong"))
        .when(pl.col("_kepala") | (below_people & no_digit & (filled <= 2)))
        .then(pl.lit("kaki"))
        .alias(CLASS)
    )


def account(sheet: str, classes: pl.Series) -> pl.DataFrame:
    """Count a sheet's rows per class: columns lembar, baris (rows below the header), each class."""
    counts = dict(classes.value_counts().iter_rows())
    row = {
        "lembar": sheet,
        "baris": len(classes),
        **{name: counts.get(name, 0) for name in ROW_CLASSES},
    }
    return pl.DataFrame([row], schema=accounting_schema())


def accounting_schema() -> dict[str, type[pl.DataType]]:
    """Return the columns of a file's row accounting."""
    return {"lembar": pl.String, "baris": pl.Int64, **dict.fromkeys(ROW_CLASSES, pl.Int64)}


def check_conservation(accounting: pl.DataFrame) -> None:
    """Raise ConservationError when a sheet's classes do not add up to its rows (contract §2.4)."""
    lost = accounting.filter(pl.sum_horizontal(ROW_CLASSES) != pl.col("baris"))
    if lost.height:
        raise ConservationError(say("tolak.hitungan", apa=f"baris {lost.height} lembar"))
