"""Every kind of page that is published, by name."""

from collections.abc import Callable
from functools import cache

from pipeline.delivery.receipt.page import receipt_page
from pipeline.rendering.html.candidates_page import candidates_page
from pipeline.rendering.html.fleet_page import fleet_page
from pipeline.rendering.html.pages import city_page, month_index, opd_page, periods_index
from pipeline.rendering.html.quality_page import quality_page
from tests.builders import html_samples as samples
from tests.builders import quality_samples, receipt_samples
from tests.builders.fleet_samples import fleet_report
from tests.builders.shared import shared_bytes

PAGES: dict[str, Callable[[], bytes]] = {
    "opd_besar": lambda: opd_page(samples.large_opd(120)),
    "opd_per_unit": lambda: opd_page(samples.opd_by_unit(120)),
    "opd_kecil": lambda: opd_page(samples.small_opd()),
    "opd_nol": lambda: opd_page(samples.zero_opd()),
    "opd_lengkap": lambda: opd_page(samples.full_opd()),
    "opd_tanpa_asn": lambda: opd_page(samples.opd_report([])),
    "opd_susulan": lambda: opd_page(
        samples.opd_report(samples.people(3, sudah=4), restatement=samples.restated(2))
    ),
    "kota_susulan": lambda: city_page(samples.city_report(restatement=samples.restated(3))),
    "usulan": lambda: candidates_page(samples.candidates()),
    "kota": lambda: city_page(samples.city_report()),
    "kota_tanpa_pembanding": lambda: city_page(
        samples.city_report(before=None, change_counts=None)
    ),
    "bulan": lambda: month_index(samples.month()),
    "bulan_kosong": lambda: month_index(
        samples.month(opds=(), conservation=(), findings=samples.month().findings.clear())
    ),
    "mutu": lambda: quality_page(quality_samples.report()),
    "mutu_awal": lambda: quality_page(quality_samples.report("2025-11", "Ekspor terlambat")),
    "berita_acara": lambda: receipt_page(receipt_samples.receipt()),
    "berita_acara_kosong": lambda: receipt_page(receipt_samples.empty()),
    "periode": lambda: periods_index(samples.period_links()),
    "periode_kosong": lambda: periods_index(()),
    "armada": lambda: fleet_page(fleet_report()),
    "armada_besar": lambda: fleet_page(fleet_report(45)),
}
HOSTILE = (
    '=HYPERLINK("http://jahat.example","klik")',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eterbalik\u202c \u200fkanan",
    "😀 emoji & entitas &amp;",
    "{{ 7*7 }} {nip} {% raw %}",
    "X" * 200,
)


@cache
def page_bytes(name: str) -> bytes:
    """Return a page as it is published."""
    return shared_bytes(f"{name}.html", PAGES[name])
