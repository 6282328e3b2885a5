"""Long tables without a word of markup that repeats itself in every row.

How the cells of a column look, and what they are called where rows are cards, stands once in the
page's own style instead of in each cell: a list of 6,000 people is a third as large. The looks are
those of css/tabel-panjang.css; here is which cells of a table they are for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from html import escape
from itertools import chain
from typing import Final

from pipeline.rendering.html.tables import HEAD, Cell, Table

# Where tables may stand in what a page is made of.
_OURS: Final = "pipeline.rendering.html"
_CARDS: Final = "@media screen and (max-width: 60rem)"
_PAPERS: Final = {"F4": "@page{size:215mm 330mm}@page daftar{size:330mm 215mm}"}
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_PLACE: Final = re.compile(r":(card-)?cells\((\w+)\)")
# Cells that only repeat the heading above their rows, by the kind that the style knows them as.
_REPEATED: Final = "berulang"


def table_body(table: Table) -> str:
    """Return the body of a lean table; the end tags that HTML knows by itself are left out."""
    return "".join(_section(table, title, rows) for title, rows in table.parts)


def own_style(values: Iterable[object], looks: str, paper: str = "A4") -> str:
    """Return the style that a page needs besides the common one: of its lean tables and paper.

    looks: css/tabel-panjang.css.
    """
    found = chain.from_iterable(map(_tables_in, values))
    tables = (_table_style(table, _rules_of(looks)) for table in found)
    return "".join((_PAPERS.get(paper, ""), *tables))


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


def _table_style(table: Table, looks: Sequence[str]) -> str:
    """Return the style of one table: nothing where its cells bear their own classes."""
    rules = "".join(_filled_rules(table, looks))
    return f"{rules}{_labels(table)}" if table.lean and table.cards else rules


def _cells_by_kind(table: Table) -> dict[str, list[str]]:
    """Return kind -> the cells of the columns of that kind, as a selector has them in the table."""
    cells = defaultdict[str, list[str]](list)
    for at, column in enumerate(table.columns, start=1):
        if table.lean:
            cells[column.kind].append(f" td:nth-child({at})")
        if table.sections and column.name == "unit_kerja":
            cells[_REPEATED].append(f":not(.urut) :is(td,thead th):nth-child({at})")
    return cells


def _filled_rules(table: Table, looks: Sequence[str]) -> Iterator[str]:
    """Yield the rules of the kinds that the table has, with its own cells in their places."""
    cells = _cells_by_kind(table)

    def selector(found: re.Match[str]) -> str:
        own = f"#tabel-{table.key}{'.kartu' if found[1] else ''}"
        return ",".join(f"{own}{cell}" for cell in cells[found[2]])

    for rule in looks:
        if all(cells.get(kind) for _, kind in _PLACE.findall(rule)):
            yield _PLACE.sub(selector, rule)


@cache
def _rules_of(looks: str) -> tuple[str, ...]:
    """Return the rules, one of each line."""
    return tuple(line.strip() for line in _COMMENT.sub("", looks).splitlines() if line.strip())


def _labels(table: Table) -> str:
    """Return what each cell is called where the rows are cards, but for the heads of rows."""
    named = (
        f"#tabel-{table.key} td:nth-child({at})::before{{content:{_quoted(column.label)}}}"
        for at, column in enumerate(table.columns, start=1)
        if column.kind != HEAD
    )
    return f"{_CARDS}{{{''.join(named)}}}"


def _quoted(text: str) -> str:
    """Return `text` as CSS writes it, where no letter of it can end the string or the style."""
    plain = (letter.isalnum() or letter == " " for letter in text)
    safe = (c if ok else f"\\{ord(c):06x}" for c, ok in zip(text, plain, strict=True))
    return f'"{"".join(safe)}"'
