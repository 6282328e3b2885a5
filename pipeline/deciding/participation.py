"""The verdict on each ASN of roster P: status, reason and months behind them (contract §5.5)."""

from typing import Final

import polars as pl

from pipeline.core.month_columns import month_text
from pipeline.core.periods import Period
from pipeline.core.text import plain
from pipeline.deciding.paid_months import paid_months
from pipeline.knowledge.policy import Policy
from schemas.codes import DISPOSITIONS, OWN_RECORD_REASONS, UNKNOWN_KIND

_RANK: Final = {code: at for at, code in enumerate(DISPOSITIONS)}


def judge(
    roster: pl.DataFrame,
    rosters: dict[str, pl.DataFrame],
    records: pl.DataFrame,
    rejected: pl.DataFrame,
    policy: Policy,
    period: Period,
    first_iuran: Period,
) -> pl.DataFrame:
    """Return one row per ASN of `roster`.

    Each has status, alasan, jumlah_pekerja, terakhir, bulan_tanpa_iuran and sejak.

    `records` carry disposisi; `rejected` are rejected iuran rows; `first_iuran` is the first month
    folder with iuran. `terakhir` and `sejak` are month indexes. Sorted by nip.
    """
    facts = _facts(roster, rosters, records, rejected, period)
    decided = _with_verdict(facts, policy, period)
    since = _since(first_iuran)
    gap = pl.lit(period.index) - since + 1
    late = pl.col("status") == "belum"
    return decided.with_columns(
        bulan_terakhir=month_text(pl.col("terakhir")),
        bulan_tanpa_iuran=pl.when(late).then(gap).otherwise(pl.lit(0, dtype=pl.Int64)),
        sejak=pl.when(late).then(since),
    ).sort("nip")


def _facts(
    roster: pl.DataFrame,
    rosters: dict[str, pl.DataFrame],
    records: pl.DataFrame,
    rejected: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    parts = [
        _last_paid(records, rosters, period),
        _own_reasons(records),
        _unreadable(rejected, period),
        _suspected(records),
        _first_seen(roster, rosters, period),
    ]
    joined = with_workers(roster, records)
    for part in parts:
        joined = joined.join(part, on="nip", how="left", maintain_order="left")
    return joined.with_columns(
        terakhir=pl.when(pl.col("jumlah_pekerja") > 0)
        .then(pl.lit(period.index))
        .otherwise(pl.col("terakhir")),
    )


def with_workers(roster: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Add `jumlah_pekerja`: how many workers the records with a disposition protect for each."""
    counted = records.filter(pl.col("disposisi") == "dihitung")
    workers = counted.group_by(nip="nip_asn").agg(
        jumlah_pekerja=pl.col("pekerja").n_unique().cast(pl.Int64)
    )
    joined = roster.join(workers, on="nip", how="left", maintain_order="left")
    return joined.with_columns(pl.col("jumlah_pekerja").fill_null(0))


def _last_paid(
    records: pl.DataFrame, rosters: dict[str, pl.DataFrame], period: Period
) -> pl.DataFrame:
    """Return the latest month before P that own payments pay."""
    before = paid_months(records, rosters).filter(pl.col("bulan") < period.index)
    return before.group_by("nip").agg(terakhir=pl.col("bulan").max())


def _own_reasons(records: pl.DataFrame) -> pl.DataFrame:
    """Return for each ASN the disposition furthest down §5.4's table among the own records in P."""
    own = records.filter(
        pl.col("nip_asn").is_not_null() & pl.col("disposisi").is_in(OWN_RECORD_REASONS)
    )
    rank = pl.col("disposisi").replace_strict(_RANK, return_dtype=pl.Int32)
    return own.group_by(nip="nip_asn").agg(alasan_sendiri=pl.col("disposisi").sort_by(rank).last())


def _unreadable(rejected: pl.DataFrame, period: Period) -> pl.DataFrame:
    return (
        unreadable_for(rejected, period)
        .select("nip")
        .unique()
        .with_columns(tak_terbaca=pl.lit(value=True))
    )


def unreadable_for(rejected: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return rejected records with a valid NIP that may have been meant for P (contract §5.5)."""
    covers = (
        ~pl.col("bulan_salah")
        & (pl.col("awal") <= period.index)
        & (pl.col("akhir") >= period.index)
    )
    received = pl.col("bulan_salah") & (pl.col("bulan_terima") == str(period))
    return rejected.filter(pl.col("nip").is_not_null() & (covers | received))


def _suspected(records: pl.DataFrame) -> pl.DataFrame:
    pointed = records.filter(pl.col("disposisi") == "donatur_diduga")
    return pointed.select(nip="nip_usulan").unique().with_columns(diduga=pl.lit(value=True))


def _first_seen(
    roster: pl.DataFrame, rosters: dict[str, pl.DataFrame], period: Period
) -> pl.DataFrame:
    """Return the first known roster up to P that has the ASN's NIP, or the ASN's NIK.

    Most stand on the oldest one; nobody asks who else stands on the others.
    """
    asked = roster.select("nip", "nik")
    seen: list[pl.DataFrame] = []
    for month in sorted(name for name in rosters if name <= str(period)):
        for number in ("nip", "nik"):
            held = rosters[month].select(number)
            found = asked.join(held, on=number, how="semi")
            index = pl.lit(Period.parse(month).index, dtype=pl.Int32)
            seen.append(found.select("nip", terlihat=index))
            asked = asked.join(found, on="nip", how="anti")
    return pl.concat(seen)


def two_numbers() -> pl.Expr:
    """Tell roster rows whose NIK and plain name another row has under another NIP (contract §5.5).

    The two are one person.
    """
    named = pl.col("nik").is_not_null() & pl.col("nama_polos").is_not_null()
    return named & (pl.len().over("nik", "nama_polos") > 1)


def _with_verdict(facts: pl.DataFrame, policy: Policy, period: Period) -> pl.DataFrame:
    reason = pl.coalesce(
        "_kecuali",
        pl.when(pl.col("_lunas")).then(pl.lit("lunas")),
        "_jelaskan",
        _late(policy, period),
    )
    return with_status(facts, policy, period).with_columns(alasan=reason)


def with_status(facts: pl.DataFrame, policy: Policy, period: Period) -> pl.DataFrame:
    """Add `status` to roster rows with jumlah_pekerja (contract §5.5), and what it rests on.

    It rests on the roster of the month and on the workers that count, on nothing else.
    """
    standing = plain(pl.col("kedudukan_hukum").fill_null("Aktif"))
    marked = facts.with_columns(
        orang_ganda=two_numbers(),
        _kedudukan=standing.replace_strict(policy.standing(), default=None, return_dtype=pl.String),
        mulai_wajib=_obliged_since(policy),
        _lunas=pl.col("jumlah_pekerja") >= policy.minimal_pekerja,
    )
    status = (
        pl.when(pl.col("_kecuali").is_not_null())
        .then(pl.lit("dikecualikan"))
        .when(pl.col("_lunas"))
        .then(pl.lit("sudah"))
        .when(pl.col("_jelaskan").is_not_null())
        .then(pl.lit("klarifikasi"))
        .otherwise(pl.lit("belum"))
    )
    return marked.with_columns(_exempt(period), _clear()).with_columns(status=status)


def _obliged_since(policy: Policy) -> pl.Expr:
    months = {kind: month.index for kind, month in policy.wajib.items()}
    return pl.col("jenis_asn").replace_strict(months, default=None, return_dtype=pl.Int32)


def _exempt(period: Period) -> pl.Expr:
    known = pl.col("jenis_asn") != UNKNOWN_KIND
    return (
        pl.when(pl.col("_kedudukan") == "keluar")
        .then(pl.lit("keluar"))
        .when(pl.col("_kedudukan") == "dikecualikan")
        .then(pl.lit("kedudukan"))
        .when(known & pl.col("mulai_wajib").is_null())
        .then(pl.lit("jenis_tidak_wajib"))
        .when(known & (pl.col("mulai_wajib") > period.index))
        .then(pl.lit("belum_mulai_wajib"))
        .alias("_kecuali")
    )


def _clear() -> pl.Expr:
    return (
        pl.when(pl.col("orang_ganda"))
        .then(pl.lit("orang_ganda"))
        .when(pl.col("jenis_asn") == UNKNOWN_KIND)
        .then(pl.lit("jenis_tidak_dikenal"))
        .when(pl.col("_kedudukan").is_null())
        .then(pl.lit("kedudukan_tidak_dikenal"))
        .alias("_jelaskan")
    )


def _late(policy: Policy, period: Period) -> pl.Expr:
    months_ago = period.index - pl.col("terakhir")
    return (
        pl.when(pl.col("jumlah_pekerja") > 0)
        .then(pl.lit("kurang_dari_minimal"))
        .when(pl.col("alasan_sendiri").is_not_null())
        .then(pl.col("alasan_sendiri"))
        .when(pl.col("tak_terbaca"))
        .then(pl.lit("catatan_tidak_terbaca"))
        .when(pl.col("diduga"))
        .then(pl.lit("diduga_salah_catat"))
        .when(months_ago <= policy.masa_tenggang_bulan)
        .then(pl.lit("menunggak"))
        .when(months_ago.is_not_null())
        .then(pl.lit("berhenti"))
        .otherwise(pl.lit("belum_pernah"))
    )


def _since(first_iuran: Period) -> pl.Expr:
    """Return the month from which the data can say that nothing was paid (contract §5.5)."""
    return pl.max_horizontal(
        pl.col("terakhir") + 1,
        pl.col("mulai_wajib"),
        pl.lit(first_iuran.index, dtype=pl.Int32),
        pl.col("terlihat"),
    )
