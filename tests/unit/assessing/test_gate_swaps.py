"""OPDs under each other's name are seen by their people (contract §5.7)."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from pipeline.assessing.gate import Stop
from pipeline.assessing.month import assess
from pipeline.assessing.restatement import FirstPublished
from pipeline.core.periods import Period
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
