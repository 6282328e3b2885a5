"""How a month published again differs from what was published first (contract §5.1, as-of)."""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.core.places import RECORD_PLACE, told_place
from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from schemas.codes import DISPOSITIONS, REASONS, STATUSES

_ORDER: Final = ("kode_opd", "unit_kerja", "nama", "nip")
COMPARED: Final = ("status", "iuran")
_SHOWN: Final = 3


@dataclass(frozen=True)
class Restatement:
    """How a month published again differs from `revisi`, the first, with data up to `data_sampai`.

    changes: kode_opd, nip, nama, unit_kerja, status, dulu, kini, keterangan; at least one row.
    """

    revision: str
    known_until: Period
    changes: pl.DataFrame

    def of(self, kode: str) -> "Restatement | None":
        """Return the part that concerns the OPD `kode`; None when nothing does."""
        mine = self.changes.filter(pl.col("kode_opd") == kode)
        return Restatement(self.revision, self.known_until, mine) if mine.height else None

    def per_opd(self) -> pl.DataFrame:
        """Return kode_opd, jumlah and how many of them are `sudah` now, by kode_opd."""
        joined = (pl.col("status") == "sudah").sum().cast(pl.Int64)
        counts = self.changes.group_by("kode_opd").agg(jumlah=pl.len().cast(pl.Int64), sudah=joined)
        return counts.sort("kode_opd")


@dataclass(frozen=True)
class FirstRevision:
    """A period's first published revision: its name, the last month of its data, two of its tables.

    people: the columns of the status table; records: those of the iuran table (contract §6).
    """

    name: str
    known_until: Period
    people: pl.DataFrame
    records: pl.DataFrame


@dataclass(frozen=True)
class FirstPublished:
    """What was published first, before this assessment.

    revision: of the assessed period; None when nothing of it is published. figures: month -> wajib
    and sudah as published first, of each month that is published. seats: nip and kode_opd as last
    month's current documents have them; None where it is not published.
    """

    revision: FirstRevision | None = None
    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    seats: pl.DataFrame | None = None


def restated(
    tables: dict[str, pl.DataFrame],
    pointed: pl.DataFrame,
    sources: pl.DataFrame,
    first: FirstRevision | None,
    period: Period,
) -> Restatement | None:
    """Compare a month's tables with the first published revision of its `period`.

    None when no verdict differs.

    `pointed` is the candidate table, `sources` says what each sheet is called. Gives kode_opd, nip,
    nama, unit_kerja, status (now), dulu, kini (status and reason in words) and keterangan (the
    records that are new since, or decided otherwise), by OPD, unit and name.
    """
    if first is None:
        return None
    named = tables["iuran"].join(sources, on=["bulan_terima", "berkas", "lembar"])
    late = _late_records(named.filter(~_is_of_no_past(period)), pointed, first.records)
    told = _with_records(_changed(tables["status"], first.people), late)
    return Restatement(first.name, first.known_until, told.sort(_ORDER)) if told.height else None


def _changed(now: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """Return the ASN whose status or reason changed, also those whom one of the rosters lacks."""
    columns = ("nip", "nama", "kode_opd", "unit_kerja", "status", "alasan")
    both = now.select(columns).join(
        first.select(columns), on="nip", how="full", coalesce=True, suffix="_dulu"
    )
    differs = pl.col("status").ne_missing(pl.col("status_dulu")) | pl.col("alasan").ne_missing(
        pl.col("alasan_dulu")
    )
    kept = (
        pl.coalesce(name, f"{name}_dulu").alias(name) for name in ("nama", "kode_opd", "unit_kerja")
    )
    return both.filter(differs).select(
        "nip",
        *kept,
        "status",
        tetap_belum=((pl.col("status") == "belum") & (pl.col("status_dulu") == "belum")).fill_null(
            value=False
        ),
        dulu=_verdict("status_dulu", "alasan_dulu"),
        kini=_verdict("status", "alasan"),
    )


def _verdict(status: str, reason: str) -> pl.Expr:
    statuses = {name: say(f"status.{name}") for name in STATUSES}
    reasons = {name: say(f"alasan.{name}") for some in REASONS.values() for name in some}
    words = say_expr(
        "susulan.putusan",
        status=pl.col(status).replace_strict(statuses, return_dtype=pl.String),
        alasan=pl.col(reason).replace_strict(reasons, return_dtype=pl.String),
    )
    return words.fill_null(say("susulan.tidak_di_roster"))


def _is_of_no_past(period: Period) -> pl.Expr:
    """Tell which records are of later months alone: on them no verdict of `period` depends."""
    later = pl.col("bulan_awal").ge(str(period)).fill_null(value=True)
    return (pl.col("disposisi") == "di_luar_periode") & later


def _late_records(iuran: pl.DataFrame, pointed: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """Return nip and `catatan`, a text per record that is new since or changed disposition.

    `lain`: it is of another month.
    """
    records = iuran.select(*RECORD_PLACE, "sumber", "disposisi", nip="nip_asn")
    alone = pointed.select(*RECORD_PLACE, _usulan="nip_usulan").unique(RECORD_PLACE, keep="none")
    whose = records.join(alone, on=RECORD_PLACE, how="left").with_columns(
        pl.coalesce("nip", "_usulan").alias("nip")
    )
    before = first.select(*RECORD_PLACE, _dulu="disposisi")
    both = whose.join(before, on=RECORD_PLACE, how="left")
    elsewhere = pl.col("disposisi") == "di_luar_periode"
    late = both.filter(pl.col("disposisi").ne_missing(pl.col("_dulu")))
    codes = {code: say(f"disposisi.{code}") for code in DISPOSITIONS}
    words = say_expr(
        "susulan.catatan", tempat=told_place(), disposisi=pl.col("disposisi").replace_strict(codes)
    )
    return late.sort("nip", *RECORD_PLACE).select("nip", catatan=words, lain=elsewhere)


def _with_records(changed: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
    # A record of an earlier month changes no verdict, but how the records of who stays in belum
    # stand; it is told where none of P itself is.
    whose = late.join(
        changed.select("nip", "tetap_belum"), on="nip", how="inner", maintain_order="left"
    )
    telling = whose.filter(
        ~pl.col("lain") | (pl.col("tetap_belum") & pl.col("lain").all().over("nip"))
    )
    grouped = telling.group_by("nip", maintain_order=True).agg(
        catatan=pl.col("catatan").head(_SHOWN).str.join("; "), lagi=pl.len().cast(pl.Int64) - _SHOWN
    )
    more = (
        pl.when(pl.col("lagi") > 0)
        .then(say_expr("susulan.lagi", jumlah=pl.col("lagi")))
        .otherwise(pl.lit(""))
    )
    known = say_expr("susulan.karena", catatan=pl.col("catatan"), lagi=more)
    joined = changed.join(grouped, on="nip", how="left")
    return joined.select(
        "kode_opd",
        "nip",
        "nama",
        "unit_kerja",
        "status",
        "dulu",
        "kini",
        keterangan=known.fill_null(say("susulan.tanpa_catatan")),
    )
