"""Records for months that are out already, among what came in with a month (contract §5.1, §7)."""

from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.errors import PublicationError
from pipeline.core.formats import number
from pipeline.core.month_columns import month_text
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.knowledge import Known
from pipeline.publishing.manifest import current_manifest

_RANGE: Final = ("bulan_awal", "bulan_akhir")


def late_sentence(outputs: Path, period: Period, records: pl.DataFrame) -> str:
    """Return which months that are out already `records`, received in `period`, are for too.

    "" where there is none. `records` has the columns of iuran.parquet; those that were rejected
    change no month. A month knows of the files that it was published with.
    """
    came = records.filter(
        pl.col("disposisi") != "ditolak",
        pl.col("bulan_terima") == str(period),
        pl.col("bulan_awal") < str(period),
    ).drop_nulls(_RANGE)
    spans = came.group_by(*_RANGE, "berkas").agg(jumlah=pl.len().cast(pl.Int64))
    known = {month: _files_of(outputs, month) for month in _months_before(period, spans)}
    counts: dict[Period, int] = {}
    for first, last, path, count in spans.iter_rows():
        for index in range(Period.parse(first).index, Period.parse(last).index + 1):
            files = known.get(Period(index))
            if files is not None and f"{period}/{path}" not in files:
                counts[Period(index)] = counts.get(Period(index), 0) + count
    late = sorted(counts)
    if not late:
        return ""
    told = (
        say("masuk.susulan_bulan", bulan=month.name, jumlah=number(counts[month])) for month in late
    )
    return say("masuk.susulan", bulan=", ".join(told), awal=late[0], akhir=late[-1])


def records_as_read(known: Known) -> pl.DataFrame:
    """Return the accepted records as `late_sentence` takes them, where nothing can be decided."""
    return known.iuran.select(
        "bulan_terima",
        "berkas",
        bulan_awal=month_text(pl.col("awal")),
        bulan_akhir=month_text(pl.col("akhir")),
        disposisi=pl.lit("diterima"),
    )


def _months_before(period: Period, spans: pl.DataFrame) -> list[Period]:
    first = spans["bulan_awal"].min()
    earliest = period.index if first is None else Period.parse(str(first)).index
    return [Period(index) for index in range(earliest, period.index)]


def _files_of(outputs: Path, month: Period) -> frozenset[str] | None:
    """Return the files that `month` was published with; None where it is not out.

    Damage of an older month is told by `status`; it is no end of this one's check or run.
    """
    try:
        manifest = current_manifest(outputs, month)
    except PublicationError:
        return None
    return None if manifest is None else frozenset(manifest.masukan)
