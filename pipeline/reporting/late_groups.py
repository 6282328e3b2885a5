"""Belum in four groups, by the state of the record and not of the person (contract §6)."""

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from pipeline.reporting.breakdowns import each_with_every, with_every
from schemas.codes import LATE_GROUPS

GROUP: Final = "kelompok_catatan"
_GROUP_OF: Final = {reason: group for group, reasons in LATE_GROUPS.items() for reason in reasons}
# A record of theirs touches the month: it is looked into, or does not yet suffice.
_WITH_RECORD: Final = ("sedang_diperiksa", "belum_memenuhi")


def group_of(reason: pl.Expr) -> pl.Expr:
    """Return the group of each reason of belum."""
    return reason.replace_strict(_GROUP_OF, return_dtype=pl.String)


def late_groups(late: pl.DataFrame) -> pl.DataFrame:
    """Return kelompok_catatan and jumlah of the people in belum, all four groups in their order."""
    counted = late.group_by(_group()).agg(jumlah=pl.len().cast(pl.Int64))
    return with_every(counted, pl.DataFrame({GROUP: list(LATE_GROUPS)}))


def late_groups_by_opd(late: pl.DataFrame, kodes: Iterable[str]) -> pl.DataFrame:
    """Return kode_opd, kelompok_catatan and jumlah, all four groups for each of `kodes`."""
    counted = late.group_by("kode_opd", _group()).agg(jumlah=pl.len().cast(pl.Int64))
    return with_every(counted, each_with_every(kodes, GROUP, list(LATE_GROUPS)))


def with_late_groups(opds: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
    """Add a column per group to rows with kode_opd: how many of its people in belum stand in it."""
    grouped = late.select("kode_opd", _group())
    counts = grouped.group_by("kode_opd").agg(
        (pl.col(GROUP) == name).sum().cast(pl.Int64).alias(name) for name in LATE_GROUPS
    )
    joined = opds.join(counts, on="kode_opd", how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).fill_null(0) for name in LATE_GROUPS)


def with_record(groups: Mapping[str, int]) -> int:
    """Return how many in belum (group -> how many) have a record that touches the month."""
    return sum(count for group, count in groups.items() if group in _WITH_RECORD)


def _group() -> pl.Expr:
    return group_of(pl.col("alasan")).alias(GROUP)
