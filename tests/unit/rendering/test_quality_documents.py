"""The quality report as workbook and page: both say what the report says (contract §6).

They are to hand on, without names.
"""

import io
import re
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from lxml import html as parser
from openpyxl import load_workbook

from pipeline.assessing.gate import Stop
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel import quality_workbook
from pipeline.rendering.html.quality_page import MOST_SHOWN, quality_page
from pipeline.reporting.model import QualityReport
from schemas.codes import OWNERS, ROW_CLASSES
from schemas.fields import label
from tests.builders import quality_samples as samples
from tests.builders.kota_kecil import month

SHEETS = [
    "Sampul",
    "Ringkasan",
    "Per Berkas",
    "Kiriman",
    "Untuk OPD",
    "Untuk BKPP",
    "Untuk BPJS",
    "Untuk Operator",
    "Tren",
    "Gerbang & Konservasi",
]
REASON = "Ekspor terlambat, disetujui kepala bidang"
HOSTILE = '=HYPERLINK("http://jahat.example","klik")'


def without_findings() -> QualityReport:
    report = samples.report()
    return replace(
        report,
        summary=report.summary.clear(),
        findings=tuple((owner, frame.clear()) for owner, frame in report.findings),
    )


def with_many_findings(count: int = MOST_SHOWN + 40) -> QualityReport:
    report = samples.report()
    one = dict(report.findings)["BPJS"].head(1)
    many = pl.concat([one] * count).with_columns(baris=pl.int_range(1, count + 1, dtype=pl.Int64))
    return replace(
        report, findings=tuple((o, many if o == "BPJS" else frame) for o, frame in report.findings)
    )


def stopped() -> QualityReport:
    stop = Stop(
        "kurang_bayar",
        "31,00% catatan lunas (31 dari 100) kurang bayar (batas 20,00%). Periksa tarif.",
    )
    return samples.report_of(replace(month("2026-03"), stops=(stop,)), REASON)


def rows(report: QualityReport, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table by heading."""
    found = load_workbook(io.BytesIO(quality_workbook(report)))[sheet]
    (table,) = found.tables.values()
    head, *body = ([cell.value for cell in row] for row in found[table.ref])
    return [dict(zip(head, values, strict=True)) for values in body]


def tree(report: QualityReport) -> parser.HtmlElement:
    return parser.document_fromstring(quality_page(report).decode())


def table(report: QualityReport, key: str) -> list[dict[str, str]]:
    """The rows of a table of the page by heading."""
    found = tree(report).xpath(f"//table[@id='tabel-{key}']")[0]
    heads = found.xpath("thead/tr/th/text()")
    cells = ([cell.text_content() for cell in row] for row in found.xpath("tbody/tr"))
    return [dict(zip(heads, row, strict=True)) for row in cells]


def words(report: QualityReport) -> str:
    return " ".join(tree(report).text_content().split())


def test_the_sheets_stand_in_the_agreed_order_with_one_for_each_owner() -> None:
    assert load_workbook(io.BytesIO(quality_workbook(samples.report()))).sheetnames == SHEETS
    assert [say(f"mutu.lembar.{owner}") for owner in OWNERS] == SHEETS[4:8]


@pytest.mark.parametrize("owner", OWNERS)
def test_workbook_and_page_list_the_same_findings_as_the_report(owner: str) -> None:
    report = samples.report()
    frame = dict(report.findings)[owner]
    if not frame.height:
        assert tree(report).xpath(f"//table[@id='tabel-temuan-{owner.lower()}']") == []
        return
    in_book, on_page = (
        rows(report, say(f"mutu.lembar.{owner}")),
        table(report, f"temuan-{owner.lower()}"),
    )
    assert len(in_book) == len(on_page) == frame.height
    for one, other, row in zip(in_book, on_page, frame.iter_rows(named=True), strict=True):
        place = row["baris"] if row["baris"] is not None else "-"
        assert (one["Berkas"], one["Baris"], one["Pesan"]) == (row["berkas"], place, row["pesan"])
        assert one["Isi Tertulis"] == (row["nilai_samar"] or "-") == other["Isi Tertulis"]
        assert (other["Berkas"], other["Baris"]) == (row["berkas"], str(place))
        assert other["Bulan Terima"] == one["Bulan Terima"] == formats.month(row["bulan_terima"])


def test_a_row_number_is_written_as_excel_shows_it() -> None:
    report = with_many_findings(1)
    deep = replace(
        report, findings=tuple((o, f.with_columns(baris=pl.lit(12345))) for o, f in report.findings)
    )
    assert rows(deep, "Untuk BPJS")[0]["Baris"] == 12345
    assert table(deep, "temuan-bpjs")[0]["Baris"] == "12345"


@pytest.mark.parametrize("name", ["dibaca", *ROW_CLASSES])
def test_workbook_and_page_count_the_same_rows_of_every_file(name: str) -> None:
    report = samples.report()
    counts = report.files[name].to_list()
    assert [row[label(name)] for row in rows(report, "Per Berkas")] == counts
    assert [row[label(name)] for row in table(report, "berkas")] == [
        formats.number(count) for count in counts
    ]


def test_workbook_and_page_count_the_same_findings_of_every_code() -> None:
    report = samples.report()
    wanted = list(report.summary.select("kode", "jumlah_temuan", "pesan").iter_rows())
    in_book = [
        (row["Kode"], row["Jumlah Temuan"], row["Pesan"]) for row in rows(report, "Ringkasan")
    ]
    on_page = [
        (row["Kode"], int(row["Jumlah Temuan"]), row["Pesan"]) for row in table(report, "temuan")
    ]
    assert in_book == on_page == wanted


def test_workbook_and_page_show_the_same_trend() -> None:
    report = samples.report()
    in_book, on_page = rows(report, "Tren"), table(report, "tren")
    for period in report.months:
        values = report.trend[str(period)].to_list()
        assert [row[period.name] for row in in_book] == values
        assert [row[period.name] for row in on_page] == [formats.number(value) for value in values]
    changes = report.trend["selisih_bulan"].to_list()
    assert [row["Selisih dari Bulan Lalu"] for row in in_book] == changes
    assert [row["Selisih dari Bulan Lalu"] for row in on_page] == [
        formats.signed(change) for change in changes
    ]


def test_workbook_and_page_tell_every_condition_of_the_gate_and_every_sum() -> None:
    report = stopped()
    checks = pl.concat([report.gate, report.conservation]).to_dicts()
    wanted = [
        (row["syarat"], say(f"mutu.keadaan.{row['keadaan']}"), row["jalan_keluar"])
        for row in checks
    ]
    heads = ("Pemeriksaan", "Keadaan", "Keterangan dan Jalan Keluar")
    in_book = [tuple(row[head] for head in heads) for row in rows(report, "Gerbang & Konservasi")]
    on_page = [
        tuple(row[head] for head in heads)
        for key in ("gerbang", "konservasi")
        for row in table(report, key)
    ]
    assert in_book == on_page == wanted
    assert [row["Batas"] for row in table(report, "gerbang")] == report.gate["batas"].to_list()


def test_the_reason_for_publishing_past_the_gate_stands_in_both() -> None:
    cover = " ".join(row["Isi"] for row in rows(stopped(), "Sampul"))
    assert REASON in cover
    assert REASON in words(stopped())
    assert say("mutu.cara.gerbang_lolos") not in words(stopped())
    assert say("mutu.cara.gerbang_lolos") in words(samples.report())


def test_the_figures_of_the_page_are_the_reports_and_compared_with_last_month() -> None:
    report = samples.report()
    shown = tree(report).xpath("//dd[@class='nilai']/text()")
    names = ("dibaca", "diterima", "ditolak", "ganda")
    wanted = [formats.number(getattr(report.counts, name)) for name in names]
    assert shown == [*wanted, formats.number(report.finding_count)]
    assert tree(report).xpath("//dd[@class='selisih']/text()")[0] == (
        "Naik 123 dibandingkan dengan Februari 2026"
    )
    assert tree(samples.report("2025-11")).xpath("//dd[@class='selisih']") == []


def test_neither_names_a_person_nor_repeats_a_number() -> None:
    report = samples.report()
    sheets = " ".join(
        str(value) for sheet in SHEETS for row in rows(report, sheet) for value in row.values()
    )
    page = " ".join(tree(report).xpath("//main//section[@id!='keadaan-data']//text()"))
    for told in (sheets, page):
        assert "majapahit" in told
        assert not [who for who in samples.names_and_numbers() if who in told]
        assert not re.search(r"[0-9]{11}|[0-9]{8} [0-9]{6} [0-9]", told)


def test_a_month_without_findings_says_so() -> None:
    said = words(without_findings())
    assert all(say("mutu.cara.temuan_nihil", pemilik=owner) in said for owner in OWNERS)
    assert [row["Pesan"] for row in rows(without_findings(), "Untuk BPJS")] == [
        say("lembar.tidak_ada")
    ]
    assert "Tidak ada temuan." in said


def test_the_page_of_very_many_findings_shows_the_first_and_names_the_workbook() -> None:
    report = with_many_findings()
    shown = table(report, "temuan-bpjs")
    assert len(shown) == MOST_SHOWN
    assert say("mutu.lebih", tampil="300", berkas="mutu-data-2026-03.xlsx") in words(report)
    assert len(rows(report, "Untuk BPJS")) == MOST_SHOWN + 40


def test_what_was_written_is_read_as_a_text() -> None:
    report = samples.report()
    written = dict(report.findings)["BPJS"].with_columns(
        nilai_samar=pl.lit(HOSTILE), lembar=pl.lit("<b>Rekap</b>")
    )
    hostile = replace(
        report,
        findings=tuple((o, written if o == "BPJS" else frame) for o, frame in report.findings),
    )
    assert rows(hostile, "Untuk BPJS")[0]["Isi Tertulis"] == HOSTILE
    assert table(hostile, "temuan-bpjs")[0]["Isi Tertulis"] == HOSTILE
    assert tree(hostile).xpath("//b") == []
