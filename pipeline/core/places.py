"""Where a row stands, as the person sees it: "2026-03/iuran/semarang.csv lembar Maret baris 12"."""

from typing import Final

import polars as pl

from pipeline.core.month_columns import month_words
from pipeline.core.sentences import say_expr

# What tells one row of an input from every other.
RECORD_PLACE: Final = ("bulan_terima", "berkas", "lembar", "baris")


def sheet_and_row() -> pl.Expr:
    """Return "lembar X baris n" of each row (lembar, baris).

    A CSV has no sheet, a whole file no row.
    """
    sheet = pl.when(pl.col("lembar") != "").then(pl.concat_str(pl.lit("lembar "), "lembar"))
    row = pl.concat_str(pl.lit("baris "), pl.col("baris").cast(pl.String))
    both = pl.concat_str(sheet, row, separator=" ", ignore_nulls=True)
    return pl.when(both != "").then(both)


def place() -> pl.Expr:
    """Return each row's whole place (bulan_terima, berkas, lembar, baris), with month folder."""
    file = pl.concat_str("bulan_terima", pl.lit("/"), "berkas")
    return pl.concat_str(file, sheet_and_row(), separator=" ")


def told_row() -> pl.Expr:
    """Return each row's place in its month (sumber, baris) without naming a file (contract §6)."""
    return say_expr("sumber.baris", sumber=pl.col("sumber"), baris=pl.col("baris"))


def told_place(prefix: str = "") -> pl.Expr:
    """Return each row's whole place (sumber, baris, bulan_terima) without naming a file.

    `prefix` begins the names of these columns.
    """
    return say_expr(
        "sumber.tempat",
        sumber=pl.col(f"{prefix}sumber"),
        baris=pl.col(f"{prefix}baris"),
        terima=month_words(pl.col(f"{prefix}bulan_terima")),
    )
