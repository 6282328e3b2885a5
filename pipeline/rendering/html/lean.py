"""Long tables without a word of markup that repeats itself in every row.

How the cells of a column look, and what they are called where rows are cards, stands once in the
page's own style instead of in each cell: a list of 6,000 people is a third as large.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from html import escape
from typing import Final

from pipeline.rendering.html.tables import HEAD, NUMBER, WORD, Cell, Column, Table

# As css/laporan.css has it for the cells of other tables.
_NO_BREAK: Final = "overflow-wrap:break-word;min-width:0"
_LOOKS: Final = {
    NUMBER: f"text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;{_NO_BREAK}",
    "nip": f"font-variant-numeric:tabular-nums;white-space:nowrap;{_NO_BREAK}",
    WORD: _NO_BREAK,
}
_ON_SCREEN: Final = {"uraian": "min-width:12.5rem"}
_SHORT: Final = "grid-column:auto;text-align:left;white-space:normal;overflow-wrap:anywhere"
_ON_CARDS: Final = {NUMBER: _SHORT, WORD: _SHORT, "nip": "order:-1", "uraian": "min-width:0"}
# Where tables may stand in what a page is made of.
_OURS: Final = "pipeline.rendering.html"
_CARDS: Final = "@media screen and (max-width:60rem)"
_PAPERS: Final = {"F4": "@page{size:215mm 330mm}@page daftar{size:330mm 215mm}"}


def table_body(table: Table) -> str:
    """Return the body of a lean table; the end tags that HTML knows by itself are left out."""
    return "".join(_section(table, title, rows) for title, rows in table.parts)


def own_style(values: Iterable[object], paper: str = "A4") -> str:
    """Return the style that a page needs besides the common one: of its lean tables and paper."""
    tables = list(_tables_in(values))
    looks = (_table_style(table) for table in tables if table.lean)
    spared = (_without_repetition(table) for table in tables if table.sections)
    return "".join((_PAPERS.get(paper, ""), *looks, *spared))


def _section(table: Table, title: str, rows: Sequence[Sequence[Cell]]) -> str:
    return f"{_heading(table, title)}{''.join(_row(table, cells) for cells in rows)}</tbody>\n"


def _heading(table: Table, title: str) -> str:
    if not table.sections:
        return "<tbody>"
    span = len(table.columns)
    return (
        f'<tbody class="unit"><tr class="unit"><th scope="rowgroup" colspan="{span}">'
        f"{escape(title)}</th></tr>"
    )


def _row(table: Table, cells: Sequence[Cell]) -> str:
    shown = (
        f"{'<th scope=row>' if column.kind == HEAD else '<td>'}{escape(cell.text)}"
        for column, cell in zip(table.columns, cells, strict=True)
    )
    return f"\n<tr>{''.join(shown)}"


def _tables_in(value: object) -> Iterator[Table]:
    if isinstance(value, Table):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _tables_in(one)
    elif is_dataclass(value) and type(value).__module__.startswith(_OURS):
        yield from _tables_in([getattr(value, one.name) for one in fields(value)])


def _table_style(table: Table) -> str:
    places = list(enumerate(table.columns, start=1))
    labels = "".join(
        f"{_cell(table, at)}::before{{content:{_quoted(column.label)}}}"
        for at, column in places
        if column.kind != HEAD
    )
    wide = f"@media screen and (min-width:60.01rem){{{_rules(table, _ON_SCREEN, places)}}}"
    cards = f"{_CARDS}{{{_rules(table, _ON_CARDS, places)}{labels}}}" if table.cards else ""
    return f"{_rules(table, _LOOKS, places)}{wide}{cards}"


def _without_repetition(table: Table) -> str:
    """Leave out the column that only repeats what stands above the rows, while it stands there."""
    at = next(at for at, one in enumerate(table.columns, start=1) if one.name == "unit_kerja")
    cells = f"#tabel-{table.key}:not(.urut) :is(td,thead th):nth-child({at})"
    return f"@media print,screen and (min-width:60.01rem){{{cells}{{display:none}}}}"


def _rules(table: Table, looks: dict[str, str], places: list[tuple[int, Column]]) -> str:
    of_kind = {
        kind: [_cell(table, at) for at, column in places if column.kind == kind] for kind in looks
    }
    return "".join(f"{','.join(of_kind[k])}{{{looks[k]}}}" for k in looks if of_kind[k])


def _cell(table: Table, at: int) -> str:
    return f"#tabel-{table.key} td:nth-child({at})"


def _quoted(text: str) -> str:
    """Return `text` as CSS writes it, where no letter of it can end the string or the style."""
    plain = (letter.isalnum() or letter == " " for letter in text)
    safe = (c if ok else f"\\{ord(c):06x}" for c, ok in zip(text, plain, strict=True))
    return f'"{"".join(safe)}"'
