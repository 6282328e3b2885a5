"""What is told of a fleet: in its own zone, under the name of its own calendar (contract §7)."""

import datetime as dt
from pathlib import Path
from uuid import uuid4

import pytest

from flows.runtime.folders import working_for, zone_of_telling
from flows.serving import reconciliation
from flows.serving.fleet_watch import FleetWatch
from pipeline.core.periods import Period
from pipeline.knowledge.fleet_file import Fleet
from pipeline.operations.due import REFUSED, DueMonth
from pipeline.operations.fleet_due import fleet_policy
from pipeline.operations.fleets import fleet_settings, open_fleet
from pipeline.operations.reconciling import TELL, Step
from pipeline.operations.run_ends import FLEET_CALENDAR, RunEnd
from tests.builders.fleets import MONTH, lay_fleet

AT = dt.datetime(2026, 4, 6, tzinfo=dt.UTC)


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    file = lay_fleet(tmp_path, ("Asri",))
    file.write_text('zona_waktu = "Asia/Jayapura"\n' + file.read_text())
    return open_fleet(file)


def test_times_are_told_in_the_fleets_zone_and_outside_it_in_that_of_the_policy(
    fleet: Fleet,
) -> None:
    settings = fleet_settings(fleet)
    assert str(zone_of_telling(settings)) == "Asia/Jakarta"
    with working_for(fleet):
        assert str(zone_of_telling(settings)) == "Asia/Jayapura"


def test_that_a_month_is_overdue_stands_in_the_history_under_the_fleets_calendar(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[RunEnd] = []
    monkeypatch.setattr(reconciliation, "note_and_send", lambda _, ended: noted.append(ended))
    watch = FleetWatch(fleet_settings(fleet), uuid4(), {}, print, lambda: AT, fleet=fleet)
    month = DueMonth(Period.parse(MONTH), AT, AT, REFUSED)
    watch._take(None, Step(TELL, month), fleet_policy(fleet))  # type: ignore[arg-type]
    assert [(end.alur, end.nama) for end in noted] == [(FLEET_CALENDAR, MONTH)]
