"""A record's paid months, whose worker it is, its disposition in a period (contract §5.2, §5.4)."""

from typing import Final

import polars as pl

from pipeline.core.looking_up import with_found
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Policy

CLAIMS: Final = ("dihitung", "duplikat", "diklaim_lebih_dulu")
_NO_TARIFF: Final = 10**15
_PRICED: Final = ("awal", "akhir", "sektor", "nominal")
_CLAIM: Final = ("nip_asn", "pekerja", "pekerja_ragu", "asn_ragu", "tanggal_bayar")


def with_months_paid(records: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Add `dibayar_sampai`, the month index up to which the record pays; null when it pays none.

    Without nominal it pays all its declared months; with one, the longest run from the first whose
    least iuran adds up to no more than the nominal. A month without a tariff cannot be priced and
    ends the run. What many records have alike is worked out once for all of them.
    """
    if not records.height:
        return records.with_columns(dibayar_sampai=pl.lit(None, dtype=pl.Int32))
    first, last = (
        Period(int(str(value))) for value in (records["awal"].min(), records["akhir"].max())
    )
    alike = records.select(_PRICED).unique()
    months = alike.with_columns(
        bulan=pl.int_ranges("awal", pl.col("akhir") + 1, dtype=pl.Int32)
    ).explode("bulan")
    priced = months.join(policy.tariff_table(first, last), on=["bulan", "sektor"], how="left")
    spent = pl.col("least").fill_null(_NO_TARIFF).cum_sum().over(_PRICED, order_by="bulan")
    reached = priced.filter(pl.col("nominal").is_null() | (spent <= pl.col("nominal")))
    ends = reached.group_by(_PRICED).agg(dibayar_sampai=pl.col("bulan").max())
    return with_found(records, ends, _PRICED)


def with_worker_key(records: pl.DataFrame) -> pl.DataFrame:
    """Add `pekerja`: the NIK; without one the NIK that other records give for the same KPJ.

    Else the KPJ.

    `records` are all known, accepted ones: a KPJ leads to a NIK only where they all agree (contract
    §4). `pekerja_ragu` says that the NIK may not be the worker's: every record that gives it has it
    from a doubtful cell (§2).
    """
    pairs = records.select("kpj", "nik_pekerja", "nik_tak_pasti").drop_nulls()
    given = pairs.group_by("kpj", "nik_pekerja").agg(_ragu_kpj=pl.col("nik_tak_pasti").all())
    agreed = given.filter(~pl.col("kpj").is_duplicated()).rename({"nik_pekerja": "_nik_kpj"})
    known = records.join(agreed, on="kpj", how="left", maintain_order="left")
    nik = pl.coalesce("nik_pekerja", "_nik_kpj")
    key = pl.coalesce(pl.lit("nik:") + nik, pl.lit("kpj:") + pl.col("kpj"))
    doubt = (
        pl.when(pl.col("nik_pekerja").is_not_null())
        .then(pl.col("nik_tak_pasti"))
        .otherwise(pl.col("_ragu_kpj"))
    )
    doubtful = doubt.fill_null(value=False)
    return known.with_columns(pekerja=key, pekerja_nik=nik, pekerja_ragu=doubtful).drop(
        "_nik_kpj", "_ragu_kpj"
    )


def with_worker_kind(records: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """Add `diri` (the worker is the donor) and `asn` (it is an ASN of roster P), contract §5.4.

    `asn_ragu`: it would be an ASN if the NIK on both sides were sure.
    """
    donor = roster.select(nip_asn="nip", _nik_asn="nik")
    own = records.join(donor, on="nip_asn", how="left", maintain_order="left")
    kinds = roster.group_by(pekerja_nik="nik").agg(_pasti=(~pl.col("nik_tak_pasti")).any())
    found = own.join(kinds, on="pekerja_nik", how="left", maintain_order="left")
    donor_nik = pl.coalesce("_nik_asn", "nik_donatur")
    surely = pl.col("_pasti").fill_null(value=False) & ~pl.col("pekerja_ragu")
    return found.with_columns(
        diri=(pl.col("pekerja_nik") == donor_nik).fill_null(value=False),
        asn=surely,
        asn_ragu=pl.col("_pasti").is_not_null() & ~surely,
    ).drop("_nik_asn", "_pasti")


def with_disposition(records: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Add `disposisi` for `period` to accepted records with all the above, `nip_usulan`, `pernah`.

    They come, and go, in the order of their places: §5.4 without the dates.

    Also `tak_terbedakan` (it counts only because a NIK is doubtful) and `lebih_dulu` (another ASN
    has the worker, and two dates show that the other paid earlier), both false elsewhere.
    """
    stated = records.with_columns(disposisi=_own_disposition(period)).with_row_index("_ke")
    claims = stated.select("_ke", "disposisi", "bulan_terima", *_CLAIM).filter(
        pl.col("disposisi") == "dihitung"
    )
    # Nearly every worker is claimed once: such a claim counts, for there is nobody to settle with.
    disputed = claims.filter(pl.col("pekerja").is_duplicated())
    claimed = _with_claims(disputed.sort(_paid_on(), "_ke"))
    settled = claimed.select("_ke", "disposisi_klaim", "tak_terbedakan", "lebih_dulu")
    alone = (pl.col("disposisi") == "dihitung") & pl.col("asn_ragu")
    return (
        stated.join(settled, on="_ke", how="left", maintain_order="left")
        .with_columns(
            tak_terbedakan=pl.coalesce("tak_terbedakan", alone),
            lebih_dulu=pl.col("lebih_dulu").fill_null(value=False),
            disposisi=pl.coalesce("disposisi_klaim", "disposisi"),
        )
        .drop("_ke", "disposisi_klaim")
    )


def _with_claims(claims: pl.DataFrame) -> pl.DataFrame:
    """Settle who has each worker; `claims` stand in the order of §5.4.

    A doubtful key takes no worker from anybody, nor is one taken through it: it counts for its own
    ASN beside others.
    """
    sure = ~pl.col("pekerja_ragu")
    first, holder = pl.col("nip_asn").first(), pl.col("nip_asn").filter(sure).first()
    since = pl.col("tanggal_bayar").filter(sure).first().over("pekerja")
    marked = claims.with_columns(
        _pertama=first.over("pekerja"),
        _boleh=pl.col("pekerja_ragu") | (pl.col("nip_asn") == holder.over("pekerja")),
    )
    counted = pl.col("_boleh").cum_sum().over("pekerja", "nip_asn")
    settled = (
        pl.when(counted > pl.col("_boleh"))
        .then(pl.lit("duplikat"))
        .when(pl.col("_boleh"))
        .then(pl.lit("dihitung"))
        .otherwise(pl.lit("diklaim_lebih_dulu"))
    )
    disposed = marked.with_columns(disposisi_klaim=settled)
    counts, taken = (
        pl.col("disposisi_klaim") == code for code in ("dihitung", "diklaim_lebih_dulu")
    )
    beside = pl.col("asn_ragu") | (pl.col("nip_asn") != pl.col("_pertama"))
    earlier = since < pl.col("tanggal_bayar")
    return disposed.with_columns(tak_terbedakan=counts & beside, lebih_dulu=taken & earlier)


def with_claim_numbers(disposed: pl.DataFrame) -> pl.DataFrame:
    """Add `nomor_klaim` to the claims on a worker whom two ASN pay for in the period.

    The numbers are 1, 2, ... by the month in which a second ASN's record came in, then by first
    place: what a later month brings changes no number that secretaries have been told, but where a
    KPJ gets its NIK only then.

    Both ASN's secretaries are told the same number, and so can speak of the conflict without the
    other's data. `disposed` comes from `with_disposition`; other records have null.
    """
    claimed = pl.col("disposisi").is_in(CLAIMS)
    disputed = (pl.col("disposisi") == "diklaim_lebih_dulu").any().over("pekerja")
    claims = disposed.select("disposisi", "bulan_terima", *_CLAIM).filter(claimed)
    records = claims.filter(disputed)
    sure = records.filter(~pl.col("pekerja_ragu"))
    since = sure.group_by("pekerja", "nip_asn").agg(pl.col("bulan_terima").min())
    disputes = since.group_by("pekerja").agg(pl.col("bulan_terima").bottom_k(2).max())
    places = records.with_row_index("_tempat")
    workers = places.group_by("pekerja").agg(pl.col("_tempat").min())
    ordered = workers.join(disputes, on="pekerja").sort("bulan_terima", "_tempat")
    numbered = ordered.select("pekerja", nomor_klaim=pl.int_range(1, pl.len() + 1))
    joined = disposed.join(numbered, on="pekerja", how="left", maintain_order="left")
    return joined.with_columns(pl.when(claimed).then(pl.col("nomor_klaim")).alias("nomor_klaim"))


def _own_disposition(period: Period) -> pl.Expr:
    """Return the first line of §5.4 that applies to a record by itself."""
    p = period.index
    unknown = pl.col("nip_asn").is_null()
    short = pl.col("dibayar_sampai").is_null() | (pl.col("dibayar_sampai") < p)
    return (
        pl.when((pl.col("awal") > p) | (pl.col("akhir") < p))
        .then(pl.lit("di_luar_periode"))
        .when(~pl.col("lunas"))
        .then(pl.lit("belum_lunas"))
        .when(~pl.col("dana_asn"))
        .then(pl.lit("dana_bukan_asn"))
        .when(unknown & pl.col("pernah") & pl.col("nip_usulan").is_null())
        .then(pl.lit("donatur_tidak_di_roster"))
        .when(unknown & pl.col("nip_usulan").is_not_null())
        .then(pl.lit("donatur_diduga"))
        .when(unknown)
        .then(pl.lit("donatur_tidak_dikenal"))
        .when(pl.col("diri"))
        .then(pl.lit("diri_sendiri"))
        .when(pl.col("asn"))
        .then(pl.lit("pekerja_asn"))
        .when(short)
        .then(pl.lit("kurang_bayar"))
        .otherwise(pl.lit("dihitung"))
    )


def _paid_on() -> pl.Expr:
    """Count a payment without a date as of the last day of its month of receipt (contract §5.4)."""
    receipt = (pl.col("bulan_terima") + "-01").str.to_date("%Y-%m-%d").dt.month_end()
    return pl.coalesce("tanggal_bayar", receipt)
