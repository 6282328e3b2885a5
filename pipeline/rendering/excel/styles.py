"""The few named styles that every sheet shares: one per kind of column, sober and fit for print.

Colour only repeats what words say; every pair of text and ground has a contrast of at least 7 to 1.
"""

from functools import cache
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.named_styles import NamedStyleList
from openpyxl.utils.indexed_list import IndexedList

TITLE: Final = "Judul Lembar"
INTRO: Final = "Pengantar"
HEAD: Final = "Kepala Kolom"
HEAD_OF_NUMBERS: Final = "Kepala Kolom Angka"
TEXT: Final = "Teks"
STRONG: Final = "Teks Tebal"
QUIET: Final = "Teks Bagian"
WORD: Final = "Kata"
COUNT: Final = "Angka"
PLACE: Final = "Nomor"
PERCENT: Final = "Persentase"
POINTS: Final = "Selisih Poin"
CHANGE: Final = "Selisih Angka"
RUPIAH: Final = "Rupiah Penuh"
FILL_IN: Final = "Isian"

# In points.
TITLE_SIZE: Final = 16
_FONT: Final = "Arial"
INK: Final = "1A1A1A"
NAVY: Final = "1F3864"
_GREY: Final = "4A4A4A"
_LINE: Final = Side("thin", "BFBFBF")
_PART_LINE: Final = Side("medium", NAVY)
_PAPER: Final = "FFFFFF"
_YELLOW: Final = "FFF8DC"
# 421 is Indonesian: points for thousands and a decimal comma also where the computer is set
# otherwise. _) leaves the width of a bracket free at the right edge, for texts in such a column
# too.
_FORMATS: Final = {
    COUNT: "[$-421]#,##0_);[$-421]-#,##0_);[$-421]0_);@_)",
    PLACE: "0_);-0_);0_);@_)",
    PERCENT: "[$-421]0.00%_);[$-421]-0.00%_);[$-421]0.00%_);@_)",
    POINTS: '[$-421]+0.00_);[$-421]"\N{MINUS SIGN}"0.00_);[$-421]0.00_);@_)',
    CHANGE: '[$-421]+#,##0_);[$-421]"\N{MINUS SIGN}"#,##0_);[$-421]0_);@_)',
    RUPIAH: '[$-421]"Rp"#,##0_);[$-421]-"Rp"#,##0_);[$-421]"Rp"0_);@_)',
}
# Where a workbook keeps the parts of its styles; a style names them by their places there.
_STYLE_TABLES: Final = (
    "_fonts",
    "_fills",
    "_borders",
    "_alignments",
    "_protections",
    "_number_formats",
)
_NO_FILL: Final = PatternFill()
_LOCKED: Final = Protection(locked=True)
_OPEN: Final = Protection(locked=False)
_WRAPPED: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
_ON_ONE_LINE: Final = Alignment(horizontal="left", vertical="top", indent=1)
_RIGHT: Final = Alignment(horizontal="right", vertical="top")
_HEADS: Final = {
    "left": Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1),
    "right": Alignment(horizontal="right", vertical="center", wrap_text=True),
}
_KINDS: Final[dict[str, Alignment]] = {
    TEXT: _WRAPPED,
    STRONG: _WRAPPED,
    QUIET: _WRAPPED,
    WORD: _ON_ONE_LINE,
    COUNT: _RIGHT,
    PLACE: _RIGHT,
    PERCENT: _RIGHT,
    POINTS: _RIGHT,
    CHANGE: _RIGHT,
    RUPIAH: _RIGHT,
    FILL_IN: _WRAPPED,
}


def head_of(style: str) -> str:
    """Return the style of the heading above cells of `style`: on the side on which they stand."""
    return HEAD_OF_NUMBERS if style in _FORMATS else HEAD


def wraps(style: str) -> bool:
    """Tell whether cells of `style` break long texts into lines."""
    return _KINDS[style].wrap_text is True


def is_bold(style: str) -> bool:
    """Tell whether cells of `style` are in bold, be it only at the head of a part."""
    return style in (STRONG, QUIET)


def first_of_part(style: str) -> str:
    """Return the name of `style` for a part's first row: a line above, first column in bold."""
    return f"{STRONG if style == QUIET else style} Awal Bagian"


def add_styles(book: Workbook) -> None:
    """Register the named styles in `book` and set its plain font."""
    prepared = _prepared_book()
    for name in _STYLE_TABLES:
        setattr(book, name, _copied_table(getattr(prepared, name)))
    book._named_styles = NamedStyleList(prepared._named_styles)  # noqa: SLF001 - as those tables


@cache
def _prepared_book() -> Workbook:
    """Return a workbook with our styles, worked out once: it takes longer than a small sheet."""
    book = Workbook()
    book._named_styles["Normal"].font = _sheet_font()  # noqa: SLF001 - no other way to the plain font, which widths go by
    for style in _named_styles_of_ours():
        book.add_named_style(style)
    return book


def _copied_table(table: IndexedList) -> IndexedList:
    """Return a table of its own of the same parts of styles; hashing them anew is what costs."""
    copied = IndexedList()
    copied.extend(table)
    copied._dict = dict(table._dict)  # noqa: SLF001 - see above
    return copied


def _named_styles_of_ours() -> list[NamedStyle]:
    body = [_body_style(name, top) for name in _KINDS for top in (False, True)]
    return [
        NamedStyle(
            TITLE,
            font=_sheet_font(TITLE_SIZE, bold=True, color=NAVY),
            alignment=Alignment(vertical="center"),
        ),
        NamedStyle(INTRO, font=_sheet_font(color=_GREY), alignment=Alignment(vertical="center")),
        _heading_style(HEAD, "left"),
        _heading_style(HEAD_OF_NUMBERS, "right"),
        *body,
    ]


def _heading_style(name: str, side: str) -> NamedStyle:
    font = _sheet_font(bold=True, color=_PAPER)
    number_format = "@_)" if side == "right" else "General"
    return NamedStyle(
        name,
        font=font,
        fill=_solid_fill(NAVY),
        border=_cell_borders(),
        alignment=_HEADS[side],
        number_format=number_format,
    )


def _body_style(name: str, top: bool) -> NamedStyle:
    fill_in = name == FILL_IN
    return NamedStyle(
        f"{name} Awal Bagian" if top else name,
        font=_sheet_font(bold=name == STRONG, color=_GREY if name == QUIET else INK),
        alignment=_KINDS[name],
        border=_cell_borders(_PART_LINE if top else _LINE),
        fill=_solid_fill(_YELLOW) if fill_in else _NO_FILL,
        # Typed months must stay text: Excel would turn 2026-11 into a date.
        number_format="@" if fill_in else _FORMATS.get(name, "General"),
        protection=_OPEN if fill_in else _LOCKED,
    )


# One object of each kind for all styles of all workbooks: to make one takes longer than to use it.
@cache
def _sheet_font(size: int = 10, bold: bool = False, color: str = INK) -> Font:
    return Font(name=_FONT, size=size, bold=bold, color=color, family=2)


@cache
def _solid_fill(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


@cache
def _cell_borders(top: Side = _LINE) -> Border:
    return Border(left=_LINE, right=_LINE, top=top, bottom=_LINE)
