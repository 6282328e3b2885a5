"""Invented reports for the workbooks' tests: OPDs of every size, hostile texts, many city names."""

from dataclasses import replace

import polars as pl

from pipeline.reporting.model import CityReport, OpdReport
from tests.builders.html_samples import (
    OPD_NAMES,
    city_report,
    edition,
    findings,
    full_opd,
    large_opd,
    opd_report,
    people,
    person,
    policy,
    small_opd,
    zero_opd,
)

__all__ = [
    "HOSTILE",
    "city_of",
    "city_report",
    "edition",
    "empty_opd",
    "findings",
    "full_opd",
    "hostile_opd",
    "large_opd",
    "opd_report",
    "opds_of",
    "people",
    "person",
    "policy",
    "small_opd",
    "zero_opd",
]

HOSTILE = (
    '=HYPERLINK("http://jahat.example","klik")',
    "+62 811 2345 678",
    "-5+3",
    "@SUM(A1:A9)",
    "#N/A",
    "<b>tebal & miring</b>",
    "1E+17",
    "😀 emoji",
)


def empty_opd() -> OpdReport:
    """A unit without anybody: every list is empty."""
    return opd_report([], before=None, changes=None, to_mend=findings(0))


def hostile_opd() -> OpdReport:
    """People whose texts a spreadsheet would take for something else, one too long for a cell."""
    names = (*HOSTILE, "lonceng\x07 dan \x0bvertikal", "\ufffebukan karakter", "panjang " * 5000)
    rows = [
        person(n, "belum", "belum_pernah", text, nama=text, jabatan=text)
        for n, text in enumerate(names)
    ]
    return opd_report(rows)


def opds_of(asn: int, units: int) -> list[OpdReport]:
    """`units` OPDs that together have about `asn` people, each with a name of its own."""
    size = asn // units
    report = opd_report(people(12, sudah=size * 3 // 8, belum=size * 5 // 8, dikecualikan=1))
    named = OPD_NAMES[:units]
    return [replace(report, opd=replace(report.opd, kode=kode, nama=nama)) for kode, nama in named]


def city_of(late: int) -> CityReport:
    """The city with `late` names in belum, spread over its OPDs in their order."""
    report = city_report()
    rows = people(300, belum=late)
    names = sorted(nama for _, nama in OPD_NAMES)
    opd = [names[index * len(names) // late] for index in range(late)]
    frame = pl.DataFrame(rows, schema=report.belum.drop("nama_opd").schema)
    return replace(
        report, belum=frame.with_columns(nama_opd=pl.Series(opd)).select(report.belum.columns)
    )
