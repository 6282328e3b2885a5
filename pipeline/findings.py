"""Making rows of the findings table: a fault in the data is a row, never an exception (architecture §1)."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipeline.sentences import fill_expr
from schemas.fields import table_schema
from schemas.findings import register

LOCAL: Final = {"kode": pl.String, "baris": pl.Int64, "kolom": pl.String, "pesan": pl.String}
SCHEMA: Final = table_schema("temuan")
KEY: Final = ("bulan_terima", "jenis_berkas", "berkas", "lembar", "baris", "kode", "kolom", "pesan", "kode_opd")


def note_rows(rows: pl.DataFrame, kode: str, kolom: str | None = None, **values: pl.Expr) -> pl.DataFrame:
    """Return one finding `kode` per row of `rows` (which has `baris`), its message filled from `values`."""
    return rows.select(
        kode=pl.lit(kode),
        baris=pl.col("baris"),
        kolom=pl.lit(kolom, dtype=pl.String),
        pesan=fill_expr(register()[kode].pesan, values),
    )


def note_file(kode: str, kolom: str | None = None, values: Mapping[str, object] | None = None) -> pl.DataFrame:
    """Return one finding about a whole file or sheet, its message filled from `values`."""
    pesan = register()[kode].pesan.format(**(values or {}))
    return pl.DataFrame([(kode, None, kolom, pesan)], schema=LOCAL, orient="row")


def no_notes() -> pl.DataFrame:
    """Return an empty frame of findings within a file."""
    return pl.DataFrame(schema=LOCAL)


def registered(findings: pl.DataFrame) -> pl.DataFrame:
    """Add tingkat and pemilik of the register, and return the temuan table sorted by a total key."""
    kinds = register()
    level = {kode: kind.tingkat for kode, kind in kinds.items()}
    owner = {kode: kind.pemilik for kode, kind in kinds.items()}
    completed = findings.with_columns(
        tingkat=pl.col("kode").replace_strict(level, return_dtype=pl.String),
        pemilik=pl.col("kode").replace_strict(owner, return_dtype=pl.String),
    )
    typed = [pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()]
    return completed.select(typed).unique().sort(KEY, nulls_last=False)
