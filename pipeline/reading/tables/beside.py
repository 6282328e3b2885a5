"""A second table beside the one that is read, of which nothing would be (contract §2.2, §2.3)."""

from collections.abc import Mapping
from typing import Final

from pipeline.reading.files.sheets import RawSheet
from pipeline.reading.tables.choosing import Acceptable, accepted_cells
from pipeline.reading.tables.headers import Header
from schemas.layouts import Layout

# What names the person of a row, of each kind of file.
_KEYS: Final = ("nip", "nik_pekerja", "kpj")
# Of the cells of a list nearly each names somebody else.
_OF_A_LIST: Final = 0.8


def people_beside(
    sheet: RawSheet, header: Header, layout: Layout, tests: Mapping[str, Acceptable]
) -> int:
    """Count the people who stand only in a second table on the same rows.

    There is one where every required label stands twice; `tests` tell the cells that name somebody.
    Superiors, who stand beside each of their people, are no list.
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
    cells = {column: list[str]() for column in columns}
    for column, accepted in accepted_cells(sheet, header, columns, test):
        cells[column] += accepted.to_list()
    read = set(cells.pop(header.columns[field]))
    lists = [set(found) for found in cells.values() if len(set(found)) > _OF_A_LIST * len(found)]
    return len(set().union(*lists) - read)
