"""A second table beside the one that is read, of which nothing would be (contract §2.2, §2.3)."""

from collections.abc import Mapping
from typing import Final

from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.choosing import Acceptable, accepted_cells
from pipeline.reading.tables.headers import Header
from schemas.layouts import Layout

# What names the person of a row, of each kind of file.
_KEYS: Final = ("nip", "nik_pekerja", "kpj")


def people_beside(
    sheet: RawSheet, header: Header, layout: Layout, tests: Mapping[str, Acceptable]
) -> int:
    """Count the people who stand only in a second table on the same rows.

    There is one where every required label stands twice; `tests` tell the cells that name somebody.
    """
    twice = {field for field, columns in header.candidates.items() if len(columns) > 1}
    if not all(twice.intersection(names) for names in layout.required):
        return 0
    return max(
        (_only_beside(sheet, header, field, tests[field]) for field in _KEYS if field in twice),
        default=0,
    )


def _only_beside(sheet: RawSheet, header: Header, field: str, test: Acceptable) -> int:
    columns = header.candidates[field]
    named = {column: set[str]() for column in columns}
    for column, accepted in accepted_cells(sheet, header, columns, test):
        named[column].update(accepted)
    read = named.pop(header.columns[field])
    return len(set().union(*named.values()) - read)
