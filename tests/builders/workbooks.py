"""Every kind of workbook that is published, by name."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl

from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.rendering.excel import (
    candidates_workbook,
    city_names_workbook,
    city_workbook,
    opd_workbook,
    quality_workbook,
)
from tests.builders import html_samples, quality_samples, receipt_samples
from tests.builders import report_samples as samples
from tests.builders.shared import shared_bytes

OPD_BOOKS: dict[str, Callable[[], bytes]] = {
    "besar": lambda: opd_workbook(samples.large_opd()),
    "kecil": lambda: opd_workbook(samples.small_opd()),
    "nol": lambda: opd_workbook(samples.zero_opd()),
    "lengkap": lambda: opd_workbook(samples.full_opd()),
    "tanpa_asn": lambda: opd_workbook(samples.empty_opd()),
    "susulan": lambda: opd_workbook(
        html_samples.opd_report(
            html_samples.people(3, sudah=4), restatement=html_samples.restated(2)
        )
    ),
    "teks_jahat": lambda: opd_workbook(samples.hostile_opd()),
}
CITY_BOOKS: dict[str, Callable[[], bytes]] = {
    "kota": lambda: city_workbook(samples.city_of(300)),
    "kota_susulan": lambda: city_workbook(
        html_samples.city_report(restatement=html_samples.restated(3))
    ),
    "kota_tanpa_pembanding": lambda: city_workbook(_city_without_last_month()),
    "kota_semua_sudah": lambda: city_workbook(_city_where_all_take_part()),
}
QUALITY_BOOKS: dict[str, Callable[[], bytes]] = {
    "mutu": lambda: quality_workbook(_quality("2026-03")),
    "mutu_awal": lambda: quality_workbook(_quality("2025-11")),
    "usulan": lambda: candidates_workbook(html_samples.candidates()),
}
DELIVERY_BOOKS: dict[str, Callable[[], bytes]] = {
    "berita_acara": lambda: receipt_workbook(receipt_samples.receipt()),
    "berita_acara_kosong": lambda: receipt_workbook(receipt_samples.empty()),
}
NAMES_BOOKS: dict[str, Callable[[], bytes]] = {
    "nama_kota": lambda: city_names_workbook(samples.city_of(300)),
    "nama_kota_tanpa_pembanding": lambda: city_names_workbook(_city_without_last_month()),
}
BOOKS = OPD_BOOKS | CITY_BOOKS | NAMES_BOOKS | QUALITY_BOOKS | DELIVERY_BOOKS


@cache
def book(name: str) -> bytes:
    """Return a workbook as it is published."""
    return shared_bytes(f"{name}.xlsx", BOOKS[name])


def _quality(case: str) -> Any:
    return replace(
        quality_samples.report(case), edition=samples.edition(anomaly="Ekspor terlambat")
    )


def _city_without_last_month() -> Any:
    report = samples.city_of(60)
    unknown = report.opd.with_columns(
        pl.lit(None, dtype=pl.Int64).alias(name) for name in ("wajib_lalu", "sudah_lalu")
    )
    return replace(report, before=None, change_counts=None, changes=None, opd=unknown)


def _city_where_all_take_part() -> Any:
    report = samples.city_report()
    every = report.opd.with_columns(sudah=pl.col("wajib"), belum=pl.lit(0, dtype=pl.Int64))
    return replace(
        report, opd=every, belum=report.belum.clear(), by_reason=report.by_reason.clear()
    )
