"""Which columns and sheets of a workbook that came back are our own table (contract §8.2).

People put helps of their own beside it: another column NIP, a list of all staff to look names up,
the sheet of another month.
"""

import re
from typing import Final

import polars as pl

from pipeline.core.periods import MONTH_NAMES
from pipeline.core.wording import say
from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.choosing import Acceptable, cells_below, with_best_columns, with_column
from pipeline.reading.tables.headers import Header

NIP_CELL: Final = r"^\D*(?:\d\D*){18}$"
# As the title ends (lembar.judul); a unit may be called after a day, as SMP 17 Agustus 1945.
_MONTH: Final = re.compile(rf", ((?:{'|'.join(MONTH_NAMES)}) [0-9]{{4}})(?![0-9])", re.IGNORECASE)


def _is_new_nip(texts: pl.Series, _: pl.Series) -> pl.Series:
    return texts.str.contains(NIP_CELL).fill_null(value=False) & texts.is_first_distinct()


def _is_filled(texts: pl.Series, _: pl.Series) -> pl.Series:
    return texts.is_not_null()


# Of two columns with names an empty one names nobody.
_TESTS: Final[dict[str, Acceptable]] = {"nip": _is_new_nip, "nama": _is_filled}


def with_our_columns(sheet: RawSheet, header: Header) -> Header:
    """Return the header with the columns NIP and Nama of our table, where several are called so.

    The NIP is the one that names people; the name that at its right, as we wrote them, else the
    fullest column.
    """
    best = with_best_columns(sheet, header, _TESTS)
    lists = _people_lists(sheet, header)
    if len(lists) == 1:
        best = with_column(best, "nip", next(iter(lists)), sheet)
    beside = best.columns.get("nip", -2) + 1
    if beside in header.candidates.get("nama", ()):
        return with_column(best, "nama", beside, sheet)
    return best


def is_anybodys(sheet: RawSheet, header: Header) -> bool:
    """Tell whether two columns NIP name people, and not the same ones row by row.

    Then nobody can tell whose a row is.
    """
    first, *others = [*_people_lists(sheet, header).values()] or [pl.Series([], dtype=pl.String)]
    return any((first != other).any() for other in others)


def month_above(sheet: RawSheet, header: Header) -> str:
    """Return the month that the title of one of our lists of those in belum names; "" for none."""
    cells = (cell for row in sheet.head[: header.index] for cell in row if isinstance(cell, str))
    lines = [" ".join(cell.split()) for cell in cells]
    title = f"{say('lembar.nama.belum')}:".casefold()
    at = next((at for at, line in enumerate(lines) if line.casefold().startswith(title)), None)
    named = _MONTH.search(" ".join(lines[at:])) if at is not None else None
    return named[1].title() if named else ""


def _people_lists(sheet: RawSheet, header: Header) -> dict[int, pl.Series]:
    """Return the columns NIP that name people, of several: column -> digits, null for no NIP.

    Not that of superiors, where each stands again and again.
    """
    columns = header.candidates.get("nip", ())
    parts: dict[int, list[pl.Series]] = {column: [] for column in columns}
    if len(columns) > 1:
        for column, texts, _ in cells_below(sheet, header, columns):
            parts[column].append(texts.rename("nip"))
    numbers = {column: _digits(pl.concat(held)) for column, held in parts.items() if held}
    return {column: held for column, held in numbers.items() if _names_people(held)}


def _digits(texts: pl.Series) -> pl.Series:
    nip = pl.col("nip")
    digits = pl.when(nip.str.contains(NIP_CELL)).then(nip.str.replace_all(r"\D", ""))
    return texts.to_frame().select(digits).to_series()


def _names_people(numbers: pl.Series) -> bool:
    held = numbers.drop_nulls()
    different = held.n_unique()
    return different > 1 and len(held) <= 2 * different
