"""To which OPD a person belongs: the first of six answers (contract §3)."""

from dataclasses import dataclass

import polars as pl

from pipeline.core.text import plain
from pipeline.knowledge.references import References
from pipeline.knowledge.unit_names import name_key
from schemas.codes import UNMAPPED_OPD


@dataclass(frozen=True)
class Directory:
    """Names to OPDs, each frame `kunci`, `kode_opd`; a name that leads to two OPDs is in none (contract §3)."""

    opd_names: pl.DataFrame
    unit_names: pl.DataFrame
    unit_ids: pl.DataFrame


def directory(references: References) -> Directory:
    """Build the look-up of names from opd.csv and unit_kerja.csv."""
    aliases = references.opd.select("kode_opd", nama=pl.col("alias").str.split(";")).explode("nama")
    own = [references.opd.select("kode_opd", nama=pl.col(c)) for c in ("kode_opd", "nama_opd")]
    names = pl.concat([*own, aliases]).select(kunci=name_key(pl.col("nama")), kode_opd=pl.col("kode_opd"))
    units = references.units.select(kunci=name_key(pl.col("unit_kerja")), kode_opd=pl.col("kode_opd"))
    ids = references.units.select(kunci=plain(pl.col("unor_id")), kode_opd=pl.col("kode_opd"))
    return Directory(_single_minded(names), _single_minded(units), _single_minded(ids))


def opd_by_name(frame: pl.DataFrame, column: str, book: Directory) -> pl.Series:
    """Return the kode_opd that the text in `column` names as an OPD, or null."""
    return _look_up(frame, name_key(pl.col(column)), book.opd_names)


def assign_opd(rows: pl.DataFrame, book: Directory, memory: pl.DataFrame | None = None) -> pl.DataFrame:
    """Add `kode_opd` to roster rows.

    `memory` (nip, unit_kunci, kode_opd) is what earlier rosters knew, the latest for each; it is asked last.
    """
    answers = [
        opd_by_name(rows, "opd", book),
        opd_by_name(rows, "unit_induk", book),
        _look_up(rows, plain(pl.col("unor_id")), book.unit_ids),
        opd_by_name(rows, "unit_kerja", book),
        _look_up(rows, name_key(pl.col("unit_kerja")), book.unit_names),
        *([_remembered(rows, memory)] if memory is not None else []),
    ]
    return rows.with_columns(kode_opd=pl.coalesce(*answers, pl.lit(UNMAPPED_OPD)))


def remember(memory: pl.DataFrame | None, roster: pl.DataFrame) -> pl.DataFrame:
    """Return `memory` with what `roster` (later than all before) knows put over it."""
    known = roster.filter(pl.col("kode_opd") != UNMAPPED_OPD).select(
        "nip", "kode_opd", unit_kunci=name_key(pl.col("unit_kerja"))
    )
    both = pl.concat([known, memory.select(known.columns)]) if memory is not None else known
    return both.drop_nulls().unique(["nip", "unit_kunci"], keep="first", maintain_order=True)


def _single_minded(pairs: pl.DataFrame) -> pl.DataFrame:
    distinct = pairs.filter(pl.col("kunci").is_not_null() & (pl.col("kunci") != "")).unique()
    return distinct.filter(~pl.col("kunci").is_duplicated()).sort("kunci")


def _look_up(frame: pl.DataFrame, key: pl.Expr, book: pl.DataFrame) -> pl.Series:
    return frame.select(kunci=key).join(book, on="kunci", how="left", maintain_order="left")["kode_opd"]


def _remembered(rows: pl.DataFrame, memory: pl.DataFrame) -> pl.Series:
    keys = rows.select("nip", unit_kunci=name_key(pl.col("unit_kerja")))
    return keys.join(memory, on=["nip", "unit_kunci"], how="left", maintain_order="left")["kode_opd"]
