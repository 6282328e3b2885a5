"""Payment dates against the month in which their file came (contract §2, cell rules).

A file's content does not know its month, so what is kept by content keeps the date; here it is
dropped.
"""

from typing import Final

import polars as pl

from pipeline.reading.findings import note_rows
from pipeline.reading.tables.classes import CLASS
from schemas.codes import IURAN

OLDEST_MONTHS: Final = 24


def without_impossible_dates(iuran: pl.DataFrame) -> pl.DataFrame:
    """Return `iuran` without the dates that its month of receipt rules out: they decide nothing."""
    return iuran.with_columns(tanggal_bayar=pl.when(~_impossible()).then(pl.col("tanggal_bayar")))


def impossible_date_notes(iuran: pl.DataFrame) -> pl.DataFrame:
    """Return a finding per accepted record whose date its month of receipt rules out.

    Each has its place.
    """
    wrong = iuran.filter(_impossible() & (pl.col(CLASS) == "diterima"))
    shown = wrong.with_columns(_tanggal=pl.col("tanggal_bayar").dt.to_string("%d/%m/%Y"))
    place = shown.select("bulan_terima", pl.lit(IURAN).alias("jenis_berkas"), "berkas", "lembar")
    return note_rows(shown, "tanggal_mustahil", "tanggal_bayar", cell="_tanggal").hstack(place)


def _impossible() -> pl.Expr:
    """Tell dates after the end of the month of receipt, or before the month 24 months before it."""
    first = (pl.col("bulan_terima") + "-01").str.to_date("%Y-%m-%d", strict=False)
    late = pl.col("tanggal_bayar") > first.dt.month_end()
    early = pl.col("tanggal_bayar") < first.dt.offset_by(f"-{OLDEST_MONTHS}mo")
    return (late | early).fill_null(value=False)
