"""Which months are due, and how each stands: by what lies in inputs and outputs, not by Prefect."""

import datetime as dt
import json
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.core.periods import Period
from pipeline.operations.due import (
    LACKING,
    PUBLISHED,
    READY,
    REFUSED,
    DueMonth,
    due_months,
    first_hour,
    never_asked_for,
    next_hour,
)
from pipeline.operations.reconciling import RUN, TELL, Asked, all_well, sentence_of, steps
from pipeline.operations.run_ends import (
    CALENDAR,
    CRASHED,
    FAILED,
    OVERDUE,
    WAITING,
    RunEnd,
    note_end,
)
from pipeline.system.settings import Settings
from tests.builders.small_city import policy

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = dt.datetime(2026, 11, 6, 12, 0, tzinfo=JAKARTA)
SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "in", tmp_path / "out")


def published(settings: Settings, *months: str) -> None:
    for month in months:
        place = settings.outputs / month / "terkini.json"
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps({"revisi": "r01"}))


def came(settings: Settings, month: str, *kinds: str) -> None:
    """Lay down a file of each kind, an hour before NOW; its ctime is this test's own moment."""
    for kind in kinds:
        file = settings.inputs / month / kind / "a.csv"
        file.parent.mkdir(parents=True)
        file.write_text("x")
        os.utime(file, (NOW.timestamp() - 3600,) * 2)


def ended(settings: Settings, month: str, akhir: str, at: dt.datetime, pesan: str = "") -> None:
    note_end(settings.outputs, RunEnd(at.isoformat(), CALENDAR, month, akhir, pesan))


def states(settings: Settings, at: dt.datetime = NOW) -> dict[str, str]:
    return {str(month.period): month.state for month in due_months(settings, policy(), at)}


def test_months_before_the_first_published_one_that_have_their_inputs_are_known(
    settings: Settings,
) -> None:
    settings.outputs.mkdir()
    came(settings, "2026-07", "asn", "iuran")
    assert never_asked_for(settings) == ()
    published(settings, "2026-09")
    came(settings, "2026-08", "asn")
    came(settings, "2026-10", "asn", "iuran")
    assert list(map(str, never_asked_for(settings))) == ["2026-07"]


def test_every_month_since_the_first_published_one_is_named_with_its_state(
    settings: Settings,
) -> None:
    settings.outputs.mkdir()
    published(settings, "2026-07")
    came(settings, "2026-08", "asn", "iuran")
    came(settings, "2026-10", "asn")
    assert states(settings) == {
        "2026-07": PUBLISHED,
        "2026-08": READY,
        "2026-09": LACKING,
        "2026-10": LACKING,
    }


def test_before_its_hour_a_month_is_not_due(settings: Settings) -> None:
    settings.outputs.mkdir()
    published(settings, "2026-09")
    assert "2026-10" not in states(settings, dt.datetime(2026, 11, 5, 5, 59, tzinfo=JAKARTA))
    assert "2026-10" in states(settings, dt.datetime(2026, 11, 5, 6, 0, tzinfo=JAKARTA))


def test_a_new_installation_is_asked_for_the_latest_month_alone_once_its_inputs_are_there(
    settings: Settings,
) -> None:
    came(settings, "2026-08", "asn", "iuran")
    assert states(settings) == {}
    came(settings, "2026-10", "asn", "iuran")
    assert states(settings) == {"2026-10": READY}


@pytest.mark.parametrize(
    ("akhir", "days", "state"),
    [
        (WAITING, 0, READY),
        (FAILED, 0, REFUSED),
        (CRASHED, 0, REFUSED),
        # A day later what died is tried again; what was refused only where something came since.
        (CRASHED, 2, READY),
    ],
)
def test_what_failed_is_not_run_for_ever(
    settings: Settings, akhir: str, days: int, state: str
) -> None:
    came(settings, "2026-10", "asn", "iuran")
    # The files' ctime is now: nothing came after an end that lies in the future of it.
    future = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    ended(settings, "2026-10", akhir, future)
    published(settings, "2026-09")
    assert states(settings, future + dt.timedelta(days=days))["2026-10"] == state


def test_what_was_refused_is_tried_again_a_day_later_when_something_came(
    settings: Settings,
) -> None:
    published(settings, "2026-09")
    came(settings, "2026-10", "asn", "iuran")
    ended(settings, "2026-10", FAILED, NOW - dt.timedelta(days=300))
    assert states(settings)["2026-10"] == READY


def month_at(state: str, **more: object) -> DueMonth:
    hour = first_hour(policy(), OCTOBER)
    usual: dict[str, object] = {"missing": (), "last": None, "told": False}
    given = usual | more
    return DueMonth(OCTOBER, hour, hour + dt.timedelta(days=3), state, **given)  # type: ignore[arg-type]


def kinds(month: DueMonth, asked: Asked, at: dt.datetime) -> list[str]:
    return [step.kind for step in steps([month], {OCTOBER: asked}, at)]


BEFORE_THE_LAST_LOOK = dt.datetime(2026, 11, 6, tzinfo=JAKARTA)
AFTER_IT = dt.datetime(2026, 11, 9, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("month", "asked", "at", "what"),
    [
        (month_at(READY), Asked(), BEFORE_THE_LAST_LOOK, [RUN]),
        (month_at(READY), Asked(alive=True, count=1), BEFORE_THE_LAST_LOOK, []),
        (month_at(READY), Asked(count=3), AFTER_IT, [RUN]),
        (month_at(READY), Asked(alive=True, count=4), AFTER_IT, [TELL]),
        (month_at(LACKING), Asked(), BEFORE_THE_LAST_LOOK, []),
        (month_at(LACKING), Asked(), AFTER_IT, [TELL]),
        (month_at(LACKING, told=True), Asked(), AFTER_IT, []),
        (month_at(REFUSED), Asked(count=1), AFTER_IT, [TELL]),
        (month_at(PUBLISHED), Asked(), AFTER_IT, []),
    ],
)
def test_what_is_done_or_said_for_a_due_month(
    month: DueMonth, asked: Asked, at: dt.datetime, what: list[str]
) -> None:
    assert kinds(month, asked, at) == what


def test_a_month_that_failed_at_its_last_look_was_told_of_then() -> None:
    failed = RunEnd(AFTER_IT.isoformat(), CALENDAR, "2026-10", FAILED, "")
    assert kinds(month_at(LACKING, last=failed), Asked(), AFTER_IT) == []


def test_each_run_of_a_month_has_a_key_of_its_own() -> None:
    [step] = steps([month_at(READY)], {OCTOBER: Asked(count=2)}, BEFORE_THE_LAST_LOOK)
    assert step.key == "bulan-2026-10-3"


def test_silence_is_never_taken_for_well() -> None:
    assert all_well([month_at(PUBLISHED), month_at(LACKING)], BEFORE_THE_LAST_LOOK)
    assert not all_well([month_at(LACKING, told=True)], AFTER_IT)


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (
            month_at(LACKING, missing=("Belum ada roster.",)),
            (
                "Oktober 2026 belum terbit, menunggu sejak 5 November 2026 06.00 WIB,"
                " paling lambat 8 November 2026 06.00 WIB. Belum ada roster."
            ),
        ),
        (
            month_at(REFUSED, last=RunEnd("", CALENDAR, "2026-10", FAILED, "Ditahan gerbang.")),
            (
                "Oktober 2026 belum terbit. Jalan terakhirnya gagal: Ditahan gerbang."
                " Perbaiki, lalu jalankan: asn-peduli run 2026-10"
            ),
        ),
    ],
)
def test_the_sentence_says_for_what_since_and_until_when(month: DueMonth, said: str) -> None:
    assert sentence_of(month, policy()) == said


def test_an_overdue_month_is_noted_once_and_is_no_end_of_a_run(settings: Settings) -> None:
    published(settings, "2026-09")
    came(settings, "2026-10", "asn", "iuran")
    ended(settings, "2026-10", OVERDUE, NOW)
    [_, october] = due_months(settings, policy(), NOW)
    assert (october.told, october.last, october.state) == (True, None, READY)


def test_the_next_hour_is_in_the_policys_zone() -> None:
    assert next_hour(policy(), NOW).isoformat() == "2026-12-05T06:00:00+07:00"
