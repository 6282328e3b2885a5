"""The workbooks: what a secretary and the Wali Kota open, fill in and send back (contract §6)."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import polars as pl
import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.knowledge.references import Opd
from pipeline.rendering.excel import (
    city_workbook,
    opd_workbook,
    styles,
)
from pipeline.rendering.excel.assembly import new_book
from pipeline.rendering.excel.body import Look, body_xml
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.fill_in import follow_ups, target_months
from pipeline.rendering.excel.heights import row_height, text_width
from pipeline.rendering.zips import packed
from schemas.codes import LATE_GROUPS, REASONS, STATUSES
from tests.builders import html_samples
from tests.builders import report_samples as samples
from tests.builders.excel_structure import MAIN, problems, sheet_paths, table_refs, unpacked
from tests.builders.workbooks import BOOKS, CITY_BOOKS, OPD_BOOKS, book

OPD_SHEETS = [
    "Sampul",
    "Ringkasan",
    "Per Unit Kerja",
    "Sejak Bulan Lalu",
    "Belum Berpartisipasi",
    "Sudah Berpartisipasi",
    "Dikecualikan",
    "Perlu Diperbaiki",
    "Keterangan",
]
CITY_SHEETS = [
    "Sampul",
    "Ringkasan",
    "Per OPD",
    "Alasan & Jenis",
    "Bulan demi Bulan",
    "Keterangan",
]
BELUM_COLUMNS = [
    "No",
    "NIP",
    "Nama",
    "Jenis ASN",
    "Golongan",
    "Jabatan",
    "Unit Kerja",
    "Alasan",
    "Bulan Terakhir",
    "Bulan Tanpa Iuran",
    "Penjelasan",
    "Jawaban Terakhir",
    "Tindak Lanjut (diisi)",
    "Target Bulan (diisi)",
    "Catatan (diisi)",
]

Rows = list[dict[str, Any]]


@lru_cache(maxsize=32)
def opened(workbook: bytes) -> Workbook:
    """Return a workbook for all tests: none of them changes it."""
    return load_workbook(io.BytesIO(workbook))


def rows(workbook: bytes, sheet: str) -> Rows:
    """Return a sheet's table as a program would read it: by the headings."""
    target = opened(workbook)[sheet]
    head, *body = target[next(iter(target.tables.values())).ref]
    return [{h.value: cell.value for h, cell in zip(head, row, strict=True)} for row in body]


def row_of(table: Rows, **wanted: str) -> dict[str, Any]:
    found = [row for row in table if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, wanted
    return found[0]


def texts(workbook: bytes) -> Iterator[str]:
    for sheet in opened(workbook):
        yield from (
            cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
        )


# --- the house of every workbook


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_excel_finds_nothing_to_repair(name: str) -> None:
    assert problems(book(name)) == []


@pytest.mark.parametrize("name", sorted(OPD_BOOKS))
def test_the_secretarys_sheets_stand_in_the_agreed_order(name: str) -> None:
    unknown = {"Sejak Bulan Lalu"} if name in ("nol", "tanpa_asn") else set()
    assert opened(book(name)).sheetnames == [one for one in OPD_SHEETS if one not in unknown]


@pytest.mark.parametrize("name", sorted(CITY_BOOKS))
def test_the_citys_sheets_stand_in_the_agreed_order(name: str) -> None:
    assert opened(book(name)).sheetnames == CITY_SHEETS


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert BOOKS[name]() == book(name)


@pytest.mark.parametrize("name", ["besar", "kota"])
def test_a_workbook_knows_its_period_and_not_the_clock(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(book(name))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert (
        re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core)
        == ["2026-10-31T00:00:00Z"] * 2
    )


def test_packing_changes_no_content_but_the_moment_of_saving() -> None:
    target = io.BytesIO()
    Workbook().save(target)
    before = unpacked(target.getvalue())
    after = unpacked(packed(before))
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {"docProps/core.xml"}


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_sheet_prints_on_landscape_a4_with_its_headings_repeated(name: str) -> None:
    for sheet in opened(book(name)):
        head = next(iter(sheet.tables.values())).ref.split(":")[0][1:]
        upright = sheet.title == "Per OPD"
        wanted = ("portrait" if upright else "landscape", 9)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == wanted
        if upright:
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
            continue
        widths = sum(one.width for one in sheet.column_dimensions.values())
        # A4 lying takes 149 digits' widths; ten points shrink to seven at the least.
        assert 0.7 * widths <= 149 * sheet.page_setup.fitToWidth
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${head}:${head}"
        assert sheet.freeze_panes[1:] == str(int(head) + 1)
        assert sheet.oddFooter.center.text == "Halaman &P dari &N"
        assert "Oktober 2026" in sheet.oddFooter.right.text


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_it_opens_at_the_top_of_the_cover(name: str) -> None:
    workbook = opened(book(name))
    assert workbook.active.title == "Sampul"
    assert {
        selection.activeCell
        for sheet in workbook
        for selection in sheet.views.sheetView[0].selection
    } <= {
        "A1",
        None,
    }


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_title_and_language_are_set(name: str) -> None:
    about = opened(book(name)).properties
    assert about.language == "id-ID"
    assert about.title.endswith("Oktober 2026")
    assert about.title == opened(book(name))["Sampul"]["A1"].value


def test_an_ampersand_in_a_name_is_printed_at_the_foot() -> None:
    report = samples.small_opd()
    named = replace(report, opd=Opd("RT", "Riset & Tata Ruang", "dinas", "Sekretaris"))
    sheet = unpacked(opd_workbook(named))["xl/worksheets/sheet1.xml"]
    assert "Riset &amp;&amp; Tata Ruang" in sheet.decode()


@pytest.mark.parametrize("name", ["besar", "kota"])
def test_styles_are_few_and_shared(name: str) -> None:
    formats_used = etree.fromstring(unpacked(book(name))["xl/styles.xml"]).find(f"{MAIN}cellXfs")
    assert len(formats_used) < 30


# --- texts from data stay texts


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    shown = {row["Nama"] for row in rows(book("teks_jahat"), "Belum Berpartisipasi")}
    assert set(samples.HOSTILE) <= shown
    for sheet in opened(book("teks_jahat")):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_text_is_freed_of_what_xml_cannot_hold_and_cut_to_what_a_cell_can() -> None:
    names = [row["Nama"] for row in rows(book("teks_jahat"), "Belum Berpartisipasi")]
    assert "lonceng dan vertikal" in names
    assert "bukan karakter" in names
    assert max(map(len, names)) == 32_767


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("biasa", "biasa"),
        ("_x0041_", "_x005F_x0041_"),
        ("dua\nbaris", "dua\nbaris"),
        ("\u202eterbalik", "terbalik"),
        ("😀" * 20_000, "😀" * 16_383),
    ],
)
def test_what_excel_would_read_otherwise_is_written_so_that_it_does_not(
    text: str, written: str
) -> None:
    assert cell_text(text) == written


# --- the lists


def test_belum_has_the_columns_of_the_contract() -> None:
    for name in OPD_BOOKS:
        assert list(rows(book(name), "Belum Berpartisipasi")[0]) == BELUM_COLUMNS


@pytest.mark.parametrize("name", ["large_opd", "small_opd", "zero_opd"])
def test_every_person_stands_in_the_list_of_their_verdict(name: str) -> None:
    report = getattr(samples, name)()
    lists = {
        "Belum Berpartisipasi": report.belum,
        "Sudah Berpartisipasi": report.sudah,
        "Dikecualikan": report.dikecualikan,
    }
    workbook = opd_workbook(report)
    for sheet, people in lists.items():
        shown = [row["NIP"] for row in rows(workbook, sheet) if row["NIP"]]
        assert shown == [formats.nip(nip) for nip in people["nip"]]


def test_a_row_of_belum_says_what_the_report_says() -> None:
    person = samples.small_opd().belum.row(0, named=True)
    shown = rows(book("kecil"), "Belum Berpartisipasi")[0]
    assert shown == {
        "No": 1,
        "NIP": formats.nip(person["nip"]),
        "Nama": person["nama"],
        "Jenis ASN": person["jenis_asn"],
        "Golongan": person["golongan"] or "-",
        "Jabatan": person["jabatan"],
        "Unit Kerja": person["unit_kerja"],
        "Alasan": say(f"alasan.{person['alasan']}"),
        "Bulan Terakhir": formats.month(person["bulan_terakhir"]),
        "Bulan Tanpa Iuran": person["bulan_tanpa_iuran"],
        "Penjelasan": person["penjelasan"],
        "Jawaban Terakhir": "-",
        "Tindak Lanjut (diisi)": None,
        "Target Bulan (diisi)": None,
        "Catatan (diisi)": None,
    }


def test_findings_are_told_with_their_place_and_owner() -> None:
    shown = rows(book("kecil"), "Perlu Diperbaiki")
    assert [row["Baris"] for row in shown] == [7, 10, 13]
    assert shown[0]["Bulan Terima"] == "Oktober 2026"
    assert shown[0]["Tingkat"] == "Peringatan"
    assert shown[0]["Pemilik"] == "BPJS"


def test_a_row_number_is_written_as_excel_shows_it() -> None:
    sheet = opened(book("kecil"))["Perlu Diperbaiki"]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Baris")
    assert "#" not in sheet.cell(head.row + 1, head.column).number_format


@pytest.mark.parametrize(
    ("name", "sheet", "column"),
    [
        ("lengkap", "Belum Berpartisipasi", "Nama"),
        ("nol", "Sudah Berpartisipasi", "Nama"),
        ("lengkap", "Dikecualikan", "Nama"),
        ("nol", "Perlu Diperbaiki", "Pesan"),
    ],
)
def test_an_empty_list_says_so_in_one_row(name: str, sheet: str, column: str) -> None:
    (only,) = rows(book(name), sheet)
    assert {key: value for key, value in only.items() if value is not None} == {column: "Tidak ada"}


# --- filling in


def test_only_the_last_three_columns_can_be_filled_in() -> None:
    for sheet in opened(book("besar")):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        forbidden = {
            sheet.protection.autoFilter,
            sheet.protection.sort,
            sheet.protection.formatColumns,
        }
        assert forbidden == {False}
        open_cells = {
            cell.column_letter
            for row in sheet.iter_rows()
            for cell in row
            if not cell.protection.locked
        }
        assert open_cells == ({"M", "N", "O"} if sheet.title == "Belum Berpartisipasi" else set())
    assert opened(book("besar")).security.lockStructure


def test_every_person_in_belum_can_be_answered_for() -> None:
    sheet = opened(book("besar"))["Belum Berpartisipasi"]
    _, first, last = re.split(r"[A-Z]+", sheet.tables["Tabel_belum"].ref.replace(":", ""))
    ranges = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert ranges == [f"{letter}{int(first) + 1}:{letter}{last}" for letter in "MNO"]
    assert all(not sheet[f"{letter}{last}"].protection.locked for letter in "MNO")


def test_tindak_lanjut_is_chosen_from_six_answers() -> None:
    rule = opened(book("besar"))["Belum Berpartisipasi"].data_validations.dataValidation[0]
    assert follow_ups() == (
        "Sudah mendaftarkan",
        "Akan mendaftarkan",
        "Sudah membayar - data belum masuk",
        "Data salah - lihat catatan",
        "Mutasi/pensiun",
        "Keberatan - lihat catatan",
    )
    assert (rule.type, rule.formula1, rule.showErrorMessage) == (
        "list",
        f'"{",".join(follow_ups())}"',
        True,
    )


def test_target_bulan_is_never_before_the_period() -> None:
    report = samples.small_opd()
    rule = opened(book("kecil"))["Belum Berpartisipasi"].data_validations.dataValidation[1]
    months = target_months(report.edition.period)
    assert (rule.type, rule.formula1, rule.showErrorMessage) == (
        "list",
        f'"{",".join(months)}"',
        True,
    )
    assert (months[0], months[3], months[-1]) == ("2026-10", "2027-01", "2028-09")


def test_a_typed_month_stays_a_text() -> None:
    sheet = opened(book("kecil"))["Belum Berpartisipasi"]
    last = sheet.max_row
    assert [sheet[f"{letter}{last}"].number_format for letter in "MNO"] == ["@"] * 3


def test_nothing_is_asked_where_nobody_is_in_belum() -> None:
    sheet = opened(book("lengkap"))["Belum Berpartisipasi"]
    assert not sheet.data_validations.dataValidation
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_a_returned_workbook_can_be_told_from_another() -> None:
    report = samples.small_opd()
    marks = {mark.name: mark.value for mark in opened(book("kecil")).custom_doc_props.props}
    assert marks == {
        "dokumen": "laporan-opd",
        "periode": "2026-10",
        "kode_opd": "DISDIK",
        "revisi": "r01",
        "tanda": report.signature,
    }
    cover = {row["Isi"] for row in rows(book("kecil"), "Sampul")}
    assert f"2026-10 DISDIK r01 {report.signature}" in cover


def test_a_report_that_nobody_signed_bears_no_signature() -> None:
    plain = opd_workbook(replace(samples.small_opd(), signature=""))
    names = {mark.name for mark in opened(plain).custom_doc_props.props}
    assert names == {"dokumen", "periode", "kode_opd", "revisi"}
    assert "Tanda laporan" not in {row["Perihal"] for row in rows(plain, "Sampul")}


@pytest.mark.parametrize("name", sorted(CITY_BOOKS))
def test_the_wali_kotas_workbook_names_nobody(name: str) -> None:
    assert not [text for text in texts(book(name)) if re.search(r"\d{8} \d{6} \d \d{3}", text)]


@pytest.mark.parametrize("restatement", [None, html_samples.restated(3)])
def test_nobody_of_the_city_stands_in_the_wali_kotas_workbook(
    restatement: Restatement | None,
) -> None:
    report = replace(samples.city_of(300), restatement=restatement)
    assert report.changes is not None
    frames = [report.belum, report.changes]
    people = {cell for frame in frames for name in ("nip", "nama") for cell in frame[name]}
    told = "\n".join(texts(city_workbook(report)))
    assert len(people) > 300
    assert [one for one in people if one in told or formats.nip(one) in told] == []


def test_the_wali_kota_may_sort_as_she_likes() -> None:
    workbook = opened(book("kota"))
    assert not any(sheet.protection.sheet for sheet in workbook)
    assert {m.name: m.value for m in workbook.custom_doc_props.props} == {
        "dokumen": "rekap-kota",
        "periode": "2026-10",
        "revisi": "r01",
    }


# --- what is said


def test_the_cover_says_for_whom_and_lets_the_numbers_add_up() -> None:
    cover = rows(book("besar"), "Sampul")
    assert "Sekretaris Dinas" in row_of(cover, Perihal="Untuk")["Isi"]
    assert row_of(cover, Perihal="Periode iuran")["Isi"] == "Oktober 2026"
    assert row_of(cover, Perihal="Revisi")["Isi"] == "r01"
    sums = row_of(cover, Perihal="Jumlah ASN")["Isi"]
    assert "Daftar ASN memuat 614 orang: 300 sudah, 300 belum, 12 dikecualikan, dan 2 perlu" in sums
    assert "2 baris daftar ASN tidak terbaca" in sums
    assert "15 November 2026" in row_of(cover, Perihal="Langkah 4")["Isi"]


def test_the_cover_is_one_printed_page_and_the_deliveries_stand_in_the_notes() -> None:
    """As the deliveries of a year once filled two pages of it, before anything was said."""
    notes = rows(book("besar"), "Keterangan")
    assert [
        (row["Istilah"], row["Arti"]) for row in notes if row["Bagian"] == "Kiriman yang dipakai"
    ] == [
        (
            "Roster, diterima Oktober 2026",
            "1 berkas: 16.000 baris diterima, 3 ditolak, 1 ganda, 4 bukan data.",
        ),
        (
            "Kiriman iuran ke-2, diterima Oktober 2026",
            "1 berkas: 7.123 baris diterima, 12 ditolak, 0 ganda, 5 bukan data.",
        ),
    ]
    for name in ("besar", "kecil", "kota"):
        sheet = opened(book(name))["Sampul"]
        heights = (sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
        assert sum(heights) < 700


def test_nobody_is_asked_for_what_is_not_theirs_to_do() -> None:
    """Where all take part they are thanked, and asked for nothing (readers' walk)."""
    steps = {name: _asked(book(name)) for name in ("lengkap", "nol", "besar")}
    assert [told for told in steps["lengkap"] if "Belum Berpartisipasi" in told] == []
    assert "Terima kasih atas upaya Dinas Pendidikan." in " ".join(steps["lengkap"])
    assert not any("Perlu Diperbaiki" in told for told in steps["nol"])
    assert any("Perlu Diperbaiki" in told for told in steps["besar"])
    assert sum("Belum Berpartisipasi" in told for told in steps["besar"]) == 2


def _asked(made: bytes) -> list[str]:
    parts = ("Cara mengisi dan mengembalikan", "Langkah berikut")
    return [row["Isi"] for row in rows(made, "Sampul") if row["Bagian"] in parts]


def test_sheets_and_hashes_of_the_sources_are_not_told_to_a_secretary_or_the_wali_kota() -> None:
    """Deliveries and months are; the operator's page keeps the rest (contract §6)."""
    for name in ("besar", "kota"):
        told = str(rows(book(name), "Keterangan"))
        assert "iuran ke-2" in told
        assert "lembar 1" not in told
        assert "ab12" not in told


def test_the_cover_names_every_other_sheet() -> None:
    for name, sheets in (("besar", OPD_SHEETS), ("kota", CITY_SHEETS)):
        described = [
            row["Perihal"]
            for row in rows(book(name), "Sampul")
            if row["Bagian"] == "Isi setiap lembar"
        ]
        assert described == sheets[1:]


def test_the_reason_for_publishing_an_odd_month_stands_on_the_cover() -> None:
    edition = samples.edition(
        anomaly="Ekspor BKPP terlambat.", notes=("September 2026 tidak dibandingkan.",)
    )
    for workbook in (
        opd_workbook(replace(samples.small_opd(), edition=edition)),
        city_workbook(replace(samples.city_of(5), edition=edition)),
    ):
        said = {
            row["Isi"] for row in rows(workbook, "Sampul") if row["Bagian"] == "Catatan penerbitan"
        }
        assert any("Ekspor BKPP terlambat." in text for text in said)
        assert "September 2026 tidak dibandingkan." in said


def test_the_reporter_is_named_where_known_and_the_operator_meant_where_not() -> None:
    known = Opd(
        "DINSOS", "Dinas Sosial", "dinas", "Sekretaris Dinas", pelapor_nama="Sri Contohwati"
    )
    for opd, said in (
        (known, "Yth. Sri Contohwati, Sekretaris Dinas Sosial."),
        (Opd("X", "Belum Dipetakan"), "operator"),
    ):
        cover = rows(opd_workbook(replace(samples.small_opd(), opd=opd)), "Sampul")
        assert said in row_of(cover, Perihal="Untuk")["Isi"]


def test_ringkasan_repeats_every_count_of_the_report() -> None:
    report = samples.large_opd()
    table = rows(book("besar"), "Ringkasan")
    now = row_of(table, Bagian="Angka pokok", Rincian="Oktober 2026")
    last = row_of(table, Bagian="Angka pokok", Rincian="September 2026")
    change = row_of(table, Bagian="Angka pokok", Rincian="Selisih")
    assert (now["Wajib"], now["Sudah"], now["Belum"], now["Persen"]) == (600, 300, 300, 0.5)
    assert (now["Dikecualikan"], now["Klarifikasi"], now["Pekerja Rentan Terlindungi"]) == (
        12,
        2,
        300,
    )
    assert [now[key] - last[key] for key in ("Wajib", "Sudah", "Belum")] == [
        change[key] for key in ("Wajib", "Sudah", "Belum")
    ]
    assert change["Persen"] == 1.84
    for part, frame, by in (
        ("Unit Kerja", report.by_unit, "unit_kerja"),
        ("Rincian", report.by_kind, "jenis_asn"),
    ):
        told = rows(book("besar"), "Per Unit Kerja") if by == "unit_kerja" else table
        shown = [
            (r[part], r["Wajib"], r["Sudah"], r["Belum"])
            for r in told
            if r.get("Bagian", "") in ("", "Menurut jenis ASN")
        ]
        assert shown == frame.select(by, "wajib", "sudah", "belum").rows()


def test_each_reason_is_counted_under_its_status() -> None:
    report = samples.large_opd()
    table = [
        row
        for row in rows(book("besar"), "Ringkasan")
        if row["Bagian"] == "Menurut status dan keadaan catatan"
    ]
    assert len(table) == report.by_reason.height
    for status in STATUSES:
        assert sum(row[status.capitalize()] or 0 for row in table) == getattr(report.counts, status)


def test_changes_since_last_month_are_told_by_name() -> None:
    told = rows(book("besar"), "Sejak Bulan Lalu")
    assert len(told) == 6
    assert (told[0]["Perubahan"], told[0]["Nama"], told[0]["NIP"]) == (
        "Mulai berpartisipasi",
        "Siti Contohwati, S.Pd.",
        "19700101 201501 1 001",
    )


def test_ringkasan_names_nobody() -> None:
    for name in ("besar", "susulan"):
        said = " ".join(
            str(value) for row in rows(book(name), "Ringkasan") for value in row.values()
        )
        assert not re.search(r"\d{8} \d{6} \d \d{3}", said)


def test_the_cover_leads_to_every_sheet() -> None:
    cover = opened(book("besar"))["Sampul"]
    linked = [cell for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in linked] == OPD_SHEETS[1:]
    assert [cell.hyperlink.location for cell in linked] == [f"'{n}'!A1" for n in OPD_SHEETS[1:]]


def test_a_chart_is_told_in_words() -> None:
    (drawing,) = [
        content
        for path, content in unpacked(book("besar")).items()
        if path.startswith("xl/drawings/drawing")
    ]
    (told,) = etree.fromstring(drawing).iter("{*}cNvPr")
    assert told.get("descr", "").startswith(
        "Unit kerja dengan ASN belum berpartisipasi terbanyak (15 unit)."
    )


def test_who_takes_part_is_not_printed_unless_asked_for() -> None:
    sheet = opened(book("besar"))["Sudah Berpartisipasi"]
    head = next(iter(sheet.tables.values())).ref.split(":")[0][1:]
    last = get_column_letter(sheet.max_column)
    # Above the table the sentences stand whole: they run on over the empty cells beside them.
    assert sheet.print_area.endswith(f"$A$1:${last}${int(head) - 1}")


def test_paper_is_the_policys() -> None:
    rules = samples.policy()
    rules = replace(rules, surat=replace(rules.surat, kertas="F4"))
    made = opd_workbook(replace(samples.small_opd(), edition=samples.edition(policy=rules)))
    assert {sheet.page_setup.paperSize for sheet in opened(made)} == {14}


def test_what_differs_from_the_first_publication_is_counted_only_where_something_does() -> None:
    told = [
        row for row in rows(book("susulan"), "Ringkasan") if row["Bagian"] == "Sejak pertama terbit"
    ]
    assert told[0]["Keterangan"].startswith(
        "Status 2 ASN, atau keadaan catatannya, berubah sejak laporan pertama terbit"
    )
    assert not [
        row for row in rows(book("besar"), "Ringkasan") if row["Bagian"] == "Sejak pertama terbit"
    ]


def test_the_city_counts_what_differs_from_the_first_publication_by_opd() -> None:
    told = [
        row
        for row in rows(book("kota_susulan"), "Ringkasan")
        if row["Bagian"] == "Sejak pertama terbit"
    ]
    assert [(row["Rincian"], row["Bulan Ini"]) for row in told] == [
        ("Seluruh kota", 3),
        ("Dinas Pendidikan", 3),
    ]


@pytest.mark.parametrize(("name", "head"), [("besar", "Belum"), ("kota", "Bulan Ini")])
def test_belum_is_shown_in_its_four_groups(name: str, head: str) -> None:
    told = [row for row in rows(book(name), "Ringkasan") if "keadaan catatan" in row["Bagian"]]
    groups = [row for row in told if row["Bagian"].startswith("Belum berpartisipasi")]
    assert [row["Rincian"] for row in groups] == [say(f"kelompok_catatan.{g}") for g in LATE_GROUPS]
    if name == "besar":
        assert sum(row[head] for row in groups) == samples.large_opd().counts.belum


def test_months_without_iuran_are_counted_in_groups() -> None:
    told = [row for row in rows(book("besar"), "Ringkasan") if row["Bagian"] == "Lama tanpa iuran"]
    assert [row["Rincian"] for row in told] == [
        "1 bulan",
        "2 bulan",
        "3 bulan",
        "4–6 bulan",
        "lebih dari 6 bulan",
    ]
    assert sum(row["Belum"] for row in told) == samples.large_opd().counts.belum


def test_the_city_lists_everyone_who_changed_since_last_month() -> None:
    told = rows(book("nama_kota"), "Sejak Bulan Lalu")
    assert [row["Perubahan"] for row in told][:2] == [
        "Mulai berpartisipasi",
        "Tidak lagi tercatat berpartisipasi",
    ]
    assert {row["Perangkat Daerah"] for row in told} == {"Dinas Pendidikan"}
    assert "tidak dapat ditampilkan" in str(
        opened(book("nama_kota_tanpa_pembanding"))["Sejak Bulan Lalu"]["A2"].value
    )


@pytest.mark.parametrize(
    ("name", "sheet", "said"),
    [
        ("nol", "Ringkasan", "tidak dapat dibandingkan"),
        ("kecil", "Sejak Bulan Lalu", "Tidak ada perubahan"),
    ],
)
def test_no_changes_and_unknown_changes_are_told_apart(name: str, sheet: str, said: str) -> None:
    texts = [str(cell.value) for row in opened(book(name))[sheet].iter_rows() for cell in row]
    assert any(said in text for text in texts)


def test_the_chart_shows_the_units_that_the_table_lists_first() -> None:
    (chart,) = [
        etree.fromstring(c)
        for p, c in unpacked(book("besar")).items()
        if p.startswith("xl/charts/chart")
    ]
    drawn = [f.text for f in chart.iter("{*}f")]
    table = opened(book("besar"))["Per Unit Kerja"].tables["Tabel_per_unit"]
    first = int(table.ref.split(":")[0][1:]) + 1
    for letter in "BDE":
        assert f"'Per Unit Kerja'!${letter}${first}:${letter}${first + 14}" in drawn
    assert [one.get("val") for one in chart.iter("{*}grouping")] == ["percentStacked"]


def test_keterangan_defines_every_status_reason_and_rule() -> None:
    for name in ("besar", "kota"):
        table = rows(book(name), "Keterangan")
        terms = {row["Istilah"] for row in table}
        reasons = {reason for reasons in REASONS.values() for reason in reasons}
        assert {say(f"alasan.{one}") for one in reasons - {"kurang_dari_minimal"}} <= terms
        assert {
            "Wajib",
            "Sudah",
            "Belum",
            "Dikecualikan",
            "Klarifikasi",
            "Tak Terbaca",
            "Persen",
        } <= terms
        meanings = " ".join(row["Arti"] for row in table)
        assert "Rp8.400" in meanings
        assert "PPPK wajib sejak iuran Desember 2025" in meanings
        assert "sampai 3 bulan sesudah bulan terakhirnya" in meanings
        assert "Nomor 26 Tahun 2025" in meanings


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_nobody_is_said_to_violate_anything(name: str) -> None:
    assert not [text for text in texts(book(name)) if "langgar" in text.lower()]


# --- the city


def test_every_opd_stands_in_the_ranking_with_its_numbers() -> None:
    report = samples.city_of(300)
    table = rows(book("kota"), "Per OPD")
    names = ("Perangkat Daerah", "Wajib", "Sudah", "Belum", "Pekerja Rentan Terlindungi")
    fields = ("nama_opd", "wajib", "sudah", "belum", "jumlah_pekerja")
    assert [tuple(row[n] for n in names) for row in table] == report.opd.select(fields).rows()
    shares = [None if row["Persen"] == "-" else row["Persen"] for row in table]
    assert shares == pytest.approx([None if p is None else p / 100 for p in report.opd["persen"]])


def test_the_ranking_counts_the_changes_of_each_opd() -> None:
    report = samples.city_of(300)
    assert report.change_counts is not None
    (code, change, count), *_ = report.change_counts.rows()
    name = report.opd.filter(pl.col("kode_opd") == code)["nama_opd"].item()
    assert (
        row_of(rows(book("kota"), "Per OPD"), **{"Perangkat Daerah": name})[
            say(f"perubahan.{change}")
        ]
        == count
    )
    assert "Pindah OPD" not in rows(book("kota_tanpa_pembanding"), "Per OPD")[0]


def test_opds_where_nobody_takes_part_are_named_before_the_rest() -> None:
    report = samples.city_of(300)
    zero = report.opd.filter((pl.col("wajib") > 0) & (pl.col("sudah") == 0))["nama_opd"].to_list()
    summary = rows(book("kota"), "Ringkasan")
    assert [row["Rincian"] for row in summary if row["Bagian"] == say("lembar.bagian.nol")] == zero
    marked = [
        r["Perangkat Daerah"]
        for r in rows(book("kota"), "Per OPD")
        if r["Keterangan"] == say("lembar.posisi.nol")
    ]
    assert marked == zero


def test_the_citys_headline_is_compared_and_defined() -> None:
    report = samples.city_of(300)
    assert report.before is not None
    figure = row_of(rows(book("kota"), "Ringkasan"), Bagian="Angka pokok", Rincian="Sudah")
    assert (figure["Bulan Ini"], figure["Bulan Lalu"], figure["Selisih"]) == (
        report.counts.sudah,
        report.before.sudah,
        120,
    )
    assert "iuran lunas" in figure["Keterangan"]
    cost = row_of(rows(book("kota"), "Ringkasan"), Bagian="Tambahan iuran")
    assert cost["Bulan Ini"] == report.monthly_cost


def test_the_city_lists_everybody_in_belum_under_their_opd() -> None:
    report = samples.city_of(300)
    shown = [
        (row["Perangkat Daerah"], row["NIP"])
        for row in rows(book("nama_kota"), "Belum Berpartisipasi")
    ]
    assert shown == [
        (opd, formats.nip(nip)) for opd, nip in report.belum.select("nama_opd", "nip").rows()
    ]


@pytest.mark.parametrize(("least", "told"), [(1, False), (2, True)])
def test_to_be_short_of_the_least_is_explained_where_one_can_be(least: int, told: bool) -> None:
    """As "kurang dari satu orang" stood beside people who protect a worker."""
    report, rules = samples.small_opd(), replace(html_samples.policy(), minimal_pekerja=least)
    made = opd_workbook(replace(report, edition=replace(report.edition, policy=rules)))
    terms = {row["Istilah"] for row in rows(made, "Keterangan")}
    assert (say("alasan.kurang_dari_minimal") in terms) is told


def test_each_sentence_of_the_citys_coverage_has_a_name_of_its_own() -> None:
    part = [
        row for row in rows(book("kota"), "Ringkasan") if row["Bagian"] == "Cakupan pekerja rentan"
    ]
    assert [row["Rincian"] for row in part] == [
        "Capaian 2025",
        "Sasaran 2026",
        "Tahun 2026 sejauh ini",
    ]
    assert [row["Keterangan"].split(":")[0] for row in part] == [
        "Tahun 2025",
        "Sasaran 2026",
        "Tahun 2026 sejauh ini",
    ]


# --- rows high enough


def test_a_row_grows_with_its_longest_text() -> None:
    short, long = (
        row_height([("Singkat", 20, False)]),
        row_height([("kata " * 30, 20, False), ("x", 9, False)]),
    )
    assert short < long <= 409
    assert row_height([("x" * 9000, 10, False)]) == 409
    assert row_height([("Kelurahan Purwosari", text_width("Kelurahan Purwosari"), False)]) == short


# --- the checker itself


def _spoilt(part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book("kecil"))) as sound,
        zipfile.ZipFile(target, "w") as spoilt,
    ):
        for name in sound.namelist():
            content = sound.read(name)
            assert name != part or old in content
            spoilt.writestr(name, content.replace(old, new) if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/tables/table5.xml", b'name="Alasan"', b'name="Sebab"', "bukan isi sel"),
        (
            "xl/tables/table5.xml",
            b'Name="Tabel_belum"',
            b'Name="Tabel_sudah"',
            "displayName tabel kembar",
        ),
        (
            "xl/worksheets/sheet5.xml",
            b"<sheetProtection",
            b"<mergeCells/><sheetProtection",
            "gabungan",
        ),
        ("xl/worksheets/sheet5.xml", b'sqref="M', b'sqref="Z', "di luar tabel"),
        (
            "xl/worksheets/sheet1.xml",
            b'<c r="A1" s="1"',
            b'<c r="A1" s="999"',
            "gaya tidak dikenal",
        ),
        ("xl/workbook.xml", b'name="Sampul"', b'name="Ringkasan"', "nama lembar kembar"),
        ("[Content_Types].xml", b"/xl/tables/table1.xml", b"/xl/tables/table99.xml", "tidak ada"),
    ],
)
def test_the_checker_sees_what_excel_would_not_accept(
    part: str, old: bytes, new: bytes, said: str
) -> None:
    assert any(said in problem for problem in problems(_spoilt(part, old, new)))


def test_each_sheet_has_one_table() -> None:
    parts = unpacked(book("besar"))
    assert {len(table_refs(parts, path)) for path in sheet_paths(parts).values()} == {1}


HOSTILE = (
    "biasa",
    "",
    " spasi di tepi ",
    "=1+1",
    "#N/A",
    "a & b < c > d \"e\" 'f'",
    "baris\nbaru\tdan\rkembali",
    "é − \N{GRINNING FACE} \xa0",
    "_x0041_",
    "\x07\u202eterbalik",
    "x" * 40_000,
)


def cell_by_cell(rows: list[tuple[Any, ...]], look: str) -> bytes:
    """Return what openpyxl itself writes for the cells that `body_xml` writes as text."""
    plain = new_book()
    sheet = plain.create_sheet("Uji")
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(line, place)
            cell.value = cell_text(value) if isinstance(value, str) else value
            cell.data_type = "s" if isinstance(value, str) else "n"
            cell.style = look
        sheet.row_dimensions[line].height = row_height(
            (str(value or ""), 20.0, False) for value in row
        )
    return saved_body(plain)


def saved_body(plain: Workbook) -> bytes:
    target = io.BytesIO()
    plain.save(target)
    sheet = zipfile.ZipFile(io.BytesIO(target.getvalue())).read("xl/worksheets/sheet1.xml")
    return sheet[sheet.index(b"<sheetData>") + 11 : sheet.index(b"</sheetData>")]


def test_rows_written_as_text_are_those_that_openpyxl_writes() -> None:
    rows = [(text, text[::-1], None, 12, -1.5, 1e20, 0.1) for text in HOSTILE]
    numbers = {styles.TEXT: 1}
    ours = "".join(body_xml(rows, [Look(styles.TEXT, 20.0)] * 7, 1, False, numbers.__getitem__))
    assert ours.encode("ascii", "xmlcharrefreplace") == cell_by_cell(rows, styles.TEXT)
