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
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from pipeline.rendering.fitting import fit_text
from pipeline.rendering.letter.models import (
    HEADINGS,
    LETTER_SIZE,
    Align,
    empty_table,
    grid_model,
    heading_model,
    pairs_model,
    paragraph_model,
    write,
)

FONT: Final = "Arial"
LIST_SIZE: Final = 9
_PAPERS: Final = {"A4": (Cm(21), Cm(29.7)), "F4": (Cm(21.5), Cm(33))}
# Word reads a paragraph's properties in the order of its schema only; of those used here these
# follow the borders.
_AFTER_BORDERS: Final = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
_AFTER_NUMBERING: Final = ("w:cols", "w:formProt", "w:vAlign", "w:titlePg", "w:docGrid")
# As their file calls them; the template's headers and footers have a style of their own.
_STYLES: Final = ("heading 1", "heading 2", "Table Grid", "header", "footer")
_RUN: Final = qn("w:r")
_PARAGRAPH: Final = qn("w:p")
# What python-docx makes an element of its own.
_BROKEN: Final = re.compile(r"[\t\n\r]")


def set_up(document: Document, language: str) -> None:
    """Give `document` its letter type (Arial 12) in `language`.

    The template's picture of itself is left out, and what it holds for other documents than
    letters: nearly all of its 160 styles, the whole once more for Word 2007, and numbered lists.
    """
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(LETTER_SIZE)
    normal.paragraph_format.space_after = Pt(0)
    for name in ("Normal", *HEADINGS):
        _set_font(document, name)
    _set_language(normal.element.get_or_add_rPr(), language)
    _keep_styles(document)
    _drop(document.part.package.rels, "/thumbnail")
    _drop(document.part.rels, "/stylesWithEffects")
    _drop(document.part.rels, "/numbering")


def _drop(relations: dict[str, Any], kind: str) -> None:
    for name in [name for name, rel in relations.items() if rel.reltype.endswith(kind)]:
        relations.pop(name)


def _keep_styles(document: Document) -> None:
    """Keep a letter's styles, those that hold for what has none, and what these rest on."""
    held = {style.styleId: style for style in document.styles.element.style_lst}
    wanted = [key for key, style in held.items() if style.default or style.name_val in _STYLES]
    kept: set[str] = set()
    while wanted:
        kept.add(key := wanted.pop())
        others = (held[key].find(qn(tag)) for tag in ("w:basedOn", "w:link", "w:next"))
        wanted += {other.get(qn("w:val")) for other in others if other is not None} - kept
    for key in held.keys() - kept:
        document.styles.element.remove(held[key])


def _set_font(document: Document, name: str) -> None:
    """Give a style the letter's type; a heading is a letter's, not a web page's."""
    style = document.styles[name]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[theme]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    if name in HEADINGS:
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
    return _add_paragraph(document, paragraph_model(align, bold, size, after), text)


def _add_paragraph(document: Document, model: CT_P, text: str) -> Paragraph:
    added = deepcopy(model)
    _set_run_text(added[-1], fit_text(text))
    _add(document, added)
    return Paragraph(added, document._body)


def _add(document: Document, made: CT_P | CT_Tbl) -> None:
    """Put what was made at the end of `document`: before its last section's properties."""
    document.element.body[-1].addprevious(made)


def heading(
    document: Document, text: str, level: int, align: Align | None = None, after: int = 6
) -> Paragraph:
    """Add a heading: a program that reads the letter aloud jumps from one to the next."""
    return _add_paragraph(document, heading_model(align, level, after), text)


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
    table = empty_table(document, 1, (2.2, 12.3, 1.5), "Normal Table")
    left, middle, _ = table.rows[0].cells
    shown = left.paragraphs[0].add_run().add_picture(io.BytesIO(picture), height=Cm(2.2))
    shown._inline.docPr.set("descr", name)
    for at, (text, size, bold) in enumerate(lines):
        target = middle.paragraphs[0] if at == 0 else middle.add_paragraph()
        write(target, text, bold=bold, size=size)
        target.alignment = Align.CENTER


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
    table = deepcopy(pairs_model(widths))
    _fill_like(table.tr_lst[0], [(label, ":", text) for label, text in rows])
    _add(document, table)
    return Table(table, document._body)


def grid(
    document: Document,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: int,
    right: frozenset[int] = frozenset(),
    total: bool = False,
    whole: bool = False,
) -> Table:
    """Add a table with lines: its head repeats on every page, no row is cut.

    `right` are columns of numbers.

    `widths` in cm; `total`: the last row adds up the others, and never stands alone. `whole`: all
    rows stand on one page.
    """
    table = deepcopy(grid_model(tuple(widths), size, right))
    head, body, last = table.tr_lst
    _fill_like(head, (heads,))
    _fill_like(body, rows[:-1] if total else rows)
    _fill_like(last, rows[-1:] if total else ())
    for row in table.tr_lst[:-1] if whole else table.tr_lst[-2:-1] if total else ():
        _keep_with_next(row)
    _add(document, table)
    return Table(table, document._body)


def _keep_with_next(row: CT_Row) -> None:
    """Have a row stand on the page of the next."""
    for element in row.iter(_PARAGRAPH):
        element.get_or_add_pPr().get_or_add_keepNext()


def _fill_like(model: CT_Row, rows: Sequence[Sequence[str]]) -> None:
    """Put rows of `rows` in the place of `model`, each a copy of it."""
    for texts in rows:
        row = deepcopy(model)
        for run, text in zip(row.iter(_RUN), texts, strict=True):
            _set_run_text(run, fit_text(text))
        model.addprevious(row)
    model.getparent().remove(model)


def _set_run_text(run: CT_R, text: str) -> None:
    """Put `text` in a run that holds a single text; what needs more than one is python-docx's."""
    if text and text == text.strip() and not _BROKEN.search(text):
        run[-1].text = text
    else:
        run.text = text
