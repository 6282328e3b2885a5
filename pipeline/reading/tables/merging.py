"""Cells merged over several rows below the header hold for each of these rows (contract §2.2)."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipeline.reading.files.sheets import Merged
from pipeline.reading.tables.headers import Header

# What names a person or moves money is never taken from a row above.
_OWN: Final = frozenset({"nip", "nama", "nik", "nik_pekerja", "kpj", "nominal"})
MAPPED: Final = "_terpeta"


def with_merged(
    body: pl.DataFrame, header: Header, merged: Sequence[Merged], native: str
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Give the rows of `body` what is merged over them; tell per label how many rows got a cell.

    A row without a cell of its own (`_terpeta` is 0) stays without one. `native` is how the mark of
    a number is called.
    """
    counts: dict[str, int] = {}
    for field, column in header.columns.items():
        spans = [place for place in merged if place.left == column and place.top > header.index]
        if spans and field not in _OWN:
            filled = _filled(body, field, spans, native)
            gained = int(filled[field].is_not_null().sum()) - int(body[field].is_not_null().sum())
            body = filled
            counts |= {header.written[field]: gained} if gained else {}
    return body, counts


def _filled(body: pl.DataFrame, field: str, spans: list[Merged], native: str) -> pl.DataFrame:
    last = int(str(body["baris"].max() or 0))
    covered = [
        (row, top + 1)
        for top, bottom, _, _ in spans
        for row in range(top + 2, min(bottom + 1, last) + 1)
    ]
    origins = pl.DataFrame(
        covered, schema={"baris": pl.Int64, "_dari": pl.Int64}, orient="row"
    ).unique("baris", keep="first", maintain_order=True)
    tops = body.select(_dari="baris", _isi_gabung=field, _angka_gabung=field + native)
    held = origins.join(tops, on="_dari", how="inner").select(
        "baris", "_isi_gabung", "_angka_gabung"
    )
    takes = pl.col(field).is_null() & pl.col("_isi_gabung").is_not_null() & (pl.col(MAPPED) > 0)
    return (
        body.join(held, on="baris", how="left", maintain_order="left")
        .with_columns(
            pl.when(takes).then("_isi_gabung").otherwise(field).alias(field),
            pl.when(takes).then("_angka_gabung").otherwise(field + native).alias(field + native),
            # With what is merged over it a row has more than one cell, and is no heading.
            _kepala=pl.col("_kepala") & ~takes,
        )
        .drop("_isi_gabung", "_angka_gabung")
    )
