"""Paragraphs and tables of a letter as models that are built once and then copied.

python-docx takes a millisecond for each that it builds, and every letter has the same few kinds.
A model's texts are a dash each; who copies one puts others in their place.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from pipeline.rendering.fitting import fit_text

LETTER_SIZE: Final = 12
HEADINGS: Final = ("Heading 1", "Heading 2")
_COLON: Final = 0.5
_HEAD_SHADE: Final = "E7ECF3"
_DASH: Final = "-"
Align = WD_ALIGN_PARAGRAPH


@cache
def paragraph_model(align: Align | None, bold: bool, size: int, after: int) -> CT_P:
    """Return a paragraph of one run, `after` points above what follows."""
    element: CT_P = _new_paragraph(align, bold, size, after)._p
    return element


@cache
def heading_model(align: Align | None, level: int, after: int) -> CT_P:
    """Return a heading of one run."""
    made = _new_paragraph(align, level == 1, LETTER_SIZE, after)
    made.style = _scratch().styles[HEADINGS[level - 1]]
    made.paragraph_format.keep_with_next = True
    element: CT_P = made._p
    return element


def _new_paragraph(align: Align | None, bold: bool, size: int, after: int) -> Paragraph:
    made = _scratch().add_paragraph()
    write(made, _DASH, bold=bold, size=size)
    if align is not None:
        made.alignment = align
    made.paragraph_format.space_after = Pt(after)
    return made


@cache
def pairs_model(widths: tuple[float, float]) -> CT_Tbl:
    """Return a table without lines of one row: label, colon and text."""
    table = empty_table(_scratch(), 1, (widths[0], _COLON, widths[1]), "Normal Table")
    for cell in table.rows[0].cells:
        _fill_cell(cell, LETTER_SIZE)
    element: CT_Tbl = table._tbl
    return element


@cache
def grid_model(widths: tuple[float, ...], size: int, right: frozenset[int]) -> CT_Tbl:
    """Return a table with lines of three rows: head, body and sum; `right` are numbers' columns."""
    table = empty_table(_scratch(), 3, widths, "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, strong in zip(table.rows, (True, False, True), strict=True):
        for at, cell in enumerate(row.cells):
            _fill_cell(cell, size, strong, right=at in right)
        _mark_row(row, "w:cantSplit")
    _mark_row(table.rows[0], "w:tblHeader")
    _shade_row(table.rows[0])
    element: CT_Tbl = table._tbl
    return element


@cache
def _scratch() -> Document:
    """Return a document that is never saved: python-docx builds nothing outside of one."""
    return docx.Document()


def write(target: Paragraph, text: str, bold: bool = False, size: int = LETTER_SIZE) -> None:
    """Add `text` to a paragraph, freed of what a document cannot hold."""
    run = target.add_run(fit_text(text))
    run.bold, run.font.size = bold or None, Pt(size)


def empty_table(document: Document, rows: int, widths: Sequence[float], style: str) -> Table:
    """Add an empty table that keeps its widths: LibreOffice reads the columns', Word the cells'."""
    table: Table = document.add_table(rows, len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _fill_cell(cell: _Cell, size: int, bold: bool = False, right: bool = False) -> None:
    target = cell.paragraphs[0]
    write(target, _DASH, bold=bold, size=size)
    target.alignment = Align.RIGHT if right else Align.LEFT


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade_row(row: _Row) -> None:
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
