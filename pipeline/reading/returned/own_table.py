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
from schemas.layouts import plain_label

NIP_CELL: Final = r"^\D*(?:\d\D*){18}$"
# As the title ends (lembar.judul); a unit may be called after a day, as SMP 17 Agustus 1945.
_MONTH: Final = re.compile(rf", ((?:{'|'.join(MONTH_NAMES)}) [0-9]{{4}})(?![0-9])", re.IGNORECASE)
_LINES: Final = 3
_MANY: Final = 3
_CALLED_NIP: Final = re.compile("nip|nomorinduk")
_OF_ANOTHER: Final = re.compile("atasan|kepala|pejabat|penilai|pimpinan|bendahara|pelapor")


def _is_new_nip(texts: pl.Series, _: pl.Series) -> pl.Series:
    return texts.str.contains(NIP_CELL).fill_null(value=False) & texts.is_first_distinct()


def _is_filled(texts: pl.Series, _: pl.Series) -> pl.Series:
    return texts.is_not_null()


# Of two columns with names an empty one names nobody.
_TESTS: Final[dict[str, Acceptable]] = {"nip": _is_new_nip, "nama": _is_filled}


def with_our_columns(sheet: RawSheet, header: Header) -> Header:
    """Return the header with the columns NIP and Nama of our table, where several are called so.

    The NIP is the one that names people; the name that at its right, as we wrote them, unless
    another is fuller.
    """
    best = with_best_columns(sheet, header, _TESTS)
    lists = _people_lists(sheet, header)
    if len(lists) == 1 and {*lists} <= {*header.candidates.get("nip", ())}:
        best = with_column(best, "nip", next(iter(lists)), sheet)
    beside, names = best.columns.get("nip", -2) + 1, header.candidates.get("nama", ())
    if beside not in names or len(names) < 2:
        return best
    filled = dict.fromkeys(names, 0)
    for column, texts, _ in cells_below(sheet, header, names):
        filled[column] += texts.count()
    is_fullest = filled[beside] == max(filled.values())
    return with_column(best, "nama", beside, sheet) if is_fullest else best


def rival_lists(sheet: RawSheet, header: Header) -> list[int]:
    """Return the columns NIP that name people, where they are not the same ones row by row.

    Then nobody can tell whose a row is. None where one alone names people, or all agree.
    """
    lists = _people_lists(sheet, header)
    first, *others = [*lists.values()] or [pl.Series([], dtype=pl.String)]
    return [*lists] if any((first != other).any() for other in others) else []


def months_above(sheet: RawSheet, header: Header) -> list[str]:
    """Return the months that titles of our lists of those in belum name above the headings."""
    cells = (cell for row in sheet.head[: header.index] for cell in row if isinstance(cell, str))
    lines = [" ".join(cell.split()) for cell in cells]
    title = f"{say('lembar.nama.belum')}:".casefold()
    # A title may be broken over lines.
    titles = (
        " ".join(lines[at : at + _LINES])
        for at, line in enumerate(lines)
        if line.casefold().startswith(title)
    )
    return [named[1].title() for text in titles if (named := _MONTH.search(text))]


def _people_lists(sheet: RawSheet, header: Header) -> dict[int, pl.Series]:
    """Return the columns NIP that name people, of several: column -> digits, null for no NIP.

    Not that of superiors, where each stands again and again: three times each, at the least. One
    whose heading was changed ("NIP Pegawai") is among them where no number stands twice.
    """
    known, changed = header.candidates.get("nip", ()), _changed_headings(sheet, header)
    columns = [*known, *changed]
    parts: dict[int, list[pl.Series]] = {column: [] for column in columns}
    if known and len(columns) > 1:
        for column, texts, _ in cells_below(sheet, header, columns):
            parts[column].append(texts.alias("nip"))
    numbers = {column: _digits(pl.concat(held)) for column, held in parts.items() if held}
    return {
        column: held
        for column, held in numbers.items()
        if (_names_people(held) if column in known else _is_a_list(held))
    }


def _changed_headings(sheet: RawSheet, header: Header) -> list[int]:
    """Return the columns that are called NIP by more words, but for another's."""
    row = sheet.head[header.index]
    labels = {at: plain_label(cell) for at, cell in enumerate(row) if isinstance(cell, str)}
    named = header.candidates.get("nip", ())
    return [
        at
        for at, label in labels.items()
        if at not in named and _CALLED_NIP.search(label) and not _OF_ANOTHER.search(label)
    ]


def _digits(texts: pl.Series) -> pl.Series:
    nip = pl.col("nip")
    digits = pl.when(nip.str.contains(NIP_CELL)).then(nip.str.replace_all(r"\D", ""))
    return texts.to_frame().select(digits).to_series()


def _names_people(numbers: pl.Series) -> bool:
    held = numbers.drop_nulls()
    different = held.n_unique()
    return 0 < len(held) <= 2 * different


def _is_a_list(numbers: pl.Series) -> bool:
    held = numbers.drop_nulls()
    return len(held) >= _MANY and held.n_unique() == len(held)
