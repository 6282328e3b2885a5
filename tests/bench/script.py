"""What a straightforward script would do: read one roster and all payments, write plain lists.

Nothing is checked, explained or kept, and what it would decide in between, a join of hundredths of
a second, is left out. It reads as pandas does, whose workbooks openpyxl reads.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import jinja2
import polars as pl
from openpyxl import Workbook, load_workbook

_PAGE = jinja2.Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


def read_plainly(inputs: Path, period: str) -> int:
    """Read a roster and every payment that came in cell by cell; return how many rows they have.

    The roster is the largest workbook of one; where there is none, those of `period`.
    """
    books = inputs.glob("*/asn/*.xlsx")
    rosters = sorted(books, key=lambda path: -path.stat().st_size)[:1]
    rosters = rosters or [*inputs.glob(f"{period}/asn/*.csv")]
    return sum(len(_frame(path)) for path in [*rosters, *inputs.glob("*/iuran/*.*")])


def write_plainly(status: pl.DataFrame) -> None:
    """Write a workbook of three sheets and a page for each OPD of the `status` table, to nowhere."""
    for part in status.partition_by("kode_opd"):
        book = Workbook(write_only=True)
        for name in ("belum", "sudah", "dikecualikan"):
            sheet = book.create_sheet(name)
            for row in part.filter(pl.col("status") == name).iter_rows():
                sheet.append(row)
        book.save(io.BytesIO())
        _PAGE.render(rows=part.rows())


def _frame(path: Path) -> pl.DataFrame:
    rows = [[str(cell or "") for cell in row] for row in _rows(path)]
    width = max(map(len, rows), default=0)
    return pl.DataFrame([row + [""] * (width - len(row)) for row in rows], orient="row")


def _rows(path: Path) -> Iterator[Iterable[object]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as source:
            yield from csv.reader(source, delimiter=";")
        return
    for sheet in load_workbook(path, read_only=True, data_only=True):
        yield from sheet.values
