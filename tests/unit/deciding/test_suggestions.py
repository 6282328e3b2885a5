"""Who an unknown donor may be (contract §5.3): edits, the similarity of names, and who wins."""

from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.core.names import plain_name
from pipeline.deciding.attribution import People
from pipeline.deciding.suggestions import suggest
from pipeline.reading.cells.identifiers import parse_nip
from tests.builders.small_city import lay_down, month

BUDI = "199001012015041001"


def people(*rows: tuple[str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"nip": pl.String, "nama": pl.String}, orient="row")
    return frame.with_columns(nama_polos=plain_name(pl.col("nama")))


def suggestion(
    written: str | None, name: str | None, roster: pl.DataFrame, pernah: bool = False
) -> tuple[object, ...]:
    """Return (nip_usulan, its dasar, how many fit equally well) for one record of unknown donor."""
    text = {"t": pl.String, "nama": pl.String}
    row = pl.DataFrame([(written, name)], schema=text, orient="row")
    record = row.with_columns(
        *parse_nip(row["t"]),
        nama_polos=plain_name(pl.col("nama")),
        nip_asn=pl.lit(None, dtype=pl.String),
        pernah=pl.lit(pernah),
    )
    earlier = roster.clear().with_columns(
        nik=pl.lit(None, dtype=pl.String), bulan_terima=pl.lit(None, dtype=pl.String)
    )
    found = suggest(record, People(roster, earlier)).row(0, named=True)
    fitting = found["calon"] or []
    return (
        found["nip_usulan"],
        found["dasar"] if found["nip_usulan"] else None,
        len(fitting) if len(fitting) > 1 else 0,
    )


ONE = people((BUDI, "Budi Santoso"))


@pytest.mark.parametrize(
    "written",
    [
        "199001012015041002",  # one substituted
        "19900101201504101",  # one left out
        "1990010120150410011",  # one too many
        "199001012015014001",  # two neighbours swapped
        "199001012015041023",  # two substituted
        "1990010120150410",  # two left out
        "919001012015041002",  # a swap and a substitution
        "19900101201504100I",  # a letter for a digit
    ],
)
def test_an_undamaged_nip_within_two_edits_and_the_name_make_a_suggestion(written: str) -> None:
    assert suggestion(written, "Budi Santoso", ONE) == (BUDI, "nip_mirip", 0)


@pytest.mark.parametrize("written", ["199001012015041234", "199001012015", "199901912015091001"])
def test_three_edits_make_none(written: str) -> None:
    assert suggestion(written, "Budi Santoso", ONE) == (None, None, 0)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("SANTOSO BUDI", True),
        ("dr. Budi Santoso, Sp.A", True),
        ("Budi Santosa", True),
        ("Budi Santos", True),
        ("Budi Susanto", False),
        ("Budi", False),
        (None, False),
        ("H.", False),
    ],
)
def test_the_name_must_be_ninety_similar(name: str | None, fits: bool) -> None:
    assert (suggestion("199001012015041002", name, ONE)[0] is not None) is fits


def test_a_similarity_of_exactly_ninety_is_enough() -> None:
    twenty = people((BUDI, "ABCDEFGHIJ"))
    assert suggestion("199001012015041002", "ABCDEFGHIX", twenty)[0] == BUDI
    nine = people((BUDI, "ABCDEFGHI"))
    assert suggestion("199001012015041002", "ABCDEFGHX", nine)[0] is None


def test_a_damaged_nip_fits_by_its_fifteen_digits_and_not_by_edits() -> None:
    assert suggestion("1.99001012015041E+17", "Budi Santoso", ONE) == (BUDI, "nip_rusak", 0)
    assert suggestion("199001012015041000", "Budi Santoso", ONE) == (BUDI, "nip_rusak", 0)
    assert suggestion("199001012015042000", "Budi Santoso", ONE) == (None, None, 0)
    assert suggestion("1.99001E+17", "Budi Santoso", ONE) == (None, None, 0)


def test_an_empty_nip_cell_fits_by_the_very_same_plain_name_only() -> None:
    assert suggestion(None, "H. BUDI SANTOSO, S.T.", ONE) == (BUDI, "nama_sama", 0)
    assert suggestion(None, "Budi Santosa", ONE) == (None, None, 0)
    assert suggestion(None, None, ONE) == (None, None, 0)


def test_fewest_edits_win_over_the_better_name() -> None:
    two = people((BUDI, "Budi Santosa"), ("199001012015041012", "Budi Santoso"))
    assert suggestion("199001012015041003", "Budi Santoso", two) == (BUDI, "nip_mirip", 0)


def test_with_equal_edits_the_better_name_wins() -> None:
    two = people((BUDI, "Budi Santosa"), ("199001012015041002", "Budi Santoso"))
    assert suggestion("199001012015041003", "Budi Santoso", two)[0] == "199001012015041002"


def test_equal_in_both_nobody_is_suggested_and_their_number_is_known() -> None:
    three = people(*((f"19900101201504100{n}", "Budi Santoso") for n in (1, 2, 3)))
    assert suggestion("199001012015041009", "Budi Santoso", three) == (None, None, 3)


def test_a_nip_of_an_earlier_roster_is_nobodys_typing_error() -> None:
    assert suggestion("199001012015041002", "Budi Santoso", ONE, pernah=True) == (None, None, 0)


TYPED: Final = "199001012015041002"
HELD: Final = "ABCDEFGHIJKLMNOPQRS"
ROSTER: Final = people(
    (BUDI, "Budi Santoso"),
    ("199001012015041012", "Budi Santosa"),
    ("198001012005011001", HELD),
    ("197001012000031009", "Rahma Sari"),
    ("197001012000031001", "Rahma Sari"),
    ("197001012000031005", "Rahma Sarj"),
    ("196001011990031001", "H."),
    ("195001011980031001", "Dewi Lestari"),
    ("195001011980031013", "Dewi Lestari"),
)
# What was written -> nip_usulan, skor, dasar and calon.
ANSWERS: Final[dict[str, tuple[tuple[str | None, str | None], tuple[object, ...]]]] = {
    "fewest edits": ((TYPED, "Budi Santoso"), (BUDI, 100.0, "nip_mirip", [BUDI])),
    "one edit before two, the name alike": (
        ("195001011980031002", "Dewi Lestari"),
        ("195001011980031001", 100.0, "nip_mirip", ["195001011980031001"]),
    ),
    "the same number, another name": ((TYPED, "Rahma Sari"), (None, None, None, None)),
    "an empty cell": ((None, "Dr. Budi Santoso"), (BUDI, 100.0, "nama_sama", [BUDI])),
    "an empty cell, two of that name": (
        (None, "Rahma Sari"),
        (None, 100.0, "nama_sama", ["197001012000031001", "197001012000031009"]),
    ),
    "two edits each, and two of the better name": (
        ("1970010120000310", "Rahma Sari"),
        (None, 100.0, "nip_mirip", ["197001012000031001", "197001012000031009"]),
    ),
    "damaged": (
        ("1.97001012000031E+17", "Rahma Sarj"),
        ("197001012000031005", 100.0, "nip_rusak", ["197001012000031005"]),
    ),
    "not alike enough": (
        ("198001012005011002", HELD[:-2] + "XY"),
        (None, None, None, None),
    ),
    "alike enough": (
        ("198001012005011002", HELD[:-1] + "X"),
        ("198001012005011001", pytest.approx(94.7368421), "nip_mirip", ["198001012005011001"]),
    ),
    "no name": ((TYPED, None), (None, None, None, None)),
    "nobody has a name here": (("196001011990031002", "Ani"), (None, None, None, None)),
    "neither number nor name": ((None, None), (None, None, None, None)),
}


def asked(
    rows: list[tuple[str | None, str | None]], seen: People, **columns: pl.Expr
) -> pl.DataFrame:
    """Suggest for records of unknown donors who wrote these numbers and names."""
    schema = {"t": pl.String, "nama": pl.String}
    written = pl.DataFrame(rows, schema=schema, orient="row")
    unknown = {"nip_asn": pl.lit(None, dtype=pl.String), "pernah": pl.lit(value=False)}
    records = written.with_columns(
        *parse_nip(written["t"]), nama_polos=plain_name(pl.col("nama")), **(unknown | columns)
    )
    return suggest(records, seen).select("nip_usulan", "skor", "dasar", "calon")


NOBODY: Final = ROSTER.clear().with_columns(
    nik=pl.lit(None, dtype=pl.String), bulan_terima=pl.lit(None, dtype=pl.String)
)


def test_each_donor_is_answered_by_itself_however_often_it_stands_there() -> None:
    rows = [row for row, _ in ANSWERS.values()]
    found = asked([*rows, *rows], People(ROSTER, NOBODY)).rows()
    wanted = [answer for _, answer in ANSWERS.values()]
    assert dict(zip(ANSWERS, found[: len(rows)], strict=True)) == dict(
        zip(ANSWERS, wanted, strict=True)
    )
    assert found[len(rows) :] == found[: len(rows)]


def test_of_two_records_alike_only_the_one_of_unknown_donor_is_asked_about() -> None:
    found = asked(
        [(TYPED, "Budi Santoso")] * 3,
        People(ROSTER, NOBODY),
        nip_asn=pl.lit(pl.Series([None, BUDI, None], dtype=pl.String)),
        pernah=pl.lit(pl.Series([False, False, True])),
    )
    assert found["nip_usulan"].to_list() == [BUDI, None, None]


OLD: Final = "198805052022211009"
EARLIER: Final = pl.DataFrame(
    [
        (OLD, "JOKO SUSILO"),
        ("197505052003121004", "SRI LESTARI"),
        ("198001012005011001", "TONO"),
        ("196505051990031001", "ANI"),
    ],
    schema=["nip", "nama_polos"],
    orient="row",
)


@pytest.mark.parametrize(
    ("roster", "who"),
    [
        ([("198805052027211001", "Joko Susilo")], "198805052027211001"),
        (
            [("198805052027212001", "Joko Susilo"), ("199001012015041001", "Ani")],
            "198805052027212001",
        ),
        ([("198805062027211001", "Joko Susilo")], None),
        ([("197805052027211001", "Joko Susilo")], None),
        ([("198805052027211001", "Joko Susila")], None),
        ([("198805052027211001", "Joko Susilo"), ("198805052027211002", "Joko Susilo")], None),
        ([(OLD, "Joko Susilo")], None),
    ],
)
def test_a_number_that_changed_is_the_one_new_persons_born_that_day_of_that_name(
    roster: list[tuple[str, str]], who: str | None
) -> None:
    here = people(*roster)
    found = asked([(OLD, "Joko Susilo")], People(here, EARLIER), pernah=pl.lit(value=True))
    answer = (who, 100.0, "ni_berganti", [who]) if who else (None,) * 4
    assert found.rows() == [answer]


def test_a_number_that_changed_may_be_of_another_century() -> None:
    earlier, now = "197505051999031004", "197505052021211001"
    before = pl.DataFrame({"nip": [earlier], "nama_polos": ["SRI LESTARI"]})
    seen = People(people((now, "Sri Lestari")), before)
    found = asked([(earlier, "Sri Lestari")], seen, pernah=pl.lit(value=True))
    assert found["nip_usulan"].to_list() == [now]


def test_a_namesake_born_a_day_later_is_no_changed_number(tmp_path: Path) -> None:
    head = "NIP,Nama,OPD\n"
    files = {
        "2026-02/asn/a.csv": f"{head}198805052022211009,Joko Susilo,DINKES\n",
        "2026-03/asn/a.csv": f"{head}198805062023211001,Joko Susilo,DINKES\n",
        "2026-03/iuran/a.csv": "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
        "198805052022211009,Joko Susilo,3374021507800001,2026-03,16800\n",
    }
    tables = month(lay_down(tmp_path, files), "2026-03").tables
    assert tables["usulan"].height == 0
    assert tables["iuran"]["disposisi"].to_list() == ["donatur_tidak_di_roster"]
