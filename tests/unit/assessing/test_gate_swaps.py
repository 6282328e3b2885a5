"""OPDs under each other's name are seen by their people (contract §5.7)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from pipeline.assessing.gate import Stop
from pipeline.assessing.gate.swaps import swap_stops
from pipeline.assessing.month import assess
from pipeline.assessing.restatement import FirstPublished
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from schemas.codes import UNMAPPED_OPD
from tests.builders.gate_months import FEBRUARY, MARCH, ROSTER_HEAD, nip, payments, person
from tests.builders.small_city import known, lay_down

Seats = Mapping[str, range]
AS_IT_WAS: Seats = {"DINKES": range(30), "DISDIK": range(30, 60), "KEC-MIJEN": range(60, 66)}


def files(seats: Seats, bulan: str) -> dict[str, str | bytes]:
    rows = "".join(person(n, opd) for opd, people in seats.items() for n in people)
    return {
        f"{bulan}/asn/roster {bulan}.csv": ROSTER_HEAD + rows,
        f"{bulan}/iuran/pemuda {bulan}.csv": payments(range(52), bulan),
    }


def stops(
    folder: Path, now: Seats, before: Seats = AS_IT_WAS, opd: str = "", seats: Seats | None = None
) -> list[Stop]:
    """Return the stops of March; `opd` rows take the place of those of opd.csv, when given."""
    inputs = lay_down(folder, {**files(before, FEBRUARY), **files(now, MARCH)})
    if opd:
        (inputs / "referensi" / "opd.csv").write_text(opd, encoding="utf-8")
    held = [(nip(n), kode) for kode, people in (seats or {}).items() for n in people]
    told = pl.DataFrame(held, schema=["nip", "kode_opd"], orient="row") if held else None
    month = assess(known(inputs, MARCH), Period.parse(MARCH), FirstPublished(seats=told))
    return [stop for stop in month.stops if stop.kode == "opd_tertukar"]


def test_two_rosters_under_each_others_name_stop_the_month(tmp_path: Path) -> None:
    swapped = {**AS_IT_WAS, "DINKES": AS_IT_WAS["DISDIK"], "DISDIK": AS_IT_WAS["DINKES"]}
    [stop] = stops(tmp_path, swapped)
    assert stop.about == "DINKES+DISDIK"
    assert (
        "30 dari 30 ASN Dinas Kesehatan bulan lalu kini tercatat di Dinas Pendidikan" in stop.pesan
    )
    assert (
        "30 dari 30 ASN Dinas Pendidikan bulan lalu kini tercatat di Dinas Kesehatan" in stop.pesan
    )
    assert "tukarkan kembali" in stop.pesan
    assert dict(stop.hurt) == {"DINKES": 30, "DISDIK": 30}
    assert not stop.absolute


def test_three_in_a_ring_are_seen_too(tmp_path: Path) -> None:
    ring = {
        "DINKES": AS_IT_WAS["DISDIK"],
        "DISDIK": AS_IT_WAS["KEC-MIJEN"],
        "KEC-MIJEN": AS_IT_WAS["DINKES"],
    }
    assert [stop.about for stop in stops(tmp_path, ring)] == ["DINKES+KEC-MIJEN+DISDIK"]


def test_most_is_enough_when_some_came_and_went(tmp_path: Path) -> None:
    swapped = {"DINKES": range(38, 70), "DISDIK": range(28), "KEC-MIJEN": range(70, 76)}
    assert len(stops(tmp_path, swapped)) == 1


@pytest.mark.parametrize(
    "now",
    [
        AS_IT_WAS,
        {**AS_IT_WAS, "DINKES": range(16), "DISDIK": range(16, 60)},
        {**AS_IT_WAS, "DINKES": range(60), "DISDIK": range(0)},
        {"DINKES": [*range(4, 30), *range(60, 64)], "DISDIK": range(30, 60), "KEC-MIJEN": range(4)},
        {"DINKES": [*range(10), *range(30, 44)], "DISDIK": [*range(10, 30), *range(44, 60)]},
    ],
    ids=["nobody moved", "a part moved", "merged", "few changed places", "half of one only"],
)
def test_what_happens_in_good_months_stops_nothing(now: Seats, tmp_path: Path) -> None:
    assert stops(tmp_path, now) == []


def test_a_change_that_opd_csv_declares_is_meant(tmp_path: Path) -> None:
    swapped = {**AS_IT_WAS, "DINKES": AS_IT_WAS["DISDIK"], "DISDIK": AS_IT_WAS["DINKES"]}
    opd = lay_down(tmp_path / "r", {}) / "referensi" / "opd.csv"
    head, *rows = opd.read_text(encoding="utf-8").splitlines()
    declared = [
        f"{head},sejak,sampai",
        *(f"{row}," + (MARCH if "DINKES" in row else "") + "," for row in rows),
    ]
    once = next(row for row in rows if row.startswith("DINKES"))
    text = "\n".join([*declared, f"{once},,{FEBRUARY}"]) + "\n"
    assert stops(tmp_path / "in", swapped, opd=text) == []


def test_books_that_were_swapped_show_beside_what_was_published(tmp_path: Path) -> None:
    """By changed books last month is decided anew, so only its documents know better."""
    published = {**AS_IT_WAS, "DINKES": AS_IT_WAS["DISDIK"], "DISDIK": AS_IT_WAS["DINKES"]}
    assert stops(tmp_path / "a", AS_IT_WAS) == []
    [stop] = stops(tmp_path / "b", AS_IT_WAS, seats=published)
    assert stop.about == "DINKES+DISDIK"


NAMES = {kode: f"Dinas {kode}" for kode in ("A", "B", "C", UNMAPPED_OPD)}
Moves = Mapping[tuple[str, str], int]
# Five of eight of each are with the other; of A two stayed and one went to C, of B three stayed.
MOST_OF_BOTH: Moves = {
    ("A", "B"): 5, ("A", "A"): 2, ("A", "C"): 1, ("B", "A"): 5, ("B", "B"): 3, ("C", "C"): 4, ("C", "B"): 2,
}  # fmt: skip


def stops_of(moves: Moves, opd: Iterable[tuple[str, str | None, str | None]] = ()) -> list[Stop]:
    """Return the stops of March when so many people of one OPD are now in one (another)."""
    places = [place for place, count in moves.items() for _ in range(count)]
    nips = [nip(n) for n in range(len(places))]
    seats = pl.DataFrame({"nip": nips, "kode_opd": [before for before, _ in places]})
    people = pl.DataFrame({"nip": nips, "kode_opd": [now for _, now in places]})
    now: Any = SimpleNamespace(people=people, period=Period.parse(MARCH))
    schema = {"kode_opd": pl.String, "sejak": pl.String, "sampai": pl.String}
    declared = pl.DataFrame(list(opd), schema=schema, orient="row")
    return swap_stops(cast(Decision, now), seats, declared, NAMES)


@pytest.mark.parametrize(("each", "stopped"), [(4, False), (5, True)])
def test_five_people_each_way_are_no_chance(each: int, stopped: bool) -> None:
    assert bool(stops_of({("A", "B"): each, ("B", "A"): each})) == stopped


@pytest.mark.parametrize(("stayed", "stopped"), [(6, False), (5, True)])
def test_half_of_an_opd_is_not_most_of_it(stayed: int, stopped: bool) -> None:
    assert bool(stops_of({("A", "B"): 6, ("A", "A"): stayed, ("B", "A"): 6})) == stopped


def test_people_whose_unit_was_mapped_or_is_not_any_more_are_not_swapped() -> None:
    assert stops_of({("A", UNMAPPED_OPD): 9, (UNMAPPED_OPD, "A"): 9}) == []
    [stop] = stops_of({("A", "B"): 9, ("A", UNMAPPED_OPD): 9, ("B", "A"): 9})
    assert "9 dari 9 ASN Dinas A bulan lalu kini tercatat di Dinas B" in stop.pesan


def test_it_says_how_many_of_how_many_and_hurts_those_who_went_that_way() -> None:
    [stop] = stops_of(MOST_OF_BOTH)
    assert "5 dari 8 ASN Dinas A bulan lalu kini tercatat di Dinas B" in stop.pesan
    assert "5 dari 8 ASN Dinas B bulan lalu kini tercatat di Dinas A" in stop.pesan
    assert dict(stop.hurt) == {"A": 5, "B": 5}


@pytest.mark.parametrize(
    ("opd", "stopped"),
    [
        (("A", None, None), True),
        (("A", MARCH, None), False),
        (("A", FEBRUARY, None), True),
        (("A", None, FEBRUARY), False),
        (("B", None, FEBRUARY), False),
        (("A", None, MARCH), True),
        (("A", None, "2026-01"), True),
        (("A", None, "2026-04"), True),
        (("A", FEBRUARY, MARCH), True),
        (("C", MARCH, FEBRUARY), True),
    ],
)
def test_only_a_beginning_this_month_or_an_end_last_month_declares_a_change(
    opd: tuple[str, str | None, str | None], stopped: bool
) -> None:
    assert bool(stops_of(MOST_OF_BOTH, [opd])) == stopped
