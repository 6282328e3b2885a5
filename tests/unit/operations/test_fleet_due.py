"""A fleet's due months: as the instansi stands that needs a run most (contract §7, serve)."""

import datetime as dt
import json
import os
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.periods import Period
from pipeline.knowledge.fleet_file import Fleet
from pipeline.operations.due import LACKING, PUBLISHED, READY, REFUSED
from pipeline.operations.fleet_due import due_sentence, fleet_due_months, fleet_policy
from pipeline.operations.fleets import member_settings, open_fleet
from pipeline.operations.run_ends import FAILED, FLEET_CALENDAR, OVERDUE, RunEnd, note_end
from pipeline.system.folders import last_change, stray_folders
from tests.builders.fleets import MONTH, lay_fleet

# The 5th, six o'clock in Jakarta, is past; MONTH is the latest due.
AT = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return lay_fleet(tmp_path)


@pytest.fixture
def fleet(file: Path) -> Fleet:
    return open_fleet(file)


def publish(fleet: Fleet, name: str, month: str = MONTH) -> None:
    pointer = fleet.file.parent / name / "keluaran" / month / "terkini.json"
    pointer.parent.mkdir(parents=True)
    pointer.write_text(json.dumps({"revisi": "r01"}))


def take_iuran(fleet: Fleet, name: str) -> None:
    (fleet.file.parent / name / "masukan" / MONTH / "iuran" / "i.csv").unlink()


def states(fleet: Fleet, at: dt.datetime = AT) -> dict[str, str]:
    return {str(month.period): month.state for month in fleet_due_months(fleet, at)}


def ended(fleet: Fleet, at: dt.datetime, end: str = FAILED) -> None:
    note_end(fleet.outputs, RunEnd(at.isoformat(), FLEET_CALENDAR, MONTH, end, "sebab"))


def test_a_month_that_one_can_have_is_to_be_run_for_the_fleet(fleet: Fleet) -> None:
    publish(fleet, "Asri")
    publish(fleet, "Bahari", "2026-02")
    take_iuran(fleet, "Bahari")
    assert states(fleet) == {"2026-02": PUBLISHED, MONTH: READY}


def test_a_month_that_one_waits_for_is_not_done_because_others_have_it(fleet: Fleet) -> None:
    for name in ("Asri", "Cerah"):
        publish(fleet, name)
    publish(fleet, "Bahari", "2026-02")
    take_iuran(fleet, "Bahari")
    assert states(fleet)[MONTH] == LACKING


def test_after_a_run_that_did_not_end_well_another_waits_a_day(fleet: Fleet) -> None:
    ended(fleet, AT)
    assert states(fleet, AT + dt.timedelta(hours=5)) == {MONTH: REFUSED}
    assert states(fleet, AT + dt.timedelta(hours=25)) == {MONTH: READY}


def test_what_it_says_to_type_names_the_fleets_own_file(tmp_path: Path) -> None:
    fleet = open_fleet(lay_fleet(tmp_path).rename(tmp_path / "armada jateng.toml"))
    [month] = fleet_due_months(fleet, AT)
    command = due_sentence(fleet, month).partition("dengan: ")[2]
    assert shlex.split(command)[1:] == ["fleet", "armada jateng.toml", "--period", MONTH]


def test_that_it_is_overdue_is_told_once_by_the_fleets_own_history(fleet: Fleet) -> None:
    [month] = fleet_due_months(fleet, AT)
    assert not month.told
    ended(fleet, AT, OVERDUE)
    [month] = fleet_due_months(fleet, AT)
    assert month.told


def test_the_calendar_is_the_fleets_and_not_that_of_an_instansi(file: Path) -> None:
    file.write_text(f'[jadwal]\ncron = "0 6 20 * *"\n\n{file.read_text()}')
    late = open_fleet(file)
    publish(late, "Asri", "2026-02")
    assert fleet_policy(late).jadwal.cron == "0 6 20 * *"
    assert MONTH not in states(late)
    assert MONTH in states(late, AT + dt.timedelta(days=15))


def test_one_whose_books_cannot_be_read_hides_no_other(fleet: Fleet) -> None:
    policy = fleet.members[0].inputs / "referensi" / "kebijakan.toml"
    policy.write_text("instansi = ")
    assert states(fleet) == {MONTH: READY}


def test_one_of_which_nothing_can_be_read_is_not_well_where_all_others_are(fleet: Fleet) -> None:
    for name in ("Bahari", "Cerah"):
        publish(fleet, name)
    (fleet.members[0].inputs / "referensi" / "kebijakan.toml").write_text("instansi = ")
    [month] = fleet_due_months(fleet, AT)
    assert (month.state, month.overdue(AT)) == (REFUSED, True)
    assert "Asri" in due_sentence(fleet, month)


def test_a_pointer_that_cannot_be_read_counts_as_not_published(fleet: Fleet) -> None:
    publish(fleet, "Asri")
    (fleet.members[0].outputs / MONTH / "terkini.json").write_text("{")
    [month] = [one for one in fleet_due_months(fleet, AT) if str(one.period) == MONTH]
    assert "Asri" in due_sentence(fleet, month)


def test_a_named_policy_that_was_mended_is_something_new(file: Path, fleet: Fleet) -> None:
    policy = file.parent / "milik-asri.toml"
    settings = replace(member_settings(fleet.members[0]), policy=policy)
    before = last_change(settings, Period.parse(MONTH))
    policy.write_text("mended")
    os.utime(policy, (before + 3600,) * 2)
    assert last_change(settings, Period.parse(MONTH)) == before + 3600


def test_what_the_demo_of_a_fleet_laid_into_inputs_is_nothing_strange(tmp_path: Path) -> None:
    (tmp_path / "demo-armada").mkdir()
    (tmp_path / "lain").mkdir()
    assert stray_folders(tmp_path) == [("", "lain")]


def test_the_sentence_names_who_lacks_the_month(fleet: Fleet) -> None:
    take_iuran(fleet, "Cerah")
    [month] = fleet_due_months(fleet, AT)
    assert "Asri, Bahari, Cerah" in due_sentence(fleet, month)
