"""What python-docx leaves to its caller.

That is fonts and language, rules, tables whose head repeats, and clean text.
"""

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.text.run import CT_R
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from pipeline.rendering.fitting import fit_text

FONT: Final = "Arial"
LETTER_SIZE: Final = 12
LIST_SIZE: Final = 9
_PAPERS: Final = {"A4": (Cm(21), Cm(29.7)), "F4": (Cm(21.5), Cm(33))}
_COLON: Final = 0.5
_HEADINGS: Final = ("Heading 1", "Heading 2")
# Word reads a paragraph's properties in the order of its schema only; of those used here these
# follow the borders.
_AFTER_BORDERS: Final = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
_AFTER_NUMBERING: Final = ("w:cols", "w:formProt", "w:vAlign", "w:titlePg", "w:docGrid")
_HEAD_SHADE: Final = "E7ECF3"
_RUN: Final = qn("w:r")
# What python-docx makes an element of its own.
_BROKEN: Final = re.compile(r"[\t\n\r]")
Align = WD_ALIGN_PARAGRAPH


def set_up(document: Document, language: str) -> None:
    """Give `document` its letter type (Arial 12) in `language`.

    The template's picture of itself is left out.
    """
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(LETTER_SIZE)
    normal.paragraph_format.space_after = Pt(0)
    for name in ("Normal", *_HEADINGS):
        _set_font(document, name)
    _set_language(normal.element.get_or_add_rPr(), language)
    package = document.part.package
    for name in [name for name, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        package.rels.pop(name)


def _set_font(document: Document, name: str) -> None:
    """Give a style the letter's type; a heading is a letter's, not a web page's."""
    style = document.styles[name]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    if name in _HEADINGS:
        style.font.size, style.font.bold = Pt(LETTER_SIZE), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _set_language(properties: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    for script in ("w:val", "w:eastAsia", "w:bidi"):
        spoken.set(qn(script), language)
    properties.append(spoken)


def portrait(section: Section, paper: str) -> None:
    """Set `paper` (A4 or F4) upright with the margins of a nota dinas (domain §7)."""
    section.page_width, section.page_height = _PAPERS[paper]
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Cm(2),
        Cm(2.5),
        Cm(3),
        Cm(2),
    )


def landscape(section: Section, paper: str) -> None:
    """Set `paper` (A4 or F4) lying, for names."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = _PAPERS[paper]
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Cm(2),
        Cm(2),
        Cm(2),
        Cm(2),
    )


def paragraph(
    document: Document,
    text: str,
    align: Align | None = None,
    bold: bool = False,
    size: int = LETTER_SIZE,
    after: int = 6,
) -> Paragraph:
    """Add a paragraph of `text` and return it."""
    added = document.add_paragraph()
    write(added, text, bold=bold, size=size)
    if align is not None:
        added.alignment = align
    added.paragraph_format.space_after = Pt(after)
    return added


def heading(
    document: Document, text: str, level: int, align: Align | None = None, after: int = 6
) -> Paragraph:
    """Add a heading: a program that reads the letter aloud jumps from one to the next."""
    added = paragraph(document, text, align, bold=level == 1, after=after)
    added.style = document.styles[_HEADINGS[level - 1]]
    added.paragraph_format.keep_with_next = True
    return added


def number_pages(section: Section, first: bool) -> None:
    """Number the pages of `section` from 1, centred on top; its first page only with `first`."""
    section.header.is_linked_to_previous = False
    section.different_first_page_header_footer = not first
    if not first:
        section.first_page_header.is_linked_to_previous = False
    target = section.header.paragraphs[0]
    target.alignment = Align.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        target.add_run()._r.append(_field_part(kind, text))
    # A new section begins as a copy of the one before.
    for copied in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(copied)
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbering, *_AFTER_NUMBERING)


def _field_part(kind: str, text: str) -> Any:
    if not kind:
        code = OxmlElement("w:instrText")
        code.text = text
        return code
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def picture_beside(
    document: Document, picture: bytes, name: str, lines: Sequence[tuple[str, int, bool]]
) -> None:
    """Add centred `lines` (text, size, bold) with `picture`, called `name`, to their left."""
    table = _empty_table(document, 1, (2.2, 12.3, 1.5), "Normal Table")
    left, middle, _ = table.rows[0].cells
    shown = left.paragraphs[0].add_run().add_picture(io.BytesIO(picture), height=Cm(2.2))
    shown._inline.docPr.set("descr", name)
    for at, (text, size, bold) in enumerate(lines):
        target = middle.paragraphs[0] if at == 0 else middle.add_paragraph()
        write(target, text, bold=bold, size=size)
        target.alignment = Align.CENTER


def write(target: Paragraph, text: str, bold: bool = False, size: int = LETTER_SIZE) -> None:
    """Add `text` to a paragraph, freed of what a document cannot hold."""
    run = target.add_run(fit_text(text))
    run.bold, run.font.size = bold or None, Pt(size)


def rule_below(target: Paragraph, eighths: int) -> None:
    """Draw a line below a paragraph, so many eighths of a point thick."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (
        ("val", "single"),
        ("sz", str(eighths)),
        ("space", "4"),
        ("color", "000000"),
    ):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    target._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


def pairs(
    document: Document, rows: Sequence[tuple[str, str]], widths: tuple[float, float]
) -> Table:
    """Add label, colon and text without lines, as the head of a letter has them; `widths` in cm."""
    table = _empty_table(document, len(rows), (widths[0], _COLON, widths[1]), "Normal Table")
    for row, (label, text) in zip(table.rows, rows, strict=True):
        for cell, content in zip(row.cells, (label, ":", text), strict=True):
            _fill_cell(cell, content, LETTER_SIZE)
    return table


def grid(
    document: Document,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: int,
    right: frozenset[int] = frozenset(),
    total: bool = False,
) -> Table:
    """Add a table with lines: its head repeats on every page, no row is cut.

    `right` are columns of numbers.

    `widths` in cm; `total`: the last row adds up the others.
    """
    body, last = (rows[:-1], rows[-1:]) if total else (rows, ())
    made = (heads, *body[:1], *last)
    table = _empty_table(document, len(made), widths, "Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for place, (row, texts) in enumerate(zip(table.rows, made, strict=True)):
        strong = place == 0 or (total and place == len(made) - 1)
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            _fill_cell(cell, text, size, strong, right=at in right)
        _mark_row(row, "w:cantSplit")
        if place == 0:
            _mark_row(row, "w:tblHeader")
            _shade_row(row)
    if body:
        _add_like(table.rows[1]._tr, body[1:])
    return table


def _add_like(model: CT_Row, rows: Sequence[Sequence[str]]) -> None:
    """Add rows of `rows` below `model`, each a copy of it: far faster than building every cell."""
    pattern = deepcopy(model)
    for run in pattern.iter(_RUN):
        run.text = "-"
    for texts in reversed(rows):
        row = deepcopy(pattern)
        for run, text in zip(row.iter(_RUN), texts, strict=True):
            _set_run_text(run, fit_text(text))
        model.addnext(row)


def _set_run_text(run: CT_R, text: str) -> None:
    """Put `text` in a run that holds a single text; what needs more than one is python-docx's."""
    if text and text == text.strip() and not _BROKEN.search(text):
        run[-1].text = text
    else:
        run.text = text


def _empty_table(document: Document, rows: int, widths: Sequence[float], style: str) -> Table:
    """Add an empty table that keeps its widths: LibreOffice reads the columns', Word the cells'."""
    table: Table = document.add_table(rows, len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _fill_cell(cell: _Cell, text: str, size: int, bold: bool = False, right: bool = False) -> None:
    target = cell.paragraphs[0]
    write(target, text, bold=bold, size=size)
    target.alignment = Align.RIGHT if right else Align.LEFT


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade_row(row: _Row) -> None:
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
