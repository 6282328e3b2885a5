"""Every kind of nota dinas, by name, and the report that it tells."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.model import OpdReport
from tests.builders import html_samples as samples
from tests.builders import report_samples
from tests.builders.shared import shared_bytes

SIGNED = {
    "pelapor_nama": "Contoh Nama, S.E.",
    "pelapor_pangkat": "Pembina",
    "pelapor_nip": "199001012015041001",
    "alamat": "Jalan Contoh 1",
    "telepon": "(024) 000000",
    "kode_pos": "50132",
    "pos_el_kantor": "disdik@contoh.go.id",
    "laman": "disdik.contoh.go.id",
}
REPORTS: dict[str, Callable[[], OpdReport]] = {
    "besar": lambda: replace(samples.large_opd(), opd=replace(samples.large_opd().opd, **SIGNED)),
    "kecil": samples.small_opd,
    "nol": samples.zero_opd,
    "lengkap": samples.full_opd,
    "tanpa_asn": report_samples.empty_opd,
    "teks_jahat": report_samples.hostile_opd,
}


@cache
def report(name: str) -> OpdReport:
    return REPORTS[name]()


@cache
def letter(name: str) -> bytes:
    """Return a letter as it is published."""
    return shared_bytes(f"{name}.docx", lambda: nota_dinas(report(name)))
