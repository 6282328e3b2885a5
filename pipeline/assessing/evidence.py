"""Why: one Indonesian sentence with the evidence for every verdict (contract §5.5, penjelasan)."""

from typing import Final

import polars as pl

from pipeline.assessing.uncounted import uncounted_records
from pipeline.core.formats import rupiah
from pipeline.core.month_columns import month_name
from pipeline.core.periods import Period
from pipeline.core.places import told_place
from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.deciding.participation import unreadable_for
from pipeline.knowledge.policy import Policy
from schemas.codes import OWN_RECORD_REASONS

_PLACE: Final = (
    "sumber",
    "berkas",
    "lembar",
    "baris",
    "bulan_terima",
    "awal",
    "akhir",
    "nominal",
    "status_bayar",
    "sumber_dana",
    "nomor_klaim",
    "dibayar_sampai",
    "lebih_dulu",
)


def explained(decision: Decision, policy: Policy) -> pl.DataFrame:
    """Return decision.people with `penjelasan`, one sentence per ASN, and `bukti_*`, its record."""
    shown = decision.people.join(
        _evidence(decision), on=["nip", "alasan"], how="left", maintain_order="left"
    )
    people = shown.join(
        uncounted_records(decision, shown), on="nip", how="left", maintain_order="left"
    )
    values = _values(decision, policy)
    sentence = pl.lit(None, dtype=pl.String)
    for reason in sorted(people["alasan"].unique()):
        sentence = (
            pl.when(pl.col("alasan") == reason)
            .then(say_expr(f"penjelasan.{reason}", **values))
            .otherwise(sentence)
        )
    return (
        people.with_columns(_nominal=_rupiah_texts(people))
        .with_columns(penjelasan=sentence)
        .drop("_nominal", "tak_terhitung")
    )


def claim_number(number: pl.Expr) -> pl.Expr:
    """Return the number under which both secretaries are told of a claim: "K-004"."""
    return say_expr("sebutan.klaim", nomor=number.cast(pl.String).str.zfill(3))


def payment_order(paid_earlier: pl.Expr) -> pl.Expr:
    """Return how the other ASN's claim came first (contract §5.4).

    It is "membayar" only where two dates show it.
    """
    words = {
        word: pl.lit(say(f"penjelasan.{word}_lebih_dulu")) for word in ("membayar", "tercatat")
    }
    return pl.when(paid_earlier).then(words["membayar"]).otherwise(words["tercatat"])


def _nothing(plain: str, uncounted: str, since: pl.Expr) -> pl.Expr:
    """Return that nothing counts since then: no record, or those that there are (contract §5.5)."""
    held = say_expr(f"penjelasan.{uncounted}", sejak=since, ada=pl.col("tak_terhitung"))
    return pl.coalesce(held, say_expr(f"penjelasan.{plain}", sejak=since))


def _evidence(decision: Decision) -> pl.DataFrame:
    """Return for each NIP and reason the first record that gives that reason."""
    records = decision.records
    reasons = records.filter(pl.col("disposisi").is_in(OWN_RECORD_REASONS))
    counted = records.filter(pl.col("disposisi") == "dihitung")
    suspected = records.filter(pl.col("disposisi") == "donatur_diduga")
    parts = [
        _proof(reasons, "nip_asn", pl.col("disposisi")),
        _proof(counted, "nip_asn", pl.lit("lunas")),
        _proof(counted, "nip_asn", pl.lit("kurang_dari_minimal")),
        _proof(suspected, "nip_usulan", pl.lit("diduga_salah_catat")),
        _proof(
            unreadable_for(decision.rejected, decision.period),
            "nip",
            pl.lit("catatan_tidak_terbaca"),
        ),
    ]
    return pl.concat(parts, how="diagonal").unique(["nip", "alasan"], keep="first")


def _proof(records: pl.DataFrame, who: str, reason: pl.Expr) -> pl.DataFrame:
    places = [pl.col(name).alias(f"bukti_{name}") for name in _PLACE if name in records.columns]
    return records.select(pl.col(who).alias("nip"), reason.alias("alasan"), *places)


def _rupiah_texts(people: pl.DataFrame) -> pl.Series:
    return pl.Series(
        [rupiah(v) if v is not None else None for v in people["bukti_nominal"]], dtype=pl.String
    )


def _since(period: Period) -> pl.Expr:
    """Return of which months a sentence speaks: of none after the period."""
    until = pl.lit(period.name)
    span = say_expr("penjelasan.sejak", awal=month_name(pl.col("sejak")), periode=until)
    alone = say_expr("penjelasan.sejak_periode", periode=until)
    return pl.when(pl.col("sejak") == period.index).then(alone).otherwise(span)


def _values(decision: Decision, policy: Policy) -> dict[str, pl.Expr]:
    since = _since(decision.period)
    return {
        "jumlah": pl.col("jumlah_pekerja"),
        "periode": pl.lit(decision.period.name),
        "tempat": told_place("bukti_"),
        "rentang": _span(),
        "kedudukan": pl.col("kedudukan_hukum"),
        "jenis": pl.col("jenis_asn"),
        "mulai": month_name(pl.col("mulai_wajib")),
        "nominal": pl.col("_nominal"),
        "minimal": pl.lit(policy.minimal_pekerja),
        "terakhir": month_name(pl.col("terakhir")),
        "status": pl.col("bukti_status_bayar").fill_null(say("sebutan.kosong")),
        "dana": pl.col("bukti_sumber_dana").fill_null(say("sebutan.kosong")),
        "klaim": claim_number(pl.col("bukti_nomor_klaim")),
        "cukup": _reach(),
        "urutan": payment_order(pl.col("bukti_lebih_dulu")),
        "nihil": _nothing("nihil", "tak_terhitung", since),
        "nihil_awal": _nothing("nihil_awal", "tak_terhitung_awal", since),
        "nihil_lain": _nothing("nihil_lain", "tak_terhitung_lain", since),
    }


def _reach() -> pl.Expr:
    reached = say_expr("penjelasan.cukup", bulan=month_name(pl.col("bukti_dibayar_sampai")))
    return reached.fill_null(say("penjelasan.tak_cukup"))


def _span() -> pl.Expr:
    first, last = month_name(pl.col("bukti_awal")), month_name(pl.col("bukti_akhir"))
    many = say_expr("penjelasan.rentang", awal=first, akhir=last)
    return pl.when(pl.col("bukti_awal") == pl.col("bukti_akhir")).then(first).otherwise(many)
