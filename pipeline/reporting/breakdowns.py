"""Counts of an OPD's people or of the city's: by unit, kind, reason, and months without iuran."""

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from schemas.codes import STATUSES

_AGES: Final = ("1", "2", "3", "4-6", "> 6")
_AGE: Final = "kelompok"


def breakdown(people: pl.DataFrame, by: str, within: Sequence[str] = ()) -> pl.DataFrame:
    """Return `by`, wajib and the four statuses and persen, most belum first, then by name.

    With `within` that is done for each of its values, which then come first.
    """
    counts = people.group_by(*within, by).agg(
        (pl.col("status") == s).sum().cast(pl.Int64).alias(s) for s in STATUSES
    )
    obliged = counts.with_columns(wajib=pl.col("sudah") + pl.col("belum"))
    share = pl.when(pl.col("wajib") > 0).then(100 * pl.col("sudah") / pl.col("wajib"))
    columns = [*within, by, "wajib", *STATUSES, "persen"]
    return (
        obliged.with_columns(persen=share)
        .select(columns)
        .sort(*within, "belum", by, descending=[*(False for _ in within), True, False])
    )


def by_reason(people: pl.DataFrame, within: Sequence[str] = ()) -> pl.DataFrame:
    """Return status, alasan, jumlah in the order of statuses, most frequent first.

    With `within` that is done for each of its values, which then come first.
    """
    counts = people.group_by(*within, "status", "alasan").agg(jumlah=pl.len().cast(pl.Int64))
    order = pl.col("status").replace_strict(
        {s: i for i, s in enumerate(STATUSES)}, return_dtype=pl.Int8
    )
    descending = [*(False for _ in within), False, True, False]
    return (
        counts.with_columns(_o=order)
        .sort(*within, "_o", "jumlah", "alasan", descending=descending)
        .drop("_o")
    )


def ages(late: pl.DataFrame) -> pl.DataFrame:
    """Return kelompok and jumlah: ASN in belum by months without iuran, every group present."""
    counted = late.group_by(_age()).agg(jumlah=pl.len().cast(pl.Int64))
    return with_every(counted, pl.DataFrame({_AGE: _AGES}))


def ages_by_opd(late: pl.DataFrame, kodes: Iterable[str]) -> pl.DataFrame:
    """Return kode_opd, kelompok and jumlah, every group present for each of `kodes`."""
    counted = late.group_by("kode_opd", _age()).agg(jumlah=pl.len().cast(pl.Int64))
    return with_every(counted, each_with_every(kodes, _AGE, _AGES))


def with_every(counted: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    """Return `every` with the jumlah that `counted` has for each of its rows, 0 where none."""
    joined = every.join(counted, on=every.columns, how="left", maintain_order="left")
    return joined.with_columns(pl.col("jumlah").fill_null(0))


def each_with_every(kodes: Iterable[str], name: str, values: Sequence[str]) -> pl.DataFrame:
    """Return kode_opd and `name`: each of `kodes` with each of `values`, in their order."""
    rows = [(kode, value) for kode in kodes for value in values]
    return pl.DataFrame(rows, schema={"kode_opd": pl.String, name: pl.String}, orient="row")


def _age() -> pl.Expr:
    months = pl.col("bulan_tanpa_iuran")
    group = (
        pl.when(months <= 1)
        .then(pl.lit("1"))
        .when(months == 2)
        .then(pl.lit("2"))
        .when(months == 3)
        .then(pl.lit("3"))
        .when(months <= 6)
        .then(pl.lit("4-6"))
        .otherwise(pl.lit("> 6"))
    )
    return group.alias(_AGE)
