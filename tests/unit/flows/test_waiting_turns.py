"""A backfill waits its turn; a run of the calendar is called after its month."""

import datetime as dt
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flows.runtime.folders import working_over
from pipeline.core.errors import LockedError
from pipeline.operations.run_ends import CRASHED, last_ends
from pipeline.system import locks
from pipeline.system.locks import exclusive, wait_until_free
from pipeline.system.settings import Settings
from tests.builders.small_city import lay_down


def test_it_waits_until_the_folder_is_free_and_says_once_who_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_BEAT", 0.01)
    said: list[str] = []
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with exclusive(tmp_path, "dipegang", "run 2026-09"):
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(30)
    threading.Timer(0.2, done.set).start()
    wait_until_free(tmp_path, said.append)
    other.join(30)
    assert len(said) == 1
    assert "run 2026-09" in said[0]


def test_held_for_ever_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_BEAT", 0.01)
    with exclusive(tmp_path, "dipegang"), pytest.raises(LockedError):
        wait_until_free(tmp_path, lambda _: None, seconds=0.05)


def test_a_month_of_a_backfill_is_done_after_the_run_that_came_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import backfill

    keys: list[str] = []

    def keyed(_flow: Any, _name: str, key: str, _parameters: Any) -> Any:
        keys.append(key)
        if len(keys) == 1:
            raise LockedError("dipegang")
        return "r01"

    monkeypatch.setattr(backfill, "keyed_run", keyed)
    settings = Settings(tmp_path / "in", tmp_path / "out")
    done: Any = backfill._run_when_free(settings, "2026-01", {})
    assert done == "r01"
    assert [key.split("-", 2)[2] for key in keys] == ["2026-01", "2026-01-2"]


def test_a_calendar_run_that_died_at_once_is_told_by_its_month(tmp_path: Path) -> None:
    from prefect.client.schemas.objects import FlowRun

    from flows.runtime.hooks import tell

    settings = Settings(lay_down(tmp_path / "in", {}), tmp_path / "out")
    settings.outputs.mkdir()
    run = FlowRun.model_validate(
        {
            "id": uuid4(),
            "flow_id": uuid4(),
            "name": "None",
            "parameters": {},
            "expected_start_time": dt.datetime(2026, 11, 4, 23, tzinfo=dt.UTC),
        }
    )
    with working_over(settings):
        tell("laporan-terjadwal", run, CRASHED, "mati")
    assert [end.nama for end in last_ends(settings.outputs, 9)] == ["2026-10"]
