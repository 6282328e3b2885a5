"""Records for months that are out already, among what came in with a month (contract §5.1, §7)."""

from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import PublicationError
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.publishing.manifest import current_manifest

_RANGE: Final = ("bulan_awal", "bulan_akhir")


def late_sentence(outputs: Path, period: Period, records: pl.DataFrame) -> str:
    """Return which months that are out already `records`, received in `period`, are for too.

    "" where there is none. `records` has the columns of iuran.parquet; those that were rejected
    change no month. A month published with what came up to `period`, or later, knows of them.
    """
    spans = (
        records.filter(
            pl.col("disposisi") != "ditolak",
            pl.col("bulan_terima") == str(period),
            pl.col("bulan_awal") < str(period),
        )
        .drop_nulls(_RANGE)
        .group_by(_RANGE)
        .agg(jumlah=pl.len().cast(pl.Int64))
        .sort(_RANGE)
    )
    counts: dict[Period, int] = {}
    for first, last, count in spans.iter_rows():
        for index in range(Period.parse(first).index, Period.parse(last).index + 1):
            counts[Period(index)] = counts.get(Period(index), 0) + count
    late = [
        month for month in sorted(counts) if month < period and _unaware(outputs, month, period)
    ]
    if not late:
        return ""
    told = (
        say("masuk.susulan_bulan", bulan=month.name, jumlah=number(counts[month])) for month in late
    )
    return say("masuk.susulan", bulan=", ".join(told), awal=late[0], akhir=late[-1])


def _unaware(outputs: Path, month: Period, period: Period) -> bool:
    """Tell whether `month` is out, and was published without what came in `period`."""
    try:
        manifest = current_manifest(outputs, month)
    except PublicationError:
        # Damage of an older month is told by `status`; it is no end of this one's check or run.
        return False
    return manifest is not None and manifest.data_sampai < str(period)
