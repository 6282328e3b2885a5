"""Rows that could not be read: a file of which too many, or all, were rejected (contract §5.7)."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import LATE, Stakes, with_hurt
from pipeline.assessing.gate.model import Measure, Stop
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.knowledge import Known
from schemas.codes import IURAN

_LONG_FILE: Final = 20
_DATA: Final = ("diterima", "ditolak", "ganda")


def rejected_rows(known: Known, period: Period) -> pl.DataFrame:
    """Return the row counts of each file of the period's folder, by berkas.

    Columns: berkas, data (rows that are data), diterima and ditolak.
    """
    own = (
        known.accounting.filter(pl.col("bulan") == str(period))
        if known.accounting.height
        else known.accounting
    )
    if not own.height:
        return pl.DataFrame(
            schema={"berkas": pl.String, **dict.fromkeys(("data", "diterima", "ditolak"), pl.Int64)}
        )
    sums = (
        own.group_by("berkas").agg(pl.col(_DATA).sum()).with_columns(data=pl.sum_horizontal(_DATA))
    )
    used = pl.col("diterima") + pl.col("ganda")
    return sums.select("berkas", "data", "ditolak", diterima=used).sort("berkas")


def rejected_share(files: pl.DataFrame, limit: float) -> Measure:
    """Return the greatest share of rejected rows among the files of twenty rows or more."""
    worst = _long_files(files).sort(
        pl.col("ditolak") / pl.col("data"), "berkas", descending=[True, False]
    )
    part, whole = worst.select("ditolak", "data").row(0) if worst.height else (0, 0)
    return Measure("baris_ditolak", part, whole, limit, now=part, before=whole)


def row_stops(files: pl.DataFrame, known: Known, period: Period, stakes: Stakes) -> list[Stop]:
    """Return a stop per file with rows and none accepted, and per file with too many rejected."""
    limit = known.references.policy.gerbang.baris_ditolak
    stops = [*_none_accepted(files, period), *_many_rejected(files, period, limit)]
    return [_with_hurt(stop, known, stakes) for stop in stops]


def _none_accepted(files: pl.DataFrame, period: Period) -> Iterator[Stop]:
    for path, data in (
        files.filter((pl.col("data") > 0) & (pl.col("diterima") == 0))
        .select("berkas", "data")
        .iter_rows()
    ):
        place = f"{period}/{path}"
        message = say("gerbang.tanpa_diterima", berkas=place, jumlah=number(data), periode=period)
        yield Stop("tanpa_diterima", message, files=(place,))


def _many_rejected(files: pl.DataFrame, period: Period, limit: float) -> Iterator[Stop]:
    beyond = _long_files(files).filter(pl.col("ditolak") / pl.col("data") > limit)
    for path, rejected, data in beyond.select("berkas", "ditolak", "data").iter_rows():
        told = {"nilai": percent(100 * rejected / data), "batas": percent(100 * limit)}
        counts = {"ditolak": number(rejected), "data": number(data)}
        place = f"{period}/{path}"
        message = say("gerbang.baris_ditolak", berkas=place, periode=period, **told, **counts)
        yield Stop("baris_ditolak", message, files=(place,))


def _long_files(files: pl.DataFrame) -> pl.DataFrame:
    """Return the files whose share of rejected rows means something.

    One without any accepted row stops by itself.
    """
    return files.filter((pl.col("data") >= _LONG_FILE) & (pl.col("diterima") > 0))


def _with_hurt(stop: Stop, known: Known, stakes: Stakes) -> Stop:
    month, _, path = stop.files[0].partition("/")
    if not path.startswith(f"{IURAN}/"):
        return stop
    return with_hurt(
        stop, LATE, stakes.late(known.files_before(known.deliveries[month, path], month))
    )
