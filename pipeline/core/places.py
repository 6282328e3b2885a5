"""Where a row stands, as the person sees it: "2026-03/iuran/semarang.csv lembar Maret baris 12"."""

import polars as pl


def sheet_and_row() -> pl.Expr:
    """Return "lembar X baris n" of each row (lembar, baris); a CSV has no sheet, a whole file no row."""
    sheet = pl.when(pl.col("lembar") != "").then(pl.concat_str(pl.lit("lembar "), "lembar"))
    row = pl.concat_str(pl.lit("baris "), pl.col("baris").cast(pl.String))
    both = pl.concat_str(sheet, row, separator=" ", ignore_nulls=True)
    return pl.when(both != "").then(both)


def place() -> pl.Expr:
    """Return the whole place of each row (bulan_terima, berkas, lembar, baris), the month's folder included."""
    file = pl.concat_str("bulan_terima", pl.lit("/"), "berkas")
    return pl.concat_str(file, sheet_and_row(), separator=" ")
