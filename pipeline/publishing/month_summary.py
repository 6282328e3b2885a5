"""What may be told of a published month where no person may be named.

Such places are Prefect's pages and a message to the operator.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.gate import labels
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.paths import city_path, quality_path, table_path
from schemas.fields import label

_COUNTED: Final = ("wajib", "sudah", "belum", "dikecualikan", "klarifikasi", "tak_terbaca")
_DELIVERED: Final = (
    "keadaan_kiriman",
    "berkas_kini",
    "berkas_lalu",
    "dibaca_kini",
    "dibaca_lalu",
    "diterima_kini",
    "diterima_lalu",
)


@dataclass(frozen=True)
class RunReport:
    """A published month without its people (domain §6).

    opds: one row for each OPD, reader's label -> value. gate: what the gate stopped at and was
    published all the same, and what it could not compare. answers: how many secretaries answered
    for. findings: (kode, pemilik, how many) of
    the month's own files. links: name -> path below the outputs folder. deliveries: one row for
    each, reader's label -> value; a name that was learned from names of files is told by its number
    (contract §6).
    """

    period: Period
    revision: str
    counts: Counts
    opds: tuple[dict[str, Any], ...]
    conservation: tuple[str, ...]
    gate: tuple[str, ...]
    answers: tuple[str, ...]
    findings: tuple[tuple[str, str, int], ...]
    links: tuple[tuple[str, str], ...]
    deliveries: tuple[dict[str, Any], ...]


def run_report(outputs: Path, manifest: Manifest) -> RunReport:
    """Return what may be told of the published revision that `manifest` describes."""
    folder = outputs / manifest.periode / manifest.revisi
    findings = pl.read_parquet(folder / table_path("temuan"))
    table = pl.read_parquet(folder / table_path("opd"))
    return RunReport(
        Period.parse(manifest.periode),
        manifest.revisi,
        manifest.counts,
        tuple(_opd_rows(table, findings, manifest)),
        manifest.konservasi,
        _gate(manifest),
        (answers_sentence(manifest.jawaban),) if manifest.jawaban else (),
        tuple(_per_code(findings, manifest.periode)),
        tuple(_links(manifest)),
        tuple(_delivery_rows(manifest)),
    )


def _opd_rows(
    table: pl.DataFrame, findings: pl.DataFrame, manifest: Manifest
) -> list[dict[str, Any]]:
    found = findings.group_by("kode_opd").agg(temuan=pl.len())
    rows = (
        table.join(found, on="kode_opd", how="left")
        .with_columns(pl.col("temuan").fill_null(0))
        .sort("kode_opd")
    )
    return [_opd_row(row, manifest) for row in rows.to_dicts()]


def _opd_row(row: dict[str, Any], manifest: Manifest) -> dict[str, Any]:
    entry = manifest.opd.get(row["kode_opd"])
    told = {label(name): row[name] for name in ("kode_opd", "nama_opd", *_COUNTED)}
    return {
        **told,
        label("persen"): percent(row["persen"]),
        say("artefak.kolom.temuan"): row["temuan"],
        say("artefak.kolom.revisi"): entry.revisi if entry else "-",
    }


def _delivery_rows(manifest: Manifest) -> list[dict[str, Any]]:
    came = manifest.datang.get("kiriman", ())
    return [_delivery_row(row) for row in came]


def _delivery_row(row: dict[str, Any]) -> dict[str, Any]:
    told = {label(column): row[column] for column in _DELIVERED}
    return {label("kiriman"): row["sebutan"], **told}


def answers_sentence(counts: dict[str, int]) -> str:
    """Return how many were answered for by their secretaries, and what the data say to it.

    `counts` as followup.answer_counts gives them, not empty.
    """
    return say("cli.jawaban", **{name: number(count) for name, count in counts.items()})


def _gate(manifest: Manifest) -> tuple[str, ...]:
    reason = (manifest.anomali,) if manifest.anomali else ()
    stops = (labels([str(stop["kode"]) for stop in manifest.gerbang]),) if manifest.gerbang else ()
    return (*stops, *reason, *manifest.catatan)


def _per_code(findings: pl.DataFrame, period: str) -> list[tuple[str, str, int]]:
    own = findings.filter(pl.col("bulan_terima") == period)
    counts = (
        own.group_by("kode", "pemilik")
        .agg(jumlah=pl.len())
        .sort("jumlah", "kode", "pemilik", descending=[True, False, False])
    )
    return [(str(kode), str(owner), int(count)) for kode, owner, count in counts.iter_rows()]


def _links(manifest: Manifest) -> list[tuple[str, str]]:
    folder = f"{manifest.periode}/{manifest.revisi}"
    return [
        ("bulan", f"{folder}/index.html"),
        ("rekap", f"{folder}/{city_path(manifest.periode, 'html')}"),
        ("mutu", f"{folder}/{quality_path(manifest.periode, 'html')}"),
    ]
