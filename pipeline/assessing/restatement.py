"""How a month that is published again differs from what was published first (contract §5.1, as-of)."""

from pathlib import Path
from typing import Final

import polars as pl

from pipeline.assessing.month import Month, table_path
from pipeline.core.periods import Period
from pipeline.core.places import place
from pipeline.core.wording import say, say_expr
from pipeline.publishing.manifest import first_manifest
from pipeline.reporting.report_parts import Restatement
from schemas.codes import DISPOSITIONS, REASONS, STATUSES

_ORDER: Final = ("kode_opd", "unit_kerja", "nama", "nip")
_PLACE: Final = ("bulan_terima", "berkas", "lembar", "baris")
COMPARED: Final = ("status", "iuran")
_SHOWN: Final = 3


def restated(month: Month, outputs: Path) -> Restatement | None:
    """Compare `month` with the first published revision of its period; None when no verdict differs.

    Gives kode_opd, nip, nama, unit_kerja, status (now), dulu, kini (status and reason in words) and keterangan (the
    records that are new since, or decided otherwise), by OPD, unit and name.
    """
    first = first_manifest(outputs, month.period)
    if first is None:
        return None
    people, records = (pl.read_parquet(outputs / str(month.period) / first.revisi / table_path(n)) for n in COMPARED)
    told = _with_records(_changed(month.tables["status"], people), _late_records(month, records))
    return Restatement(first.revisi, Period.parse(first.data_sampai), told.sort(_ORDER)) if told.height else None


def _changed(now: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """Return the ASN whose status or reason is not what it was, those too whom one of the two rosters lacks."""
    columns = ("nip", "nama", "kode_opd", "unit_kerja", "status", "alasan")
    both = now.select(columns).join(first.select(columns), on="nip", how="full", coalesce=True, suffix="_dulu")
    differs = pl.col("status").ne_missing(pl.col("status_dulu")) | pl.col("alasan").ne_missing(pl.col("alasan_dulu"))
    kept = (pl.coalesce(name, f"{name}_dulu").alias(name) for name in ("nama", "kode_opd", "unit_kerja"))
    return both.filter(differs).select(
        "nip", *kept, "status", dulu=_verdict("status_dulu", "alasan_dulu"), kini=_verdict("status", "alasan")
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


def _late_records(month: Month, first: pl.DataFrame) -> pl.DataFrame:
    """Return nip and `catatan`, a text for each record on P that is new since, or whose disposition is another."""
    records = month.tables["iuran"].select(*_PLACE, "disposisi", nip="nip_asn")
    pointed = month.calon.select(*_PLACE, _usulan="nip_usulan").unique(_PLACE, keep="none")
    whose = records.join(pointed, on=_PLACE, how="left").with_columns(pl.coalesce("nip", "_usulan").alias("nip"))
    before = first.select(*_PLACE, _dulu="disposisi")
    both = whose.join(before, on=_PLACE, how="left").drop_nulls("nip")
    late = both.filter(pl.col("disposisi").ne_missing(pl.col("_dulu")) & (pl.col("disposisi") != "di_luar_periode"))
    codes = {code: say(f"disposisi.{code}") for code in DISPOSITIONS}
    words = say_expr("susulan.catatan", tempat=place(), disposisi=pl.col("disposisi").replace_strict(codes))
    return late.sort("nip", *_PLACE).select("nip", catatan=words)


def _with_records(changed: pl.DataFrame, late: pl.DataFrame) -> pl.DataFrame:
    grouped = late.group_by("nip", maintain_order=True).agg(
        catatan=pl.col("catatan").head(_SHOWN).str.join("; "), lagi=pl.len().cast(pl.Int64) - _SHOWN
    )
    more = pl.when(pl.col("lagi") > 0).then(say_expr("susulan.lagi", jumlah=pl.col("lagi"))).otherwise(pl.lit(""))
    known = say_expr("susulan.karena", catatan=pl.col("catatan"), lagi=more)
    joined = changed.join(grouped, on="nip", how="left")
    return joined.select(
        "kode_opd", "nip", "nama", "unit_kerja", "status", "dulu", "kini",
        keterangan=known.fill_null(say("susulan.tanpa_catatan")),
    )  # fmt: skip
