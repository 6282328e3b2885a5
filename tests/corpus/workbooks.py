"""Odd workbooks: sheets, headers, cells as offices make them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from openpyxl.chart import BarChart

from tests.builders.books import xlsx
from tests.builders.paths import OLD_FORMATS
from tests.builders.raw_files import (
    ASN,
    ASN_HEAD,
    IURAN,
    IURAN_HEAD,
    edited,
    hidden_second_sheet,
    nip,
    payment,
    payments,
    people,
    person,
    raw_book,
    sheet_of,
    text_cells,
    xlsb,
)

TITLE = ["DAFTAR ASN KOTA SEMARANG"]


def _chart_only(book: Any) -> None:
    book.create_chartsheet("Grafik").add_chart(BarChart())


def _only_chart(book: Any) -> None:
    _chart_only(book)
    book.remove(book.worksheets[0])


def _merged_titles(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 3)
    sheet["A1"] = "REKAP IURAN"
    sheet["A2"] = "Cabang Semarang Pemuda, Maret 2026"
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A2:E2")


def _group_labels(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 1)
    sheet["A1"], sheet["C1"] = "PENANGGUNG", "PEKERJA"
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:E1")


def _labels_over_two_rows(book: Any) -> None:
    """Merge BULAN IURAN and NOMINAL over both header rows, as a recap with groups does."""
    _group_labels(book)
    sheet = book.worksheets[0]
    sheet.unmerge_cells("C1:E1")
    for column in "DE":
        sheet[f"{column}1"] = sheet[f"{column}2"].value
        sheet.merge_cells(f"{column}1:{column}2")


def _formulas(with_values: bool) -> bytes:
    formula = '<c r="A2" t="str"><f>TEXT(Z2,"0")</f>' + (
        f"<v>{nip(1)}</v></c>" if with_values else "</c>"
    )
    second = f'<row r="2">{formula}<c r="B2" t="inlineStr"><is><t>Orang 1</t></is></c></row>'
    return raw_book(text_cells(1, ASN_HEAD[:2]) + second + text_cells(3, person(2)[:2]))


def _rich_text() -> bytes:
    rich = f"<si><r><t>{nip(1)[:8]}</t></r><r><rPr><b/></rPr><t>{nip(1)[8:]}</t></r></si><si><t>Orang 1</t></si>"
    row = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'
    return raw_book(text_cells(1, ASN_HEAD[:2]) + row, rich)


def _without_places() -> bytes:
    """Leave out the r="A1" of cells and rows, as some programs that write workbooks do."""
    xml = sheet_of(ASN)
    for row in range(1, 5):
        for column in "ABC":
            xml = xml.replace(f' r="{column}{row}"', "")
        xml = xml.replace(f'<row r="{row}">', "<row>")
    return raw_book(xml)


def _error_cells(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet["A3"] = "#N/A"
    sheet["A3"].data_type = "e"
    sheet["C4"] = "#REF!"
    sheet["C4"].data_type = "e"


def _dates(rows: list[list[Any]]) -> bytes:
    return xlsx([[*IURAN_HEAD, "Tanggal Bayar"], *rows])


def _mixed_dates() -> bytes:
    days: list[Any] = [
        dt.date(2026, 3, 5),
        "05/03/2026",
        "5 Maret 2026",
        "05-MAR-2026",
        dt.datetime(2026, 3, 5, 8, 30),  # noqa: DTZ001 - a workbook has no zones
        "kemarin",
    ]
    return _dates([[*payment(n), day] for n, day in enumerate(days, 1)])


def _mixed_months() -> bytes:
    months: list[Any] = [
        dt.date(2026, 3, 1),
        "2026-03",
        "Maret 2026",
        "03/2026",
        "Mar-26",
        202603,
        "Maret",
    ]
    return xlsx(
        [IURAN_HEAD, *([*payment(n)[:3], month, 16800] for n, month in enumerate(months, 1))]
    )


def _notes_below() -> bytes:
    notes = [
        ["JUMLAH", "3"],
        [],
        ["Catatan: data per akhir Maret"],
        [],
        ["", "Semarang, 1 April"],
        ["", "Kepala Badan"],
        ["", "NIP. ......"],
    ]
    return xlsx([*ASN, *notes])


def _numbered_columns() -> bytes:
    return xlsx(
        [ASN_HEAD, ["(1)", "(2)", "(3)"], *people(1, 2), ASN_HEAD, [1, 2, 3], *people(3, 4)]
    )


def _late_header(row: int, count: int = 3) -> bytes:
    return xlsx([*([TITLE] * (row - 1)), ASN_HEAD, *people(1, count)])


def _numbers() -> bytes:
    row = [nip(1), "Orang 1", 3374021507800001, "2026-03", 16800.0]
    broken = [float(nip(2)), "Orang 2", 3374021507800002, "2026-03", "16.800"]
    return xlsx(
        [IURAN_HEAD, row, broken, payment(3, nip=nip(3) + ".0"), payment(4, nip="1,99001E+17")]
    )


def _damaged_roster() -> bytes:
    return xlsx(
        [ASN_HEAD, *([float(nip(n)), f"Orang {n}", "Aktif"] for n in range(1, 4)), *people(4, 6)]
    )


def _styled_only(book: Any) -> None:
    for row in range(10, 400):
        book.worksheets[0].cell(row, 2).number_format = "@"


def _filtered(book: Any) -> None:
    sheet = book.worksheets[0]
    sheet.auto_filter.ref = "A1:C4"
    sheet.row_dimensions[3].hidden = True


COVER: list[list[Any]] = [["LAPORAN BULANAN"], ["Disusun oleh", "Bagian Data"]]
WORKBOOKS: dict[str, Callable[[], str | bytes]] = {
    "lembar-tersembunyi": lambda: edited(
        hidden_second_sheet, {"Data": ASN, "Rahasia": [ASN_HEAD, *people(4, 5)]}
    ),
    "lembar-kosong": lambda: xlsx({"Kosong": [], "Data": ASN, "Kosong lagi": []}),
    "lembar-sampul": lambda: xlsx({"Sampul": COVER, "Data": ASN}),
    "lembar-grafik": lambda: edited(_chart_only, {"Data": ASN}),
    "hanya-grafik": lambda: edited(_only_chart, {"Data": ASN}),
    "lembar-per-opd": lambda: xlsx({"DINKES": ASN, "DISDIK": [TITLE, ASN_HEAD, *people(4, 6)]}),
    "lembar-berisi-orang-tanpa-judul": lambda: xlsx({"Data": ASN, "Tambahan": people(11, 15)}),
    "lembar-empat-orang-tanpa-judul": lambda: xlsx({"Data": ASN, "Tambahan": people(11, 14)}),
    "judul-baris-1": lambda: _late_header(1),
    "judul-baris-2": lambda: _late_header(2),
    "judul-baris-30": lambda: _late_header(30),
    "judul-baris-31": lambda: _late_header(31),
    "judul-baris-31-banyak-orang": lambda: _late_header(31, 5),
    "tabel-mulai-jauh-di-bawah": lambda: xlsx(ASN, first_row=12),
    "tabel-mulai-di-kolom-lain": lambda: xlsx([["", "", "", *row] for row in ASN]),
    "judul-dua-baris": lambda: edited(_group_labels, IURAN),
    "judul-dua-baris-digabung": lambda: edited(_labels_over_two_rows, IURAN),
    "judul-digabung": lambda: edited(_merged_titles, IURAN),
    "label-ganti-baris": lambda: xlsx(
        [
            ["NIP\nDonatur", "Nama\r\nDonatur", " NIK  \n Pekerja ", "Bulan\n(Iuran)", "NOMINAL"],
            *payments(1, 2),
        ]
    ),
    "label-dengan-tanda": lambda: xlsx(
        [
            ["No.", "N I P", "Nama (Lengkap)*", "KEDUDUKAN HUKUM :"],
            *([n, *person(n)] for n in range(1, 4)),
        ]
    ),
    "label-kembar": lambda: xlsx(
        [["NIP", "Nama", "NIP Baru", "Kedudukan Hukum"], [nip(1), "Orang 1", "123", "Aktif"]]
    ),
    "judul-berulang-per-halaman": lambda: xlsx(
        [*ASN, ASN_HEAD, *people(4, 5), ASN_HEAD, *people(6, 6)]
    ),
    "nomor-kolom": _numbered_columns,
    "catatan-di-bawah": _notes_below,
    "catatan-berangka-di-kolom-nip": lambda: xlsx([*ASN, [], ["Data per 31 Maret"]]),
    "jumlah-di-tengah": lambda: xlsx(
        [
            ASN_HEAD,
            *people(1, 2),
            ["SUB TOTAL", 2],
            ["TOTAL", 2],
            *people(3, 3),
            ["GRAND TOTAL :", 3],
        ]
    ),
    "baris-kosong-di-tengah": lambda: xlsx(
        [ASN_HEAD, *people(1, 1), [], [None, " ", "\u00a0"], *people(2, 2), [], []]
    ),
    "hanya-nomor-urut": lambda: xlsx(
        [["No", *ASN_HEAD], [1, *person(1)], [2], [3], [4, *person(2)]]
    ),
    "hanya-judul": lambda: xlsx([ASN_HEAD]),
    "rumus-dengan-nilai": lambda: _formulas(with_values=True),
    "rumus-tanpa-nilai": lambda: _formulas(with_values=False),
    "teks-berwarna": _rich_text,
    "sel-tanpa-alamat": _without_places,
    "sel-galat": lambda: edited(_error_cells),
    "tanggal-campuran": _mixed_dates,
    "bulan-campuran": _mixed_months,
    "angka-dan-teks": _numbers,
    "roster-nip-angka": _damaged_roster,
    "format-sampai-jauh": lambda: edited(_styled_only),
    "baris-disaring": lambda: edited(_filtered),
    "petik-tunggal": lambda: xlsx(
        [
            ASN_HEAD,
            ["'" + nip(1), "Orang 1", "Aktif"],
            ["19900101 201504 1 002", "Orang 2", "Aktif"],
        ]
    ),
    "xlsb": lambda: xlsb(ASN),
    "xlsb-nip-angka": lambda: xlsb([IURAN_HEAD, [float(nip(1)), *payment(1)[1:]], payment(2)]),
    "xls-lama": (OLD_FORMATS / "roster.xls").read_bytes,
    "ods": (OLD_FORMATS / "roster.ods").read_bytes,
}
