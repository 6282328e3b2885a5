"""The workbooks for branches and offices: filled in, saved by LibreOffice, read without a finding.

Filled in as by hand: what is typed goes into cells that the workbook prepared.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.references import References, read_references
from pipeline.reading.intake import ParsedFile, parse_file
from pipeline.rendering.excel import template_workbook
from pipeline.rendering.excel.template import HEAD_ROW
from schemas.codes import IURAN, ROSTER
from tests.builders.office import run
from tests.builders.paths import SHIPPED

PERIOD, DAY = Period.of(2026, 10), dt.date(2026, 10, 5)
PEOPLE: Final = [
    {
        "NIP": f"19850315201001100{n}",
        "NAMA": name,
        "NIK": f"337401550385000{n}",
        "JENIS PEGAWAI": "PNS",
        "KEDUDUKAN HUKUM": "Aktif",
        "OPD": "Dinas Kesehatan",
    }
    for n, name in enumerate(("Ani Lestari", "Budi Santoso"), start=1)
]
PAYMENTS: Final = [
    {
        "NIP DONATUR": "198503152010011001",
        "NIK PEKERJA": "3374021507800001",
        "KPJ": "05012345678",
        "SEKTOR": "Lainnya",
        "BULAN AWAL": "2026-10",
        "BULAN AKHIR": "2026-12",
        "NOMINAL": 50_400,
        "TANGGAL BAYAR": DAY,
        "STATUS BAYAR": "lunas",
        "SUMBER DANA": "pribadi",
    }
]
ROWS: Final[Mapping[str, Sequence[Mapping[str, object]]]] = {ROSTER: PEOPLE, IURAN: PAYMENTS}
MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TEXT_FORMAT: Final = "49"


@pytest.fixture(scope="module")
def references() -> References:
    return read_references(SHIPPED)


def filled_in(kind: str, references: References) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(kind, references, PERIOD, DAY)))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
    for row, values in enumerate(ROWS[kind], start=HEAD_ROW + 1):
        for label, value in values.items():
            cell = sheet.cell(row, heads[label], value)
            cell.number_format = sheet.column_dimensions[cell.column_letter].number_format
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, references: References) -> Path:
    """Both kinds, filled in, and saved by one LibreOffice in each of two formats."""
    folder = tmp_path_factory.mktemp("isian")
    home = f"-env:UserInstallation={(folder / 'rumah').as_uri()}"
    for kind in ROWS:
        (folder / f"{kind}.xlsx").write_bytes(filled_in(kind, references))
    for form in ("ods", "xlsx:Calc MS Excel 2007 XML"):
        words = ["--convert-to", form, "--outdir", str(folder / form[:4].strip(":"))]
        files = [str(folder / f"{kind}.xlsx") for kind in ROWS]
        run("soffice", "--headless", home, *words, *files)
    return folder


def read(data: bytes, kind: str, references: References) -> ParsedFile:
    return parse_file(data, kind, references.policy.reading, b"kunci uji")


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_roster_filled_in_is_read_without_a_finding(
    saved: Path, references: References, form: str
) -> None:
    parsed = read((saved / form / f"asn.{form}").read_bytes(), ROSTER, references)
    assert parsed.findings.rows() == []
    assert parsed.rows["nip"].to_list() == [person["NIP"] for person in PEOPLE]
    assert parsed.rows["kelas"].unique().to_list() == ["diterima"]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_payments_filled_in_are_read_without_a_finding(
    saved: Path, references: References, form: str
) -> None:
    parsed = read((saved / form / f"iuran.{form}").read_bytes(), IURAN, references)
    assert parsed.findings.rows() == []
    [payment] = parsed.rows.to_dicts()
    assert payment["kelas"] == "diterima"
    assert payment["nip_angka"] == PAYMENTS[0]["NIP DONATUR"]
    assert payment["nominal"] == PAYMENTS[0]["NOMINAL"]
    assert payment["tanggal_bayar"] == DAY


@pytest.mark.parametrize("kind", [ROSTER, IURAN])
def test_an_empty_one_says_only_that_it_has_no_rows(kind: str, references: References) -> None:
    parsed = read(template_workbook(kind, references, PERIOD, DAY), kind, references)
    assert parsed.findings["kode"].to_list() == ["tanpa_baris"]


@pytest.mark.parametrize("kind", [ROSTER, IURAN])
def test_people_typed_into_the_sheet_that_explains_are_not_passed_over(
    kind: str, references: References
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled_in(kind, references)))
    book[say("template.lembar.petunjuk")]["A40"] = "198503152010011001"
    changed = io.BytesIO()
    book.save(changed)
    parsed = read(changed.getvalue(), kind, references)
    assert parsed.findings["kode"].to_list() == ["lembar_tanpa_judul"]


def test_libreoffice_keeps_text_columns_and_lists(saved: Path) -> None:
    book = saved / "xlsx" / "iuran.xlsx"
    sheet = openpyxl.load_workbook(book).worksheets[0]
    heads = {cell.value: cell.column_letter for cell in sheet[HEAD_ROW]}
    texts = text_columns(book)
    assert {heads[one] for one in ("NIP DONATUR", "NIK PEKERJA", "KPJ", "BULAN AWAL")} <= texts
    assert heads["NOMINAL"] not in texts
    rules = {place: rule for place in heads.values() for rule in rules_of(sheet, place)}
    lists = {place for place, rule in rules.items() if rule.type == "list"}
    assert {heads[one] for one in ("SEKTOR", "BULAN AWAL", "STATUS BAYAR", "SUMBER DANA")} <= lists
    assert rules[heads["NIP DONATUR"]].formula1 == "18"


def text_columns(book: Path) -> set[str]:
    """Return the columns in which what is typed stays text."""
    with zipfile.ZipFile(book) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(archive.read("xl/styles.xml"))
    texts = {TEXT_FORMAT} | {
        form.attrib["numFmtId"]
        for form in styles.iter(f"{MAIN}numFmt")
        if form.attrib["formatCode"] == "@"
    }
    looks = styles.find(f"{MAIN}cellXfs")
    return {
        get_column_letter(at)
        for column in sheet.iter(f"{MAIN}col")
        for at in range(int(column.attrib["min"]), int(column.attrib["max"]) + 1)
        if looks[int(column.attrib["style"])].attrib["numFmtId"] in texts
    }


def rules_of(sheet: Worksheet, letter: str) -> list[DataValidation]:
    place = f"{letter}{HEAD_ROW + 1}"
    return [rule for rule in sheet.data_validations.dataValidation if place in rule.cells]
