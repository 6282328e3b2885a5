"""Which months an ASN's own payments pay, for the last paid month (contract §5.2, §5.5)."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.core.periods import Period


def paid_months(records: pl.DataFrame, rosters: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return nip and bulan (month index) of every month paid by own, paid, ASN-money records.

    Unsorted, a month as often as it was paid.

    `records` carry nip_asn, dibayar_sampai, pekerja_nik, pekerja_ragu and diri. The worker is
    neither the donor nor was an ASN in that month: on the latest known roster up to it, or, where
    there is none, on the earliest. Whether another ASN claimed the worker then is not looked at. A
    doubtful NIK makes nobody an ASN.
    """
    own = pl.col("nip_asn").is_not_null() & pl.col("lunas") & pl.col("dana_asn") & ~pl.col("diri")
    nik = pl.when(~pl.col("pekerja_ragu")).then(pl.col("pekerja_nik"))
    paying = records.lazy().filter(own & pl.col("dibayar_sampai").is_not_null())
    months = (
        paying.select(
            nip="nip_asn",
            nik=nik,
            bulan=pl.int_ranges("awal", pl.col("dibayar_sampai") + 1, dtype=pl.Int32),
        )
        .explode("bulan")
        .collect()
    )
    return pl.concat(_of_no_asn(months, rosters))


def _of_no_asn(months: pl.DataFrame, rosters: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield nip and bulan of the months whose worker was no ASN, by the roster that tells.

    Most workers are on no roster at all, and most people on rosters are nobody's workers.
    """
    sure = ~pl.col("nik_tak_pasti")
    every = pl.concat(
        rosters[name].filter(sure).select("nik", roster=pl.lit(name)) for name in sorted(rosters)
    )
    workers = months["nik"].unique().implode()
    asn = every.filter(pl.col("nik").is_in(workers))
    yield months.join(asn, on="nik", how="anti").select("nip", "bulan")
    roster = _roster_for(pl.col("bulan"), sorted(rosters))
    once_an_asn = months.join(asn, on="nik", how="semi").with_columns(roster=roster)
    yield once_an_asn.join(asn, on=["nik", "roster"], how="anti").select("nip", "bulan")


def _roster_for(month: pl.Expr, known: list[str]) -> pl.Expr:
    held = pl.lit(known[0])
    for name in known:
        held = pl.when(month >= Period.parse(name).index).then(pl.lit(name)).otherwise(held)
    return held
