"""Every list fits A4 lying with no type under seven points (contract §6)."""

import io
from collections.abc import Callable
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.rendering.excel import (
    candidates_workbook,
    city_workbook,
    opd_workbook,
    quality_workbook,
    styles,
)
from pipeline.rendering.excel.heights import broken_within, text_width
from pipeline.rendering.excel.sheet import SheetColumn
from pipeline.rendering.excel.widths import MOST_ON_PAPER, on_paper
from tests.builders import html_samples, quality_samples, receipt_samples
from tests.builders import report_samples as samples

# Of a column's width 5.25 points a character at 10 points; A4 lying is 842 points wide.
_POINTS: Final = 5.25
_TYPE: Final = 10
_LEAST: Final = 7.0
_WIDTH: Final = 842 - 2 * 0.4 * 72
# What is printed on one page stands upright.
_UPRIGHT_WIDTH: Final = 595 - 2 * 0.4 * 72
_UPRIGHT_HEIGHT: Final = 842 - (0.4 + 0.6) * 72
_ROW: Final = 15.0
BOOKS: Final[dict[str, Callable[[], bytes]]] = {
    "opd": lambda: opd_workbook(html_samples.large_opd(40)),
    "berjawab": lambda: opd_workbook(html_samples.answered_opd()),
    "jahat": lambda: opd_workbook(samples.hostile_opd()),
    "kota": lambda: city_workbook(samples.city_of(60)),
    "kota berjawab": lambda: city_workbook(html_samples.answered_city()),
    "mutu": lambda: quality_workbook(quality_samples.report()),
    "usulan": lambda: candidates_workbook(html_samples.candidates()),
    "berita acara": lambda: receipt_workbook(receipt_samples.receipt()),
}


def printed_type(sheet: Worksheet) -> float:
    """Return how many points the sheet's ten become when what is printed is fitted to the page."""
    _, _, columns, rows = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
    letters = [get_column_letter(at) for at in range(1, columns + 1)]
    width = float(sum(sheet.column_dimensions[letter].width for letter in letters)) * _POINTS
    if not sheet.page_setup.fitToHeight:
        return _TYPE * min(1.0, _WIDTH / width)
    height = sum(sheet.row_dimensions[row].height or _ROW for row in range(1, rows + 1))
    return _TYPE * min(1.0, _UPRIGHT_WIDTH / width, _UPRIGHT_HEIGHT / height)


@pytest.mark.parametrize("name", BOOKS)
def test_no_type_on_paper_is_under_seven_points(name: str) -> None:
    book = load_workbook(io.BytesIO(BOOKS[name]()))
    small = {
        sheet.title: round(printed_type(sheet), 2)
        for sheet in book.worksheets
        if printed_type(sheet) < _LEAST
    }
    assert small == {}


@pytest.mark.parametrize("name", BOOKS)
def test_no_sentence_above_a_table_is_cut_at_the_edge_of_what_is_printed(name: str) -> None:
    """As "... belum memenuhi ketentuan 265 orang." was printed as "26"."""
    book = load_workbook(io.BytesIO(BOOKS[name]()))
    assert {sheet.title: cut for sheet in book.worksheets if (cut := cut_above(sheet))} == {}


def cut_above(sheet: Worksheet) -> list[str]:
    """Return the texts above the sheet's table that are wider than what is printed of it."""
    _, _, columns, _ = range_boundaries(sheet.print_area.rpartition("!")[2].replace("$", ""))
    letters = [get_column_letter(at) for at in range(1, columns + 1)]
    room = float(sum(sheet.column_dimensions[letter].width for letter in letters))
    _, head, _, _ = range_boundaries(next(iter(sheet.tables.values())).ref)
    texts = [sheet.cell(row, 1) for row in range(1, head) if sheet.cell(row, 1).value]
    return [
        cell.value
        for cell in texts
        if text_width(cell.value, cell.font.b) * cell.font.sz / _TYPE > room
    ]


def test_a_broken_sentence_says_the_same_and_a_wide_word_stays_whole() -> None:
    told = f"Unit kerja {'Puskesmas' * 9} belum memiliki ASN yang tercatat berpartisipasi."
    lines = broken_within(told, 30)
    assert " ".join(lines) == told
    assert lines == ["Unit kerja", "Puskesmas" * 9, *lines[2:]]
    assert all(text_width(line) <= 30 for line in lines[2:])
    assert len(broken_within(told, 60, size=16, bold=True)) > len(broken_within(told, 60))
    assert broken_within(told, 300) == [told]


def test_the_most_that_fits_is_told_by_the_same_measure() -> None:
    assert _TYPE * _WIDTH / (MOST_ON_PAPER * _POINTS) >= _LEAST


def columns_of(*least: int) -> list[SheetColumn]:
    return [SheetColumn("A", styles.TEXT, bound, 200) for bound in least]


def needing(*words: float) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """Return columns whose widest words need so much, and whose texts are each as long."""
    return words.__getitem__, lambda _: 100.0


def test_what_is_long_is_given_the_room_that_short_texts_leave() -> None:
    """As a unit's name stood in eight lines beside answers that nobody had given."""
    texts = [60.0, 300.0, 10.0]
    widths = on_paper(
        [100.0, 100.0, 100.0], columns_of(10, 10, 10), lambda _: 10.0, texts.__getitem__
    )
    assert sum(widths) <= MOST_ON_PAPER
    assert widths == [pytest.approx(60, abs=40), 100.0, pytest.approx(10, abs=10)]
    assert widths[0] > 5 * widths[2]


def test_no_room_is_left_over_where_texts_are_shorter_than_their_columns() -> None:
    widths = on_paper([100.0, 60.0, 60.0], columns_of(10, 10, 10), lambda _: 10.0, lambda _: 20.0)
    assert sum(widths) == pytest.approx(MOST_ON_PAPER, abs=0.5)


def test_a_column_keeps_the_room_that_its_widest_word_needs() -> None:
    widths = on_paper([100.0, 100.0, 100.0], columns_of(10, 10, 10), *needing(95, 20, 20))
    assert widths[0] >= 95
    assert sum(widths) <= MOST_ON_PAPER


def test_words_are_broken_rather_than_printed_too_small_to_read() -> None:
    widths = on_paper([100.0, 100.0, 100.0], columns_of(10, 10, 10), *needing(95, 95, 95))
    assert sum(widths) <= MOST_ON_PAPER


def test_a_word_too_wide_for_the_paper_breaks_no_others() -> None:
    """As a long unit's name once broke "September" beside it."""
    needed = [14.0, 190.0, 190.0]
    widths = on_paper([100.0, 100.0, 200.0], columns_of(10, 10, 10), *needing(*needed))
    assert sum(widths) <= MOST_ON_PAPER
    assert widths[0] >= needed[0]


@pytest.mark.parametrize("until", ["", " sampai Oktober 2026"], ids=["short", "long"])
def test_no_word_of_the_list_to_fill_in_is_broken(until: str) -> None:
    """As "Pengadministrasi" and "September" once were."""
    rows = [
        html_samples.person(n, "belum", "belum_pernah", "Puskesmas Poncol", jabatan=job)
        for n, job in enumerate(("Pengadministrasi Perkantoran", "Perencana Ahli Pertama"))
    ]
    for row in rows:
        row["penjelasan"] = f"Tidak ada catatan iuran sejak November 2025{until}."
    report = html_samples.opd_report(rows)
    sheet = load_workbook(io.BytesIO(opd_workbook(report)))["Belum Berpartisipasi"]
    head = next(
        cell.row for row in sheet.iter_rows(max_row=10) for cell in row if cell.value == "NIP"
    )
    for cell in sheet[head]:
        width = sheet.column_dimensions[cell.column_letter].width
        texts = [sheet.cell(row, cell.column).value for row in range(head + 1, sheet.max_row + 1)]
        words = {word for text in texts if isinstance(text, str) for word in text.split()}
        assert [word for word in words if text_width(word) > width] == []
