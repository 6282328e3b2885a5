"""Raw rows as text with their place, and what marks a row that is no record (contract §2.1, §2.4)."""

import datetime as dt
from typing import Any, Final

import polars as pl
import pytest

from pipeline.reading.files.sheets import (
    Chunk,
    RawSheet,
    Row,
    TextChunk,
    TornLine,
    columns_of,
)
from pipeline.reading.tables.body import (
    MOVED_DATE,
    NATIVE,
    body_frame,
    header_text,
)
from pipeline.reading.tables.columns import TextColumn, cell_text, texts_of, wide_texts
from pipeline.reading.tables.headers import Header

moment = dt.datetime.fromisoformat


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0123 ", "0123 "),
        (None, None),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (0, "0"),
        (-7, "-7"),
        (16800.0, "16800"),
        (16.5, "16.5"),
        (3374021507800001, "3374021507800001"),
        (9999999999999998.0, "9999999999999998"),
        (1e16, "1.00000000000000E+16"),
        (-1e16, "-1.00000000000000E+16"),
        (199001012015041001, "1.99001012015041E+17"),
        (1.99001012015041e17, "1.99001012015041E+17"),
        (float("nan"), "NAN"),
        (moment("2026-03-05T00:00:00"), "2026-03-05"),
        (moment("2026-03-05T08:30:00"), "2026-03-05T08:30:00"),
        (moment("2026-03-31T23:59:29"), "2026-03-31T23:59:29"),
        (moment("2026-03-31T23:59:30"), "2026-04-01"),
        (moment("2026-03-31T23:59:48"), "2026-04-01"),
        (moment("9999-12-31T23:59:48"), "9999-12-31T23:59:48"),
        (dt.date(2026, 3, 5), "2026-03-05"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=1), "1:00:00"),
    ],
)
def test_a_cell_is_a_text_that_loses_no_digit_a_number_can_hold(
    cell: Any, text: str | None
) -> None:
    assert cell_text(cell) == text


def test_a_row_shorter_than_others_ends_in_empty_cells() -> None:
    rows: list[Row] = [["a", 1, " b "], ["c"], ["", None, "  "]]
    assert wide_texts(columns_of(rows)).to_dict(as_series=False) == {
        "c0": ["a", "c", None],
        "c1": ["1", None, None],
        "c2": ["b", None, None],
    }


def test_of_a_column_it_is_known_which_cells_were_numbers() -> None:
    rows: list[Row] = [[1, "2"], [1.5, True], ["x"], [None, 3]]
    first, second = map(TextColumn.of, columns_of(rows))
    assert texts_of({"isi": second})["isi"].to_list() == ["2", "TRUE", None, "3"]
    assert second.natives.to_list() == [False, False, False, True]
    assert first.natives.to_list() == [True, True, False, False]
    assert TextColumn.of(["a", "b"]).natives.to_list() == [False, False]
    assert TextColumn.of(pl.Series(["a", "b"])).natives.to_list() == [False, False]


def test_a_heading_is_told_in_one_line_and_what_names_nothing_is_none() -> None:
    assert header_text("Nama\n  Lengkap ") == "Nama Lengkap"
    assert header_text("---") == ""
    assert header_text(12) == "12"


FIELDS: Final = ("nip", "nama", "unit")
HEADER: Final = Header(
    1, {"nip": 1, "nama": 2, "unit": 4}, {"nip": "nip", "nama": "nama", "unit": "unitkerja"}, {}, {}
)  # fmt: skip
TITLE: Final[list[Row]] = [["Daftar"], ["No", "NIP", "Nama", "Lain", "Unit Kerja"]]


def body(
    *rows: Row, header: Header = HEADER, broken: tuple[int, ...] = (), **torn: TornLine
) -> pl.DataFrame:
    """Return the frame of rows below the header, which stand from row 3 on, two rows a chunk."""
    every = [*TITLE, *rows]
    places = list(range(1, len(every) + 1))
    parts = {int(name.removeprefix("at")): line for name, line in torn.items()}

    def chunks() -> Any:
        for at in range(0, len(every), 2):
            here = places[at : at + 2]
            yield Chunk(
                every[at : at + 2],
                here,
                [place in broken for place in here],
                {place: parts[place] for place in here if place in parts},
            )

    return body_frame(RawSheet("", TITLE, chunks), header)


def marks(name: str, *rows: Row) -> list[bool]:
    """Return a mark of each row; a last one that is a record keeps empty ones before it."""
    return body(*rows, PERSON)[name].to_list()[:-1]


PERSON: Final[Row] = [9, "199001012015041001", "Budi", "x", "Dinas"]


def test_rows_that_come_as_columns_of_text_are_read_like_others() -> None:
    rows: list[Row] = [
        ["1", "", "Budi", "", "Dinas"],
        ["2", PERSON[1], "", "", ""],
        ["", *[""] * 4],
    ]
    every = [[*TITLE[0], *[""] * 4], *TITLE[1:], *rows]
    texts = pl.DataFrame(every, schema=[f"c{at}" for at in range(5)], orient="row")
    places = pl.int_range(1, len(every) + 1, eager=True)
    broken = pl.repeat(value=False, n=len(every), dtype=pl.Boolean, eager=True)
    sheet = RawSheet("", TITLE, lambda: iter([TextChunk(texts, places, broken)]))
    assert body_frame(sheet, HEADER).equals(body(*rows))
    assert body(*rows)["nip"].to_list() == [None, PERSON[1]]


def test_each_mapped_field_is_clean_text_in_its_place_with_whether_it_was_a_number() -> None:
    frame = body([1, 123, " Budi  Santoso ", "x", "-"], PERSON, [2, "N/A", None, "y"])
    assert frame["baris"].to_list() == [3, 4, 5]
    assert frame.select(FIELDS).rows() == [
        ("123", "Budi Santoso", None),
        ("199001012015041001", "Budi", "Dinas"),
        (None, None, None),
    ]
    assert frame["nip" + NATIVE].to_list() == [True, False, False]
    assert frame["nama" + NATIVE].to_list() == [False, False, False]
    assert frame["_terpeta"].to_list() == [2, 3, 0]
    assert frame[MOVED_DATE].to_list() == [False] * 3


def test_rows_end_with_the_last_that_holds_anything_or_is_broken() -> None:
    nothing: Row = [None] * 5
    assert body(PERSON, nothing, ["", " "])["baris"].to_list() == [3]
    assert body(nothing, nothing).height == 0
    assert body(PERSON, nothing, [None, None, None, "x"], nothing)["baris"].to_list() == [3, 4, 5]
    assert body(PERSON, nothing, nothing, broken=(4,))["baris"].to_list() == [3, 4]
    assert body(PERSON, nothing, broken=(4,))["rusak"].to_list() == [False, True]


def test_a_torn_line_says_where_its_other_part_is_and_what_stands_in_it() -> None:
    frame = body(PERSON, PERSON, at4=TornLine(5, "Budi"))
    assert frame.select("_pasangan", "_tulisan").rows() == [(None, None), (5, "Budi")]


def test_a_date_just_before_midnight_in_a_field_that_is_read_is_marked() -> None:
    late, early = moment("2026-03-31T23:59:48"), moment("2026-03-31T23:00:00")
    frame = body(
        PERSON, [1, "x", late, "", early], [1, "x", early, late], [1, "x", early, "", late]
    )
    assert frame[MOVED_DATE].to_list() == [False, True, False, True]
    assert frame["nama"].to_list()[1] == "2026-04-01"


@pytest.mark.parametrize(
    ("row", "again"),
    [
        (["", "nip", "N A M A", "", "UNIT-KERJA"], True),
        (["", "nip", "nama", "", "unit"], False),
        (["", "nip", "", "", ""], False),
        (["", "", "nama", "", "unit kerja"], False),
        (["", "nip", "x", "", "unit kerja"], False),
    ],
)
def test_the_header_again_has_all_its_labels(row: Row, again: bool) -> None:
    assert marks("_judul", PERSON, row) == [False, again]


@pytest.mark.parametrize(
    ("row", "numbers"),
    [
        ([1, 2, 3, 4, 5], True),
        (["(1)", "(2)", "( 3 )"], True),
        (["1.", "2."], True),
        (["01", "02"], True),
        (["001", "002"], True),
        (["", "", 1, 3], True),
        (["1", "2", "12", "123"], True),
        (["0001", "2"], False),
        ([1], False),
        ([2, 3, 4], False),
        ([1, 1], False),
        ([1, 3, 2], False),
        ([1, 2, "x"], False),
        (["1x", "2x"], False),
        (["x1", "2"], False),
        ([1, 1234], False),
        ([11, 12], False),
        ([1, -2], False),
    ],
)
def test_a_row_that_counts_up_from_one_numbers_the_columns(row: Row, numbers: bool) -> None:
    assert marks("_nomor", PERSON, row) == [False, numbers]


@pytest.mark.parametrize(
    ("row", "total"),
    [
        (["JUMLAH", 1, 2], True),
        ([1, "Total :", 2], True),
        (["", 1, "", 2, "grand  total:"], True),
        ([1, 2, 3, "TOTAL"], False),
        (["Subtotal", 1], False),
        (["Jumlah pegawai", 1], False),
        (["grandtotal", 1], False),
        (["x Jumlah", 1], False),
        (["JUMLAH", "199001012015041001"], False),
        (["JUMLAH", "19900101 201504 1 001"], False),
        (["JUMLAH", "123456789012345"], False),
        (["JUMLAH", "12345678901234"], True),
        (["JUMLAH", "1234567890123456789"], True),
        (["JUMLAH", "x199001012015041001"], True),
        (["JUMLAH", "199001012015041001x"], True),
        (["JUMLAH", "NIP199001012015041001"], False),
        (["JUMLAH", '="199001012015041001"'], False),
        (["JUMLAH", 1.99001012015041e17], False),
        (["JUMLAH", "1.9E17"], False),
        (["JUMLAH", "1E+14"], False),
        (["JUMLAH", "1E+13"], True),
        (["JUMLAH", "1E+18"], True),
        (["JUMLAH", "12.5E+17"], True),
        (["JUMLAH", "1,9e+17"], False),
        (["JUMLAH", "1.9E+170"], True),
    ],
)
def test_a_total_is_one_of_the_first_three_cells_beside_no_long_number(
    row: Row, total: bool
) -> None:
    assert marks("_total", PERSON, row) == [False, total]


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        (["", "Bidang Kesehatan"], True),
        (["", "", "", "", "Bidang Kesehatan"], True),
        (["-", "Bidang Kesehatan", "--", "N/A", "null"], True),
        (["Bidang", "Kesehatan"], False),
        (["Bidang"], False),
        (["", "", "Bidang"], False),
        (["", "Bidang", "", "x"], False),
        (["", "197501012000011001"], False),
        (["", "NIP. 19750101 200001 1 001"], False),
        (["", "12345678901234"], True),
        (["", "123456789012345"], False),
        (["", "No. 197501012000011001 lama"], False),
        (["", "1234567890123456789"], True),
        (["", "x 1.9E+17"], False),
        (["", "x 1.98501E+17"], False),
        (["", "x 1E+17"], False),
        (["", "x 1.9E+13"], True),
    ],
)
def test_the_only_cell_of_a_row_is_a_heading_but_for_a_name_or_a_long_number(
    row: Row, heading: bool
) -> None:
    assert marks("_kepala", PERSON, row) == [False, heading]


def test_where_no_field_is_a_name_any_only_cell_is_a_heading() -> None:
    header = Header(1, {"nip": 1, "unit": 4}, {"nip": "nip", "unit": "unitkerja"}, {}, {})
    frame = body(["", "", "", "", "Bidang"], PERSON, ["", "", "Budi"], header=header)
    assert frame["_kepala"].to_list() == [True, False, False]
