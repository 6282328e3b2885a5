"""Finding a sheet's header row and which column holds which field (contract §2.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from pipeline.reading.files.sheets import HEADER_DEPTH, Cell, Row
from schemas.layouts import Layout, plain_label


@dataclass(frozen=True)
class Header:
    """Where the header stands (0-based within the sheet's rows) and the column of each field.

    `labels` are the plain labels of the mapped columns, `written` the same as written. `candidates`
    are all columns of a field, the one whose alias is listed first before the others, then the
    leftmost.
    """

    index: int
    columns: dict[str, int]
    labels: dict[str, str]
    written: dict[str, str]
    candidates: dict[str, tuple[int, ...]]


def find_header(head: Sequence[Row], layout: Layout) -> Header | None:
    """Return the first row within the first 30 that holds every required field, or None."""
    for index, row in enumerate(head[:HEADER_DEPTH]):
        header = _header(index, row, layout)
        if not missing_fields(header.columns, layout):
            return header
    return None


def missing_fields(found: dict[str, int], layout: Layout) -> list[str]:
    """Return the requirements of `layout` unmet by `found`, alternatives joined by "atau"."""
    return [
        " atau ".join(names)
        for names in layout.required
        if not any(name in found for name in names)
    ]


def label_score(row: Row, layout: Layout) -> int:
    """Count the cells of `row` that are known labels."""
    known = layout.ranked
    return sum(1 for cell in row if isinstance(cell, str) and plain_label(cell) in known)


def nearest_header(head: Sequence[Row], layout: Layout) -> Row:
    """Return the row most like a header: most known labels, then text cells, then the first."""
    rows = [
        row for row in head[:HEADER_DEPTH] if any(isinstance(c, str) and c.strip() for c in row)
    ]
    return max(rows, key=lambda row: (label_score(row, layout), _text_cells(row)), default=())


def header_of(row: Row, layout: Layout) -> Header:
    """Map `row` as if it were the header, required fields or not."""
    return _header(0, row, layout)


def written_label(cell: Cell) -> str:
    """Return a header cell as one line of text."""
    return " ".join(str(cell).split())


def rival_columns(row: Row, header: Header, field: str) -> dict[str, str]:
    """Name the column of the header `row` that is read and those that are not, for a sentence.

    They may have one label: each has its letter above the sheet. From the left.
    """
    named = _named(row, header.candidates[field])
    used = named.pop(header.columns[field])
    return {"dipakai": used, "diabaikan": ", ".join(named.values())}


def named_columns(row: Row, columns: Iterable[int]) -> str:
    """Name these columns of the header `row`, each with its letter, from the left."""
    return ", ".join(_named(row, columns).values())


def _named(row: Row, columns: Iterable[int]) -> dict[int, str]:
    return {
        column: f"{written_label(row[column])} ({column_letters(column)})"
        for column in sorted(columns)
    }


def column_letters(column: int) -> str:
    """Return the name of a column (0-based) as it stands above the sheet."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters


def _text_cells(row: Row) -> int:
    return sum(1 for cell in row if isinstance(cell, str) and plain_label(cell))


def _header(index: int, row: Row, layout: Layout) -> Header:
    ranked = layout.ranked
    found: dict[str, list[tuple[int, int]]] = {}
    for column, cell in enumerate(row):
        match = ranked.get(plain_label(cell)) if isinstance(cell, str) else None
        if match:
            found.setdefault(match[0], []).append((match[1], column))
    winners = {field: min(places)[1] for field, places in sorted(found.items())}
    written = {field: written_label(row[column]) for field, column in winners.items()}
    labels = {field: plain_label(str(row[column])) for field, column in winners.items()}
    candidates = {
        field: tuple(column for _, column in sorted(places)) for field, places in found.items()
    }
    return Header(index, winners, labels, written, candidates)
