"""Cells that show an error, or a formula that nobody worked out, in place of what they should say.

They are texts that no rule accepts; of a number or a name of somebody they say as little as an
empty cell.
"""

from typing import Final

import polars as pl

from pipeline.reading.files.grids import UNWORKED
from pipeline.reading.findings import note_file
from pipeline.reading.tables.headers import Header

_ERROR: Final = r"(?i)^#(?:[a-z0-9/_]+[!?]|getting_data)$|^err:[0-9]{3}$"
# A formula in a text file, other than the ="..." that keeps a number a text.
_FORMULA: Final = r"^=(?:[^\"]|$)|^=\"[^\"]*\".+"
_OF_PEOPLE: Final = (
    "nip",
    "nip_donatur",
    "nik",
    "nik_donatur",
    "nik_pekerja",
    "kpj",
    "nama",
    "nama_donatur",
    "gelar_depan",
    "gelar_belakang",
)


def is_error(cell: pl.Expr) -> pl.Expr:
    """Tell the text of an error, or of a formula without a result."""
    return cell.str.contains(_ERROR)


def is_filled(cell: pl.Expr) -> pl.Expr:
    """Tell a cell that holds something.

    A formula without a result may have been filled in far below the last row.
    """
    return (cell.is_not_null() & (cell != UNWORKED)).fill_null(value=False)


def without_errors_for_people(body: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without errors where somebody's number or name should stand."""
    named = [field for field in _OF_PEOPLE if field in body.columns]
    return body.with_columns(
        pl.when(~is_error(pl.col(field))).then(pl.col(field)).alias(field) for field in named
    )


def unresolved_notes(body: pl.DataFrame, classes: pl.Series, header: Header) -> list[pl.DataFrame]:
    """Say once where cells that are read hold an error or a formula.

    Of rows that hold a record, or stand above the last one with nothing else: below it formulas are
    filled in beforehand. `classes` are the rows' own.
    """
    recorded = classes.is_in(["diterima", "ditolak"])
    last = pl.col("baris").filter(recorded).max()
    within = (pl.col("baris") < last).fill_null(value=True)
    asked = body.filter(recorded | (within & (classes == "kosong")))
    fields = pl.col(*header.columns)
    cells = asked.select(fields.str.contains(f"{_ERROR}|{_FORMULA}").fill_null(value=False))
    if not any(cell.any() for cell in cells):
        return []
    rows = asked.filter(cells.select(pl.any_horizontal(pl.all())).to_series())
    columns = ", ".join(header.written[cell.name] for cell in cells if cell.any())
    values = {"jumlah": rows.height, "kolom": columns, "baris": rows["baris"].min()}
    return [note_file("sel_tanpa_hasil", values=values)]
