"""Which month a scheduled run is for, and whether its inputs are there."""

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.core.formats import moment
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Timetable
from pipeline.knowledge.policy_file import parse_policy
from pipeline.operations.readiness import next_look, period_due, what_is_missing
from tests.builders.small_city import policy, policy_text

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = dt.datetime(2026, 11, 5, 6, 0, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-05T06:00+07:00", "2026-10"),
        ("2026-11-04T23:00+00:00", "2026-10"),
        ("2026-10-31T18:00+00:00", "2026-10"),
        ("2026-10-31T16:00+00:00", "2026-09"),
        ("2027-01-05T06:00+07:00", "2026-12"),
    ],
)
def test_a_run_is_for_the_month_before_the_one_in_which_jakarta_was_when_it_was_due(
    at: str, due: str
) -> None:
    assert str(period_due(dt.datetime.fromisoformat(at), JAKARTA)) == due


def folder(tmp_path: Path, **ages: int) -> Path:
    """Lay down one file for each kind in `ages`, so many minutes old."""
    for kind, minutes in ages.items():
        file = tmp_path / "2026-10" / kind / "a.csv"
        file.parent.mkdir(parents=True)
        file.write_text("x")
        os.utime(file, (NOW.timestamp() - 60 * minutes,) * 2)
    return tmp_path


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ({"asn": 11, "iuran": 600}, ()),
        ({"asn": -432000, "iuran": 600}, ()),
        ({"asn": 600}, ("Belum ada berkas catatan iuran di folder 2026-10/iuran.",)),
        ({"iuran": 600}, ("Belum ada berkas roster ASN di folder 2026-10/asn.",)),
        (
            {"asn": 600, "iuran": 3},
            (
                "Berkas di folder 2026-10/iuran baru berubah kurang dari 10 menit yang lalu dan mungkin masih disalin.",
            ),
        ),
    ],
)
def test_what_a_month_lacks_is_said(
    tmp_path: Path, ages: dict[str, int], said: tuple[str, ...]
) -> None:
    assert what_is_missing(folder(tmp_path, **ages), Period.parse("2026-10"), policy(), NOW) == said


def test_both_kinds_are_named_where_the_folder_is_not_there(tmp_path: Path) -> None:
    assert len(what_is_missing(tmp_path, Period.parse("2026-10"), policy(), NOW)) == 2


def test_a_lock_file_of_an_open_workbook_is_no_input(tmp_path: Path) -> None:
    inputs = folder(tmp_path, iuran=600)
    (inputs / "2026-10" / "asn").mkdir()
    (inputs / "2026-10" / "asn" / "~$roster.xlsx").write_text("x")
    assert len(what_is_missing(inputs, Period.parse("2026-10"), policy(), NOW)) == 1


def test_the_next_look_is_told_by_the_citys_clock() -> None:
    at = next_look(Timetable(lihat_lagi_menit=90), NOW.astimezone(dt.UTC))
    assert moment(at, JAKARTA) == "5 November 2026 07.30 WIB"


def test_a_policy_without_a_timetable_has_the_usual_one() -> None:
    assert "[jadwal]" not in policy_text()
    assert policy().jadwal == Timetable("0 6 5 * *", 60, 72, 10)


EXPECTED = """
[[kiriman]]
nama = "BPJS Semarang Majapahit"
jenis = "iuran"
pola = "majapahit*"
sejak = "2026-10"
kontak = "Ibu Contoh, 024-000"
"""


def came(tmp_path: Path, *places: str) -> Path:
    for place in places:
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
        os.utime(file, (NOW.timestamp() - 36000,) * 2)
    return tmp_path


def test_a_declared_delivery_is_waited_for_by_its_name_and_the_one_to_ask(tmp_path: Path) -> None:
    inputs = came(tmp_path, "2026-10/asn/a.csv", "2026-10/iuran/pemuda.csv")
    rules = parse_policy(policy_text() + EXPECTED)
    (said,) = what_is_missing(inputs, Period.parse("2026-10"), rules, NOW)
    assert "BPJS Semarang Majapahit" in said
    assert "ditunggu sejak 1 November 2026" in said
    assert "Ibu Contoh, 024-000" in said
    assert (
        what_is_missing(
            came(inputs, "2026-10/iuran/MAJAPAHIT x.csv"), Period.parse("2026-10"), rules, NOW
        )
        == ()
    )


def test_a_learned_delivery_is_waited_for_and_no_files_name_is_told(tmp_path: Path) -> None:
    regular = [f"2026-{month}/iuran/rahasia {month}.csv" for month in ("08", "09")]
    inputs = came(tmp_path, *regular, "2026-10/asn/a.csv", "2026-10/iuran/pemuda.csv")
    (said,) = what_is_missing(inputs, Period.parse("2026-10"), policy(), NOW)
    assert "2026-10/iuran" in said
    assert "rahasia" not in said
    assert (
        what_is_missing(
            came(inputs, "2026-10/iuran/rahasia-10.csv"), Period.parse("2026-10"), policy(), NOW
        )
        == ()
    )


@pytest.mark.parametrize("lock", ["~$a.csv", "~$muda.csv", ".~lock.pemuda.csv#"])
def test_a_file_that_is_open_or_empty_is_waited_for(lock: str, tmp_path: Path) -> None:
    inputs = came(tmp_path, "2026-10/asn/a.csv", "2026-10/iuran/pemuda.csv")
    place = "asn" if lock == "~$a.csv" else "iuran"
    (said,) = what_is_missing(
        came(inputs, f"2026-10/{place}/{lock}"), Period.parse("2026-10"), policy(), NOW
    )
    assert f"2026-10/{place}" in said
