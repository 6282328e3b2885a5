"""The rows of a month's files together (contract §5.4)."""

import polars as pl

from pipeline.knowledge.received import ReceivedRows
from pipeline.knowledge.source_names import SCHEMA
from pipeline.reading.intake import ParsedFile
from pipeline.system.sources import InputFile
from schemas.codes import IURAN

NOTHING = pl.DataFrame()
SOURCES = pl.DataFrame(
    [
        ("2026-02", "iuran/a.xlsx", "Mei", "kiriman a, lembar 1", "kiriman a"),
        ("2026-02", "iuran/a.xlsx", "Juni", "kiriman a, lembar 2", "kiriman a"),
        ("2026-02", "iuran/b.csv", "", "kiriman b", "kiriman b"),
        ("2026-03", "iuran/b.csv", "", "bulan lain", "kiriman b"),
    ],
    schema=SCHEMA,
    orient="row",
)


def taken(**files: list[tuple[int, str, int]]) -> list[tuple[str, int, str]]:
    """Return file, row and source of what files with (number of the sheet, its name, row) gave."""
    received = ReceivedRows()
    for name, places in files.items():
        path = {"a": "iuran/a.xlsx", "b": "iuran/b.csv"}[name]
        rows = pl.DataFrame(
            places,
            schema={"urut_lembar": pl.Int32, "lembar": pl.String, "baris": pl.Int64},
            orient="row",
        )
        received.add(
            InputFile("2026-02", path, "", 1, path),
            ParsedFile(rows, NOTHING, NOTHING, NOTHING, refused=False),
        )
    rows = received.take(IURAN, "2026-02", SOURCES)
    assert not received.months(IURAN)
    return [*rows.select("berkas", "baris", "sumber").iter_rows()]


def test_each_row_is_called_as_its_sheet() -> None:
    assert taken(a=[(0, "Mei", 2), (0, "Mei", 9), (1, "Juni", 2)], b=[(0, "", 5)]) == [
        ("iuran/a.xlsx", 2, "kiriman a, lembar 1"),
        ("iuran/a.xlsx", 9, "kiriman a, lembar 1"),
        ("iuran/a.xlsx", 2, "kiriman a, lembar 2"),
        ("iuran/b.csv", 5, "kiriman b"),
    ]


def test_rows_stand_in_the_order_of_files_sheets_and_rows() -> None:
    ordered = taken(a=[(0, "Mei", 2), (0, "Mei", 3), (1, "Juni", 1)], b=[(0, "", 5)])
    assert taken(a=[(1, "Juni", 1), (0, "Mei", 3), (0, "Mei", 2)], b=[(0, "", 5)]) == ordered
    assert taken(a=[(0, "Mei", 3), (0, "Mei", 2), (1, "Juni", 1)], b=[(0, "", 5)]) == ordered


def test_a_file_without_rows_hides_no_other() -> None:
    assert taken(a=[], b=[(0, "", 5)]) == [("iuran/b.csv", 5, "kiriman b")]
    assert not taken(a=[])
