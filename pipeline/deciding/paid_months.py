"""Which months an ASN's own payments pay, for the last paid month (contract §5.2, §5.5)."""

from collections.abc import Mapping

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.coverage import sure_niks


def paid_months(records: pl.DataFrame, rosters: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return nip and bulan (month index) of every month paid by own, paid, ASN-money records.

    Unsorted, distinct.

    `records` carry nip_asn, dibayar_sampai, pekerja_nik, pekerja_ragu and diri. The worker is
    neither the donor nor was an ASN in that month: on the latest known roster up to it, or, where
    there is none, on the earliest. Whether another ASN claimed the worker then is not looked at. A
    doubtful NIK makes nobody an ASN.
    """
    own = pl.col("nip_asn").is_not_null() & pl.col("lunas") & pl.col("dana_asn") & ~pl.col("diri")
    paying = records.filter(own & pl.col("dibayar_sampai").is_not_null())
    nik = pl.when(~pl.col("pekerja_ragu")).then(pl.col("pekerja_nik"))
    months = paying.select(
        nip="nip_asn",
        nik=nik,
        bulan=pl.int_ranges("awal", pl.col("dibayar_sampai") + 1, dtype=pl.Int32),
    ).explode("bulan")
    placed = months.with_columns(roster=_roster_for(pl.col("bulan"), sorted(rosters)))
    return (
        placed.join(_asn_niks(rosters, months["nik"]), on=["roster", "nik"], how="anti")
        .select("nip", "bulan")
        .unique()
    )


def _roster_for(month: pl.Expr, known: list[str]) -> pl.Expr:
    held = pl.lit(known[0])
    for name in known:
        held = pl.when(month >= Period.parse(name).index).then(pl.lit(name)).otherwise(held)
    return held


def _asn_niks(rosters: Mapping[str, pl.DataFrame], niks: pl.Series) -> pl.DataFrame:
    frames = [
        pl.DataFrame({"nik": sure_niks(roster)}).with_columns(roster=pl.lit(m))
        for m, roster in rosters.items()
    ]
    return pl.concat(frames).filter(pl.col("nik").is_in(niks.implode()))
