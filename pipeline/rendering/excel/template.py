"""The workbooks that branches and offices fill in: made so that nothing must be mended when read.

The example stands above the headings, where no row is read.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.references import References
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.cells import cell_text
from pipeline.rendering.excel.paper import lay_on
from pipeline.rendering.excel.saving import workbook_bytes
from schemas.codes import IURAN, ROSTER
from schemas.layouts import layout

KINDS: Final = (IURAN, ROSTER)
HEAD_ROW: Final = 4
_EXAMPLE_ROW: Final = 3
_LAST_ROW: Final = 20_000
_MONTHS_AROUND: Final = 12
_TEXT: Final = "@"
_LENGTHS: Final = {"nip": 18, "nip_donatur": 18, "nik": 16, "nik_pekerja": 16, "kpj": 11}
_LEAST_NOMINAL: Final = 1_000
# 1 January 2020 as Excel counts days: before it nobody paid.
_FIRST_DAY: Final = 43_831
_FORMATS: Final = {"nominal": "#,##0", "tanggal_bayar": "yyyy-mm-dd"}
_GUIDE_WIDTHS: Final = (20, 105, 24, 4)
_HEAD_HEIGHT: Final = 30
_WIDTHS: Final[Mapping[str, Mapping[str, int]]] = {
    IURAN: {
        "nip_donatur": 22,
        "nama_donatur": 30,
        "opd_donatur": 34,
        "nik_pekerja": 20,
        "kpj": 15,
        "jenis_pekerjaan": 24,
        "sektor": 14,
        "bulan_awal": 14,
        "bulan_akhir": 14,
        "nominal": 12,
        "tanggal_bayar": 15,
        "status_bayar": 15,
        "sumber_dana": 16,
        "kode_bayar": 20,
    },
    ROSTER: {
        "nip": 22,
        "nama": 30,
        "gelar_depan": 14,
        "gelar_belakang": 18,
        "nik": 20,
        "jenis_asn": 18,
        "kedudukan_hukum": 22,
        "golongan": 12,
        "jabatan": 30,
        "unit_kerja": 34,
        "opd": 34,
    },
}
# Plainer than the label that the reader prefers, which is SIASN's own.
_PLAIN_LABELS: Final = {
    "jenis_asn": "JENIS PEGAWAI",
    "kedudukan_hukum": "KEDUDUKAN HUKUM",
    "golongan": "GOLONGAN",
    "jabatan": "JABATAN",
    "unit_kerja": "UNIT KERJA",
}


@dataclass(frozen=True)
class _Place:
    """Where a field's choices stand on the sheet that explains: their first and last cell."""

    column: str
    last: int

    def formula(self) -> str:
        sheet = say("template.lembar.petunjuk")
        return f"'{sheet}'!${self.column}${HEAD_ROW + 1}:${self.column}${self.last}"


def template_workbook(kind: str, references: References, period: Period, day: dt.date) -> bytes:
    """Return an empty input workbook of `kind` (KINDS), with months a year around `period`.

    Its choices are those of the policy and opd.csv. `day` is what it calls its day of making.
    """
    book = Workbook()
    styles.add_styles(book)
    sheet = book.active
    sheet.title = say(f"template.lembar.{kind}")
    choices = _choices(kind, references, period)
    places = _write_guide(book.create_sheet(say("template.lembar.petunjuk")), kind, choices)
    _write_head(sheet, kind)
    for number, field in enumerate(_WIDTHS[kind], start=2):
        _prepare_column(sheet, get_column_letter(number), field, places.get(field))
    for one in book.worksheets:
        _set_paper(one, references.policy.surat.kertas)
    return workbook_bytes(book, day)


def _choices(kind: str, references: References, period: Period) -> dict[str, Sequence[str]]:
    policy = references.policy
    months = [str(period.plus(by)) for by in range(-_MONTHS_AROUND, _MONTHS_AROUND + 1)]
    agencies = sorted(references.names.values())
    if kind == ROSTER:
        standings = [word for words in policy.kedudukan.values() for word in words]
        kinds = say("template.jenis_asn").split("|")
        return {"jenis_asn": kinds, "kedudukan_hukum": standings, "opd": agencies}
    return {
        "opd_donatur": agencies,
        "sektor": say("template.sektor").split("|"),
        "bulan_awal": months,
        "bulan_akhir": months,
        "status_bayar": [policy.paid_words[0], *policy.unpaid_words],
        "sumber_dana": [*policy.sumber_asn, *policy.sumber_bukan_asn],
    }


def _set_paper(sheet: Worksheet, paper: str) -> None:
    lay_on(sheet, paper)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.row_dimensions[HEAD_ROW].height = _HEAD_HEIGHT


def _write_head(sheet: Worksheet, kind: str) -> None:
    """Write what stands above the rows to fill in: title, how to, the example, the headings."""
    _write(sheet, "A1", say(f"template.judul.{kind}"), styles.TITLE)
    _write(sheet, "A2", say("template.cara"), styles.INTRO)
    _write(sheet, f"A{_EXAMPLE_ROW}", say("template.contoh_kata"), styles.INTRO)
    _write(sheet, f"A{HEAD_ROW}", say("template.nomor"), styles.HEAD)
    sheet.column_dimensions["A"].width = 9
    for number, field in enumerate(_WIDTHS[kind], start=2):
        letter = get_column_letter(number)
        _write(sheet, f"{letter}{_EXAMPLE_ROW}", say(f"template.contoh.{field}"), styles.INTRO)
        sheet[f"{letter}{_EXAMPLE_ROW}"].font = Font(name="Arial", size=10, italic=True)
        _write(sheet, f"{letter}{HEAD_ROW}", _label(kind, field), styles.HEAD)
        sheet.column_dimensions[letter].width = _WIDTHS[kind][field]
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"


def _prepare_column(sheet: Worksheet, letter: str, field: str, place: _Place | None) -> None:
    """Have a column keep what is typed as it is typed, and say at once what does not fit."""
    sheet.column_dimensions[letter].number_format = _FORMATS.get(field, _TEXT)
    rule = _rule(field, place)
    if rule is not None:
        rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)


def _rule(field: str, place: _Place | None) -> DataValidation | None:
    if place is not None:
        return _told(DataValidation(type="list", formula1=place.formula()), "pilihan")
    if field in _LENGTHS:
        length = _LENGTHS[field]
        rule = DataValidation(type="textLength", operator="equal", formula1=str(length))
        return _told(rule, "panjang", panjang=length)
    if field == "nominal":
        least = str(_LEAST_NOMINAL)
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1=least)
        return _told(rule, "nominal")
    if field == "tanggal_bayar":
        rule = DataValidation(type="date", operator="greaterThan", formula1=str(_FIRST_DAY))
        return _told(rule, "tanggal")
    return None


def _told(rule: DataValidation, name: str, **words: object) -> DataValidation:
    """Have a rule stop what does not fit, with a sentence."""
    rule.allow_blank = rule.showErrorMessage = True
    rule.errorTitle = say("template.salah.judul")
    rule.error = say(f"template.salah.{name}", **words)
    return rule


def _write_guide(
    sheet: Worksheet, kind: str, choices: Mapping[str, Sequence[str]]
) -> dict[str, _Place]:
    """Explain each column on a sheet of its own, list the choices there, and say where."""
    _write(sheet, "A1", say("template.petunjuk"), styles.TITLE)
    _write(sheet, "A2", say(f"template.petunjuk_cara.{kind}"), styles.INTRO)
    for letter, head in zip("ABC", say("template.kepala").split("|"), strict=True):
        _write(sheet, f"{letter}{HEAD_ROW}", head, styles.HEAD)
    for row, field in enumerate(_WIDTHS[kind], start=HEAD_ROW + 1):
        _write(sheet, f"A{row}", _label(kind, field), styles.STRONG)
        _write(sheet, f"B{row}", say(f"template.arti.{field}"), styles.TEXT)
        _write(sheet, f"C{row}", say(f"template.contoh.{field}"), styles.TEXT)
    for letter, width in zip("ABCD", _GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.sheet = True
    sheet.print_area = f"A1:C{HEAD_ROW + len(_WIDTHS[kind])}"
    return {
        field: _list_choices(sheet, get_column_letter(number), _label(kind, field), listed)
        for number, (field, listed) in enumerate(choices.items(), start=5)
    }


def _list_choices(sheet: Worksheet, letter: str, label: str, choices: Sequence[str]) -> _Place:
    _write(sheet, f"{letter}{HEAD_ROW}", say("template.pilihan", kolom=label), styles.HEAD)
    for row, choice in enumerate(choices, start=HEAD_ROW + 1):
        _write(sheet, f"{letter}{row}", choice, styles.WORD)
    sheet.column_dimensions[letter].width = max(map(len, (label, *choices))) + 6
    return _Place(letter, HEAD_ROW + len(choices))


def _label(kind: str, field: str) -> str:
    """Return a heading by which the reader knows a field."""
    return _PLAIN_LABELS.get(field) or layout(kind).labels[field][0]


def _write(sheet: Worksheet, place: str, text: str, style: str) -> None:
    cell = sheet[place]
    cell.value, cell.data_type = cell_text(text), "s"
    cell.style = style
    if style == styles.INTRO:
        cell.alignment = Alignment(vertical="top")
