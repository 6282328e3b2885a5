"""Reading workbook, page and letter back as a program would, every value in a reader's words."""

import io
from typing import Any

import docx
from lxml import html
from openpyxl import load_workbook

from pipeline.core import formats

Row = dict[str, str]


def of_page(page: bytes, key: str) -> list[Row]:
    """Return the body of the table `key` of a page, by its headings.

    None where there is no such table.
    """
    tree = html.document_fromstring(page.decode())
    found = tree.xpath(f"//table[@id='tabel-{key}']")
    if not found:
        return []
    heads = [_text(cell) for cell in found[0].xpath("./thead/tr/th")]
    return [
        dict(zip(heads, map(_text, row.xpath("./td|./th")), strict=True))
        for row in found[0].xpath("./tbody/tr[not(@class='unit')]")
    ]


def figures_of_page(page: bytes) -> Row:
    """Return the headline figures of a page by their names."""
    tree = html.document_fromstring(page.decode())
    parts = tree.xpath("//dl[@class='angka-utama']/div")
    return {
        _text(part.xpath("./dt")[0]): _text(part.xpath("./dd[@class='nilai']")[0]) for part in parts
    }


def of_book(book: bytes, sheet: str) -> list[Row]:
    """Return a sheet's table by its headings, numbers, shares and blanks as a reader sees them."""
    target = load_workbook(io.BytesIO(book))[sheet]
    head, *body = target[next(iter(target.tables.values())).ref]
    return [{str(h.value): _seen(cell) for h, cell in zip(head, row, strict=True)} for row in body]


def part_of_book(book: bytes, part: str, sheet: str = "Ringkasan") -> list[Row]:
    """Return the rows of one part of a summary sheet."""
    return [row for row in of_book(book, sheet) if row["Bagian"] == part]


def of_letter(letter: bytes, first: str) -> list[Row]:
    """Return the letter's table whose first heading is `first`.

    None where there is no such table.
    """
    for table in docx.Document(io.BytesIO(letter)).tables:
        heads, *body = [[cell.text for cell in row.cells] for row in table.rows]
        if heads[0] == first:
            return [dict(zip(heads, row, strict=True)) for row in body]
    return []


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _seen(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    if "%" in cell.number_format:
        return formats.percent(100 * value)
    return formats.number(value) if isinstance(value, int) else str(value)
