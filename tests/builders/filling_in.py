"""Filling in a workbook as a secretary does, and what office programs and people make of it then."""

import io
from collections.abc import Callable, Mapping
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

BELUM: Final = "Belum Berpartisipasi"
FILLED_IN: Final = ("Tindak Lanjut", "Target Bulan", "Catatan")
Answer = tuple[str | None, Any, str | None]
Edit = Callable[[Workbook], None]


def answered(data: bytes, answers: Mapping[str, Answer], *edits: Edit) -> bytes:
    """Return the workbook with Tindak Lanjut, Target Bulan and Catatan of some NIPs, then edited."""
    book = load_workbook(io.BytesIO(data))
    sheet = book[BELUM]
    places = headings(sheet)
    for row in range(head_row(sheet) + 1, sheet.max_row + 1):
        nip = digits(sheet.cell(row, places["NIP"]).value)
        for label, value in zip(FILLED_IN, answers.get(nip, ()), strict=False):
            sheet.cell(row, places[label]).value = value
    for edit in edits:
        edit(book)
    return saved(book)


def edited(data: bytes, *edits: Edit) -> bytes:
    """Return the workbook with `edits` made to it."""
    return answered(data, {}, *edits)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def head_row(sheet: Worksheet) -> int:
    cells = (cell for row in sheet.iter_rows(max_row=30) for cell in row)
    return int(next(cell.row for cell in cells if cell.value == "NIP"))


def headings(sheet: Worksheet) -> dict[str, int]:
    """Return heading -> column of a list; of one to be filled in without the word that says so."""
    cells = [cell for cell in sheet[head_row(sheet)] if cell.value]
    return {str(cell.value).removesuffix(" (diisi)"): cell.column for cell in cells}


def digits(value: Any) -> str:
    return "".join(filter(str.isdecimal, str(value or "")))


def answers_merged_as_libreoffice_does(book: Workbook) -> None:
    """Merge them, and keep what stood in the cells that nobody sees any more."""
    sheet = book[BELUM]
    covered = {
        (row, column): sheet.cell(row, column).value
        for row in range(head_row(sheet) + 2, head_row(sheet) + 5)
        for column in (headings(sheet)[label] for label in FILLED_IN)
    }
    answers_merged(book)
    for (row, column), value in covered.items():
        if value is not None:
            # openpyxl has read-only cells there.
            sheet._cells[row, column] = Cell(sheet, row, column, value)


def answers_merged(book: Workbook) -> None:
    """Merge the cells to fill in of the first four people, as one answer for all."""
    sheet = book[BELUM]
    places, first = headings(sheet), head_row(sheet) + 1
    sheet.tables.clear()
    for label in FILLED_IN:
        letter = sheet.cell(first, places[label]).column_letter
        sheet.merge_cells(f"{letter}{first}:{letter}{first + 3}")


def own_column(label: str, nip: str = "", value: str = "", left: bool = False) -> Edit:
    """Add a column of one's own at an end of the list, filled in for `nip` or for nobody."""

    def add(book: Workbook) -> None:
        sheet = book[BELUM]
        sheet.tables.clear()
        if left:
            sheet.insert_cols(1)
        column = 1 if left else sheet.max_column + 1
        sheet.cell(head_row(sheet), column).value = label
        for row in range(head_row(sheet) + 1, sheet.max_row + 1):
            if nip and digits(sheet.cell(row, headings(sheet)["NIP"]).value) == nip:
                sheet.cell(row, column).value = value

    return add


def staff_beside(*more: str, left: bool = False, gap: int = 0, others: int = 0) -> Edit:
    """Put a list of the staff beside ours, in another order, to look names up in.

    `more`: labels of further columns; `others`: so many more people than ours.
    """

    def add(book: Workbook) -> None:
        sheet = book[BELUM]
        sheet.tables.clear()
        top, places = head_row(sheet), headings(sheet)
        last = sheet.max_row
        staff = [
            [sheet.cell(row, places[label]).value for label in ("NIP", "Nama")]
            for row in range(last, top, -1)
        ] + [[f"19700101199501{at:04}", f"Orang {at}"] for at in range(others)]
        if left:
            sheet.insert_cols(1, 2 + len(more) + gap)
        start = 1 if left else sheet.max_column + 1 + gap
        for row, cells in enumerate([["NIP", "Nama", *more], *staff], start=top):
            for column, value in enumerate(cells, start=start):
                sheet.cell(row, column).value = value

    return add


def staff_beside_headed(label: str, *more: str, left: bool) -> Edit:
    """Put a list of the staff beside ours, whose column NIP is called `label` by now."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        cells = (cell for row in sheet.iter_rows(max_row=30) for cell in row)
        ours = next(cell for cell in cells if cell.value == label)
        row, column = ours.row, ours.column + (2 + len(more) if left else 0)
        ours.value = "NIP"
        staff_beside(*more, left=left)(book)
        sheet.cell(row, column).value = label

    return edit


def own_column_of_all(label: str, value: str) -> Edit:
    """Add a column at the left that says the same in each row."""

    def add(book: Workbook) -> None:
        own_column(label, left=True)(book)
        sheet = book[BELUM]
        for row in range(head_row(sheet) + 1, sheet.max_row + 1):
            sheet.cell(row, 1).value = value

    return add


def numbers_again(book: Workbook) -> None:
    """Add our numbers once more at the right."""
    sheet = book[BELUM]
    sheet.tables.clear()
    top, column, numbers = head_row(sheet), sheet.max_column + 1, headings(sheet)["NIP"]
    for row in range(top, sheet.max_row + 1):
        sheet.cell(row, column).value = sheet.cell(row, numbers).value


def line_above(text: str) -> Edit:
    """Write a line of one's own above the title."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        sheet.tables.clear()
        sheet.insert_rows(1)
        sheet["A1"] = text

    return edit


def only_first_left(book: Workbook) -> None:
    """Delete everybody but the first of the list."""
    sheet = book[BELUM]
    sheet.tables.clear()
    sheet.delete_rows(head_row(sheet) + 2, sheet.max_row)


def swapped(book: Workbook) -> None:
    """Put our columns NIP and Nama in the other order."""
    sheet = book[BELUM]
    sheet.tables.clear()
    one, other = (headings(sheet)[label] for label in ("NIP", "Nama"))
    for row in range(head_row(sheet), sheet.max_row + 1):
        cells = sheet.cell(row, one), sheet.cell(row, other)
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


def names_at_the_left(book: Workbook) -> None:
    """Put a column of the workers' names before ours, one in each row."""
    sheet = book[BELUM]
    sheet.tables.clear()
    top = head_row(sheet)
    sheet.insert_cols(1)
    for row in range(top, sheet.max_row + 1):
        sheet.cell(row, 1).value = "Nama" if row == top else f"Slamet {row}"


def person_above(book: Workbook) -> None:
    """Write who filled it in above the list."""
    sheet = book[BELUM]
    sheet.tables.clear()
    sheet.insert_rows(1, 2)
    for column, value in enumerate(("Diisi oleh", "Nama", "NIP"), start=1):
        sheet.cell(1, column).value = value


def list_copied(*labels: str, name: str = "Cetak", title: str = "") -> Edit:
    """Copy columns of the list, with their headings, to a sheet of its own."""

    def add(book: Workbook) -> None:
        sheet, copy = book[BELUM], book.create_sheet(name)
        top, places = head_row(sheet), headings(sheet)
        if title:
            copy.append([title])
        for row in range(top, sheet.max_row + 1):
            copy.append([sheet.cell(row, places[label]).value for label in labels])

    return add


def dragged_down(label: str, rows: int) -> Edit:
    """Go on with a column below the list."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        column, last = headings(sheet)[label], sheet.max_row
        for row in range(last + 1, last + 1 + rows):
            sheet.cell(row, column).value = sheet.cell(last, column).value

    return edit


def without_list(book: Workbook) -> None:
    """Delete the sheet of those who do not take part yet."""
    del book[BELUM]


def rows_turned(book: Workbook) -> None:
    """Sort the list the other way round, whole rows."""
    sheet = book[BELUM]
    first, last = head_row(sheet) + 1, sheet.max_row
    rows = [[cell.value for cell in sheet[row]] for row in range(first, last + 1)]
    for row, values in zip(range(first, last + 1), reversed(rows), strict=True):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value


def rows_filtered(book: Workbook) -> None:
    """Hide half of the list, as a filter does."""
    sheet = book[BELUM]
    for row in range(head_row(sheet) + 1, sheet.max_row + 1, 2):
        sheet.row_dimensions[row].hidden = True


def columns_moved(book: Workbook) -> None:
    """Put the columns in the other order, and make them wide."""
    sheet = book[BELUM]
    sheet.tables.clear()
    for row in range(head_row(sheet), sheet.max_row + 1):
        values = [cell.value for cell in sheet[row]]
        for column, value in enumerate(reversed(values), start=1):
            sheet.cell(row, column).value = value
    for column in sheet.column_dimensions.values():
        column.width = 60


def names_sorted_alone(book: Workbook) -> None:
    """Move every name a row up, as sorting that column without the others does."""
    sheet = book[BELUM]
    column = headings(sheet)["Nama"]
    rows = range(head_row(sheet) + 1, sheet.max_row + 1)
    names = [sheet.cell(row, column).value for row in rows]
    for row, name in zip(rows, [*names[1:], names[0]], strict=True):
        sheet.cell(row, column).value = name


def sheets_renamed_and_moved(book: Workbook) -> None:
    """Give every sheet another name, and put the last one first."""
    for at, sheet in enumerate(book.worksheets):
        sheet.title = f"Lembar {at}"
    book.move_sheet(book.worksheets[-1], -len(book.worksheets) + 1)


def rows_above(book: Workbook) -> None:
    """Put a note of one's own above the list."""
    sheet = book[BELUM]
    sheet.tables.clear()
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Catatan sekretariat: sudah diperiksa Bu Contoh"


def other_row(nip: str, answer: Answer, name: str = "Orang Tambahan") -> Edit:
    """Return an edit that puts one more row below the list."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        places = headings(sheet)
        row = sheet.max_row + 1
        told = dict(zip(("Tindak Lanjut", "Target Bulan", "Catatan"), answer, strict=True))
        for label, value in {"NIP": nip, "Nama": name, **told}.items():
            sheet.cell(row, places[label]).value = value

    return edit


def heading_changed(label: str, other: str) -> Edit:
    """Return an edit of one heading of the list."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        place = headings(sheet)[label]
        sheet.cell(head_row(sheet), place).value = other

    return edit


def cell_changed(nip: str, label: str, value: Any) -> Edit:
    """Return an edit of one cell in the row of `nip`."""

    def edit(book: Workbook) -> None:
        sheet = book[BELUM]
        places = headings(sheet)
        for row in range(head_row(sheet) + 1, sheet.max_row + 1):
            if digits(sheet.cell(row, places["NIP"]).value) == nip:
                sheet.cell(row, places[label]).value = value

    return edit
