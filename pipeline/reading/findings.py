"""Making rows of the findings table: a data fault is a row, never an exception (architecture §1).

Beside the contract's columns a finding carries `nilai_samar`, the faulty cell as the quality report
may show it.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import polars as pl

from pipeline.core.masking import (
    masked_cells,
    masked_record,
    without_numbers,
    without_numbers_expr,
)
from pipeline.core.sentences import fill_expr
from pipeline.core.text import map_distinct
from schemas.findings import register
from schemas.tables import table_schema

LOCAL: Final = {
    "kode": pl.String,
    "baris": pl.Int64,
    "kolom": pl.String,
    "pesan": pl.String,
    "nilai_samar": pl.String,
}
SCHEMA: Final = table_schema("temuan")
KEY: Final = (
    "bulan_terima",
    "jenis_berkas",
    "berkas",
    "lembar",
    "baris",
    "kode",
    "kolom",
    "pesan",
    "kode_opd",
)
_CELL: Final = "_sel_"
_MONTHS: Final = ("bulan_iuran", "bulan_awal", "bulan_akhir", "jumlah_bulan")
# The fault of these lies between cells, so a reader needs to see them all; a NIK may stand in the
# NIP's cell.
_CELLS: Final = {
    "nik_donatur": ("nik_donatur", "nip_donatur"),
    **dict.fromkeys(
        ("bulan_tak_terbaca", "bulan_terbalik", "bulan_terlalu_banyak", "jumlah_bulan_beda"),
        _MONTHS,
    ),
    **dict.fromkeys(("jenis_beda_nip", "jenis_tidak_dikenal"), ("jenis_asn", "status_cpns")),
    "pekerja_tanpa_kunci": ("nik_pekerja", "kpj"),
}


class Fault(NamedTuple):
    """What is told of each row where something holds: a code, the field it stands in, values."""

    kode: str
    kolom: str
    where: pl.Expr
    values: Mapping[str, pl.Expr] = MappingProxyType({})


def note_faults(rows: pl.DataFrame, faults: Sequence[Fault]) -> list[pl.DataFrame]:
    """Return the findings about `rows` of the faults that any of them has."""
    marks = rows.select(fault.where.alias(str(at)) for at, fault in enumerate(faults))
    return [
        note_rows(rows.filter(marked), fault.kode, fault.kolom, None, **fault.values)
        for marked, fault in zip(marks, faults, strict=True)
        if marked.any()
    ]


def note_rows(
    rows: pl.DataFrame,
    kode: str,
    kolom: str | None = None,
    cell: str | None = None,
    **values: pl.Expr,
) -> pl.DataFrame:
    """Return one finding `kode` per row of `rows` (it has `baris`), message filled from `values`.

    `cell` is the column of `rows` that was written in the field `kolom`; without it `with_cells`
    can fill nilai_samar.
    """
    if rows.is_empty():
        return no_notes()
    spared = {
        name: without_numbers_expr(value) if name == "nilai" else value
        for name, value in values.items()
    }
    shown = masked_cells(kolom or "", rows[cell]) if cell else pl.lit(None, dtype=pl.String)
    return rows.select(
        kode=pl.lit(kode),
        baris=pl.col("baris"),
        kolom=pl.lit(kolom, dtype=pl.String),
        pesan=fill_expr(register()[kode].pesan, spared),
        nilai_samar=shown,
    )


def note_broken_lines(rejected: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the findings about broken CSV lines.

    Of a torn one they tell what stands in it, so that a person finds it.
    """
    broken = rejected.filter("rusak")
    if broken.is_empty():
        return []
    torn = broken.filter(pl.col("_pasangan").is_not_null())
    written = map_distinct(torn["_tulisan"], masked_record, pl.String)
    return [
        note_rows(broken.filter(pl.col("_pasangan").is_null()), "baris_csv_rusak"),
        note_rows(torn, "baris_terbelah", lain=pl.col("_pasangan").cast(pl.String)).with_columns(
            nilai_samar=written
        ),
    ]


def note_file(
    kode: str, kolom: str | None = None, values: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """Return one finding about a whole file or sheet, its message filled from `values`."""
    told = {name: without_numbers(str(value)) for name, value in (values or {}).items()}
    pesan = register()[kode].pesan.format(**told)
    return pl.DataFrame([(kode, None, kolom, pesan, None)], schema=LOCAL, orient="row")


def no_notes() -> pl.DataFrame:
    """Return an empty frame of findings within a file."""
    return pl.DataFrame(schema=LOCAL)


def with_cells(notes: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Fill `nilai_samar` of `notes` from the cells of `rows`.

    `rows` has `baris` and text columns named as fields.
    """
    cells = sorted(_every_cell(notes).intersection(rows.columns))
    own = (
        rows.lazy()
        .join(notes.lazy(), on="baris", how="semi")
        .unique("baris", keep="first", maintain_order=True)
        .select("baris", pl.col(cells).name.prefix(_CELL))
    )
    beside = notes.lazy().join(own, on="baris", how="left", maintain_order="left").collect()
    groups = beside.partition_by("kode", "kolom", maintain_order=True)
    return pl.concat([notes.clear(), *(_with_cells(group, cells) for group in groups)])


def _every_cell(notes: pl.DataFrame) -> set[str]:
    kinds = zip(notes["kode"], notes["kolom"], strict=True)
    return {cell for kode, kolom in set(kinds) for cell in _cells_of(kode, kolom)}


def _cells_of(kode: str, kolom: str | None) -> tuple[str, ...]:
    return _CELLS.get(kode) or _CELLS.get(kolom or "") or ((kolom,) if kolom else ())


def _with_cells(notes: pl.DataFrame, known: Sequence[str]) -> pl.DataFrame:
    cells = [cell for cell in _cells_of(notes["kode"][0], notes["kolom"][0]) if cell in known]
    masked = [masked_cells(cell, notes[_CELL + cell]) for cell in cells]
    joined = pl.concat_str(masked, separator=" / ", ignore_nulls=True).replace("", None)
    shown = joined if cells else pl.col("nilai_samar")
    return notes.select(*(name for name in LOCAL if name != "nilai_samar"), nilai_samar=shown)


def registered(findings: pl.DataFrame) -> pl.DataFrame:
    """Add tingkat and pemilik of the register.

    Return the temuan table and `nilai_samar`, sorted by a total key.
    """
    kinds = register()
    level = {kode: kind.tingkat for kode, kind in kinds.items()}
    owner = {kode: kind.pemilik for kode, kind in kinds.items()}
    completed = findings.with_columns(
        tingkat=pl.col("kode").replace_strict(level, return_dtype=pl.String),
        pemilik=pl.col("kode").replace_strict(owner, return_dtype=pl.String),
    )
    typed = [pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()]
    ordered = completed.select(*typed, "nilai_samar").sort(*KEY, "nilai_samar", nulls_last=False)
    return ordered.unique(list(SCHEMA), keep="first", maintain_order=True)
