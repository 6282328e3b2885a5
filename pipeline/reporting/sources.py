"""What came in, by delivery and month instead of sheet by sheet (contract §6)."""

from functools import lru_cache
from typing import Final

import polars as pl

from pipeline.reporting.model import Edition, Source

KEY: Final = ("bulan_terima", "jenis", "kiriman")
COUNTS: Final = ("diterima", "ditolak", "ganda", "lainnya")


def source_groups(edition: Edition) -> pl.DataFrame:
    """Return KEY, berkas_kini (how many files) and COUNTS of their rows, by KEY."""
    return _grouped(edition.sources)


@lru_cache(maxsize=8)
def _grouped(sources: tuple[Source, ...]) -> pl.DataFrame:
    """Return `source_groups` of `sources`, one frame for all who ask.

    All documents of a month have the same sources, and each asks several times.
    """
    schema = {
        **dict.fromkeys((*KEY, "sha256"), pl.String),
        **dict.fromkeys(COUNTS, pl.Int64),
    }
    rows = [tuple(getattr(source, name) for name in schema) for source in sources]
    sheets = pl.DataFrame(rows, schema=schema, orient="row")
    grouped = sheets.group_by(KEY).agg(
        pl.col("sha256").n_unique().cast(pl.Int64).alias("berkas_kini"),
        *(pl.col(name).sum() for name in COUNTS),
    )
    return grouped.sort(KEY)
