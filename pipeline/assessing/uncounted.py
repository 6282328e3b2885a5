"""An ASN's records that do not count, so no sentence denies them (contract §5.5, penjelasan)."""

from typing import Final

import polars as pl

from pipeline.core.month_columns import month_index
from pipeline.core.periods import Period
from pipeline.core.places import RECORD_PLACE
from pipeline.core.sentences import say_expr
from pipeline.deciding.decision import Decision

_KINDS: Final = (
    "ditolak",
    "diduga",
    "belum_lunas",
    "dana_bukan_asn",
    "diri_sendiri",
    "pekerja_asn",
    "sesudah",
    "kurang_bayar",
)


def uncounted_records(decision: Decision, people: pl.DataFrame) -> pl.DataFrame:
    """Return nip and `tak_terhitung`, a text counting each ASN's uncounted records since `sejak`.

    `people` carry nip, sejak (from when a sentence denies records) and bukti_*, the record that it
    names already. Who has no other record is not among the rows.
    """
    records = pl.concat([_own(decision), _suspected(decision), _rejected(decision)]).filter(
        ~_of_later_months_only(decision.period)
    )
    held = records.join(people.select("nip", "sejak"), on="nip")
    named = people.select("nip", *(pl.col(f"bukti_{c}").alias(c) for c in RECORD_PLACE))
    others = held.filter(pl.col("akhir") >= pl.col("sejak")).join(
        named, on=["nip", *RECORD_PLACE], how="anti"
    )
    counts = others.group_by("nip", "macam").len("jumlah")
    ordered = counts.with_columns(
        _urut=pl.col("macam").replace_strict({kind: at for at, kind in enumerate(_KINDS)})
    )
    texts = ordered.sort("nip", "_urut").with_columns(_teks=_counted(decision.period))
    return texts.group_by("nip").agg(tak_terhitung=pl.col("_teks").str.join(", "))


def _counted(period: Period) -> pl.Expr:
    text = pl.lit(None, dtype=pl.String)
    for kind in _KINDS:
        said = say_expr(
            f"tak_terhitung.{kind}", jumlah=pl.col("jumlah"), periode=pl.lit(period.name)
        )
        text = pl.when(pl.col("macam") == kind).then(said).otherwise(text)
    return text


def _of_later_months_only(period: Period) -> pl.Expr:
    """Tell records for later months that came in later ones: they make no month stale (§6).

    What came by the period's own month, for months after it, is paid ahead, and told.
    """
    return (pl.col("awal") > period.index) & (pl.col("bulan_terima") > str(period))


def _own(decision: Decision) -> pl.DataFrame:
    kind = (
        pl.when(~pl.col("lunas"))
        .then(pl.lit("belum_lunas"))
        .when(~pl.col("dana_asn"))
        .then(pl.lit("dana_bukan_asn"))
        .when(pl.col("diri"))
        .then(pl.lit("diri_sendiri"))
        .when(pl.col("awal") > decision.period.index)
        .then(pl.lit("sesudah"))
        .when(pl.col("dibayar_sampai").is_null() | (pl.col("dibayar_sampai") < pl.col("akhir")))
        .then(pl.lit("kurang_bayar"))
        .otherwise(pl.lit("pekerja_asn"))
    )
    own = decision.records.lazy().filter(
        pl.col("nip_asn").is_not_null() & (pl.col("disposisi") != "dihitung")
    )
    return own.select("awal", "akhir", *RECORD_PLACE, nip="nip_asn", macam=kind).collect()


def _suspected(decision: Decision) -> pl.DataFrame:
    kind = pl.lit("diduga")
    return decision.records.select("awal", "akhir", *RECORD_PLACE, nip="nip_usulan", macam=kind)


def _rejected(decision: Decision) -> pl.DataFrame:
    """Return the rejected records that bear a valid NIP.

    Where the months were the fault, of the month they came in.
    """
    wrong, received = pl.col("bulan_salah"), month_index(pl.col("bulan_terima"))
    months = {
        name: pl.when(wrong).then(received).otherwise(pl.col(name)) for name in ("awal", "akhir")
    }
    dated = decision.rejected.with_columns(**months, macam=pl.lit("ditolak"))
    return dated.select("awal", "akhir", *RECORD_PLACE, "nip", "macam")
