"""What came in, told without the name of a file: by delivery and month (contract §6)."""

from typing import Final

import polars as pl

from pipeline.core.wording import say
from pipeline.reporting.model import Edition

KEY: Final = ("bulan_terima", "jenis", "kiriman")
COUNTS: Final = ("diterima", "ditolak", "ganda", "lainnya")


def source_groups(edition: Edition) -> pl.DataFrame:
    """Return KEY, berkas_kini (how many files) and COUNTS of their rows, by KEY.

    `kiriman` is the name that the policy gives the delivery, else that of its kind.
    """
    schema = {**dict.fromkeys(KEY, pl.String), **dict.fromkeys(COUNTS, pl.Int64)}
    rows = [tuple(getattr(source, name) for name in schema) for source in edition.sources]
    files = pl.DataFrame(rows, schema=schema, orient="row")
    kinds = {kind: say(f"halaman.jenis_berkas.{kind}") for kind in files["jenis"].unique()}
    unnamed = pl.col("jenis").replace_strict(kinds, return_dtype=pl.String)
    named = files.with_columns(
        kiriman=pl.when(pl.col("kiriman") == "").then(unnamed).otherwise(pl.col("kiriman"))
    )
    grouped = named.group_by(KEY).agg(
        pl.len().cast(pl.Int64).alias("berkas_kini"), *(pl.col(name).sum() for name in COUNTS)
    )
    return grouped.sort(KEY)
