"""The months before: each decided again with the same knowledge, beside what was published of it first."""

from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision, decide
from pipeline.knowledge.knowledge import Known
from pipeline.publishing.manifest import first_manifest

MONTHS: Final = 12
_FIRST: Final = ("wajib_pertama", "sudah_pertama")
# What later knowledge decides of earlier months; what was published of them first is history, and no news.
RESTATED: Final = ("bulan", "wajib", "sudah", "jumlah_pekerja")


def trend(known: Known, now: Decision, before: Decision | None) -> pl.DataFrame:
    """Return bulan, wajib, sudah and jumlah_pekerja of the last twelve months that have a roster, oldest first.

    `before` is P-1, where it has been decided already. wajib_pertama and sudah_pertama, what was published first, are
    null: `with_first_published` fills them.
    """
    months = [now.period.plus(-ago) for ago in reversed(range(MONTHS))]
    held = [month for month in months if str(month) in known.rosters]
    decided = {decision.period: decision for decision in (now, before) if decision is not None}
    counted = pl.concat([_counts(decided.get(month) or decide(known, month)) for month in held])
    return counted.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in _FIRST)


def _counts(decision: Decision) -> pl.DataFrame:
    status = pl.col("status")
    return decision.people.select(
        bulan=pl.lit(str(decision.period)), wajib=status.is_in(["sudah", "belum"]).sum().cast(pl.Int64),
        sudah=(status == "sudah").sum().cast(pl.Int64), jumlah_pekerja=pl.col("jumlah_pekerja").sum(),
    )  # fmt: skip


def with_first_published(months: pl.DataFrame, outputs: Path, period: Period) -> pl.DataFrame:
    """Fill in wajib_pertama and sudah_pertama: what each month's first revision said, null where there is none.

    For `period` itself, not published yet, these are its own numbers: they are about to be the first.
    """
    firsts = [(month, first_manifest(outputs, Period.parse(month))) for month in months["bulan"]]
    told = [(month, first.counts.wajib, first.counts.sudah) for month, first in firsts if first is not None]
    schema = {"bulan": pl.String, "wajib_pertama": pl.Int64, "sudah_pertama": pl.Int64}
    joined = months.select(RESTATED).join(
        pl.DataFrame(told, schema=schema, orient="row"), on="bulan", how="left", maintain_order="left"
    )
    own = pl.col("bulan") == str(period)
    return joined.with_columns(
        pl.when(own).then(pl.coalesce(f"{name}_pertama", name)).otherwise(f"{name}_pertama").alias(f"{name}_pertama")
        for name in ("wajib", "sudah")
    )
