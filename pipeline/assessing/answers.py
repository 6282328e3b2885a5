"""Answers of secretaries beside the data: which counts, and what the data say to it (§8.3, §8.4).

An answer never changes a verdict: a payment is a record, an answer is a word.
"""

from collections.abc import Iterable
from typing import Final

import polars as pl

from pipeline.assessing.arrivals import ABSENT, Arrivals
from pipeline.core.periods import Period
from pipeline.core.places import RECORD_PLACE, place
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.reading.returned.rivals import by_age
from schemas.codes import CONTRADICTED, IURAN, LATE_PROMISE, OPEN_ANSWER, PROVEN
from schemas.tables import table_schema

_ASKED_ABOUT: Final = ("belum", "klarifikasi")
_MOVED: Final = "mutasi"
_PAID: Final = "membayar"
# A workbook of an older month, whose answers are taken: said, and nothing to do about.
_OLDER: Final = "jawaban_lama"


def unheard_notes(notes: pl.DataFrame, rosters: Iterable[str], period: Period) -> tuple[str, ...]:
    """Return in sentences what is found in files that came back and no month reports.

    `notes` are GivenAnswers.notes, `rosters` the months with a roster. A finding stands in the
    report of the month of receipt. Where that month has no roster, the latest month that has one
    tells of it: of what came after it, and since the roster before.
    """
    *earlier, latest = sorted(rosters)
    if latest != str(period):
        return ()
    month = pl.col("bulan_terima")
    unreported = (month > max(earlier, default="")) & (month != latest)
    told = notes.filter(unreported, pl.col("kode") != _OLDER)
    alike = told.group_by("bulan_terima", "berkas", "lembar", "kode", "pesan")
    first = alike.agg(pl.min("baris"), lagi=pl.n_unique("baris") - 1)
    file = pl.concat_str("bulan_terima", pl.lit("/"), "berkas")
    shown = first.sort(*RECORD_PLACE, "kode", "pesan").select(
        pl.coalesce(place(), file), "pesan", "lagi"
    )
    return tuple(_unheard_sentence(*row) for row in shown.rows())


def _unheard_sentence(place: str, told: str, more: int) -> str:
    also = say("gerbang.kembali_lagi", jumlah=more) if more else ""
    return say("gerbang.kembali", tempat=place, pesan=told, lagi=also)


def answer_table(given: pl.DataFrame, decision: Decision, came: Arrivals) -> pl.DataFrame:
    """Return tindak_lanjut.parquet: every answer of `given` (GivenAnswers.about), by age.

    `berlaku` marks the newest of each ASN, `keadaan` what the data of the decided period say to it.
    `came` tells in which months every payment file came in.
    """
    newest = by_age(given).with_columns(berlaku=pl.col("nip").is_last_distinct())
    seats = decision.people.select("nip", _status="status", _kini="kode_opd")
    beside = newest.join(seats, on="nip", how="left", maintain_order="left").join(
        _last_heard_of(decision), on="nip", how="left", maintain_order="left"
    )
    return beside.with_columns(keadaan=_state(decision, came)).select(
        table_schema("tindak_lanjut").keys()
    )


def _state(decision: Decision, came: Arrivals) -> pl.Expr:
    period = str(decision.period)
    contradicted = _still_there(period) | _paid_without_a_record(came)
    late = (pl.col("_status") == "belum") & (pl.col("target_bulan") < period)
    return (
        pl.when(pl.col("_status") == "sudah")
        .then(pl.lit(PROVEN))
        .when(contradicted)
        .then(pl.lit(CONTRADICTED))
        .when(late)
        .then(pl.lit(LATE_PROMISE))
        .otherwise(pl.lit(OPEN_ANSWER))
    )


def _still_there(period: str) -> pl.Expr:
    """Tell that who is said to have moved or retired is on a later roster, in the same OPD.

    The roster of the month that was answered is what the answer speaks against. A roster that has
    the person as exempt (retired, on leave) bears the answer out.
    """
    later = pl.lit(period) > pl.col("periode_asal")
    there = (pl.col("_kini") == pl.col("kode_opd")) & pl.col("_status").is_in(_ASKED_ABOUT)
    return (pl.col("jawaban") == _MOVED) & later & there


def _paid_without_a_record(came: Arrivals) -> pl.Expr:
    """Tell that payments came in since the answer, and none of them has to do with the ASN.

    A month of which a delivery lacks has not come in; the month in which the answer was received
    may hold only what was paid before it, so a later one must have come in.
    """
    last = pl.lit(_last_whole_month(came), dtype=pl.String)
    heard = pl.col("_terdengar") >= pl.col("bulan_terima")
    since = last > pl.col("bulan_terima")
    return (pl.col("jawaban") == _PAID) & since & ~heard.fill_null(value=False)


def _last_whole_month(came: Arrivals) -> str | None:
    payments = [one for one in came.each if one.delivery.kind == IURAN]
    brought = {one.month for one in payments if one.accepted}
    lacking = {one.month for one in payments if one.state == ABSENT}
    return max((str(month) for month in brought - lacking), default=None)


def _last_heard_of(decision: Decision) -> pl.DataFrame:
    """Return nip and the last month in which a record came that is, or may be, this ASN's."""
    month = {"_terdengar": pl.col("bulan_terima")}
    records, lost = decision.records, decision.rejected
    named = [
        records.select(pl.col("nip_asn").alias("nip"), **month),
        records.select(pl.col("nip_usulan").alias("nip"), **month),
        records.select(pl.col("calon").alias("nip"), **month).explode("nip"),
        lost.select("nip", **month),
    ]
    return pl.concat(named).group_by("nip").agg(pl.col("_terdengar").max())
