"""Answers that say the data are wrong, each with its likely cause: an operator's work (§8.5)."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from pipeline.assessing.arrivals import ABSENT, LATE, Arrivals
from pipeline.core.formats import month as month_words
from pipeline.core.places import place
from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from schemas.codes import IURAN

DOUBTING: Final = ("salah", "membayar")
SCHEMA: Final = {
    "kode_opd": pl.String,
    "nip": pl.String,
    "nama": pl.String,
    "jawaban": pl.String,
    "catatan": pl.String,
    "bulan_terima": pl.String,
    "sebab": pl.String,
}


def doubt_table(answers: pl.DataFrame, decision: Decision, came: Arrivals) -> pl.DataFrame:
    """Return SCHEMA: each answer in force of an ASN in belum that says that the data are wrong.

    `answers` is the answer table; `sebab` the likely cause in words, by OPD and name.
    """
    waiting = decision.people.filter(pl.col("status") == "belum")
    whose = waiting.select("nip", "kode_opd", nama="nama_tampil")
    doubts = answers.filter(pl.col("berlaku") & pl.col("jawaban").is_in(DOUBTING))
    held = doubts.drop("kode_opd").join(whose, on="nip")
    causes = _causes(decision)
    told = held.join(causes, on="nip", how="left").with_columns(
        sebab=pl.coalesce("sebab", _lacking_delivery(came), pl.lit(say("jawaban.sebab.tidak_ada")))
    )
    return told.select(SCHEMA.keys()).sort("kode_opd", "nama", "nip")


def _causes(decision: Decision) -> pl.DataFrame:
    """Return nip and sebab: the first that applies of what the records show of each ASN."""
    records, lost = decision.records, decision.rejected
    uncounted = records.filter(
        ~pl.col("disposisi").is_in(["dihitung", "di_luar_periode", "duplikat"])
    )
    parts = (
        ("usulan", uncounted, pl.col("nip_usulan")),
        ("seri", uncounted.explode("calon"), pl.col("calon")),
        ("ditolak", lost, pl.col("nip")),
        ("tak_terhitung", uncounted, pl.col("nip_asn")),
    )
    told = [
        rows.select(
            nip=whose, sebab=say_expr(f"jawaban.sebab.{name}", tempat=place()), _urut=pl.lit(at)
        )
        for at, (name, rows, whose) in enumerate(parts)
    ]
    every = pl.concat(told).sort("nip", "_urut", "sebab")
    return every.unique("nip", keep="first").drop("_urut")


def _lacking_delivery(came: Arrivals) -> pl.Expr:
    """Return which delivery of payments has not come since the month that was answered."""
    text = pl.lit(None, dtype=pl.String)
    for month, name in sorted(_lacking(came)):
        said = say("jawaban.sebab.kiriman", kiriman=name, bulan=month_words(month))
        text = pl.when(pl.col("periode_asal") <= month).then(pl.lit(said)).otherwise(text)
    return text


def _lacking(came: Arrivals) -> Iterator[tuple[str, str]]:
    for one in came.each:
        if one.delivery.kind == IURAN and one.state in (ABSENT, LATE):
            yield str(one.month), one.delivery.shown_name
