"""On a real server: whatever Prefect remembers, claims or forgot, due months are run or named."""

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from flows.runtime.folders import working_over
from pipeline.core.periods import Period
from pipeline.operations.due import first_hour
from pipeline.operations.run_ends import CALENDAR, FAILED, OVERDUE, RunEnd, last_ends, note_end
from pipeline.system.settings import Settings, now
from tests.builders.running import prefect_server, sole_deployments
from tests.builders.serving import small_inputs
from tests.builders.small_city import policy

_BEFORE = Period.of(now().year, now().month).plus(-1)
LAST = _BEFORE if first_hour(policy(), _BEFORE) <= now() else _BEFORE.plus(-1)
MONTHS = [str(LAST.plus(back)) for back in (-2, -1, 0)]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Folders in which the month before MONTHS is published and each of MONTHS has its inputs."""
    before = tmp_path / "out" / str(LAST.plus(-3)) / "terkini.json"
    before.parent.mkdir(parents=True)
    before.write_text(json.dumps({"revisi": "r01"}))
    made = Settings(small_inputs(tmp_path / "in", tuple(MONTHS)), tmp_path / "out")
    with working_over(made):
        yield made


@pytest.fixture(autouse=True)
def server() -> Iterator[None]:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with sole_deployments(), temporary_settings({PREFECT_API_URL: prefect_server()}):
        yield


@pytest.fixture
def deployments(settings: Settings) -> dict[str, UUID]:
    """The deployments, as `serve` registers them; nothing runs what they are asked for."""
    from prefect.runner import Runner

    from flows.serving.deployments import offers, registered

    async def register() -> dict[str, UUID]:
        runner = Runner(name="penguji")
        return {offer.full_name: await registered(runner, offer) for offer in offers(policy())}

    return asyncio.run(register())


def watch(settings: Settings, deployments: dict[str, UUID], said: list[str], hours: int = 0) -> Any:
    """Return what looks after the months, by a clock that is so many hours fast."""
    from flows.serving.deployments import OF_A_MONTH, SCHEDULED
    from flows.serving.reconciliation import Watch

    flows = flows_of(deployments)
    ours = {deployments[name]: flows[deployments[name]] for name in OF_A_MONTH}
    return Watch(
        settings,
        deployments[SCHEDULED],
        ours,
        said.append,
        lambda: now() + dt.timedelta(hours=hours),
    )


def flows_of(deployments: dict[str, UUID]) -> dict[UUID, Any]:
    from flows.serving.deployments import offers

    return {deployments[offer.full_name]: offer.flow for offer in offers(policy())}


def runs_of(deployment: UUID, months: list[str]) -> list[Any]:
    """Return the runs of a deployment that were told one of `months`, oldest first."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter

    chosen = FlowRunFilter.model_validate({"deployment_id": {"any_": [deployment]}})
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=chosen, limit=200)
    return sorted(
        (run for run in found if run.parameters.get("period") in months),
        key=lambda run: (run.parameters["period"], run.created),
    )


def make_run(deployment: UUID, state: str, started: dt.datetime | None = None, **more: Any) -> UUID:
    """Put a run into Prefect's tables, in `state`, due at `started`."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import State, StateType
    from prefect.states import Scheduled

    with get_client(sync_client=True) as client:
        made = client.create_flow_run_from_deployment(
            deployment, state=Scheduled(scheduled_time=started or now()), **more
        )
        client.set_flow_run_state(made.id, State(type=StateType[state]), force=True)
    return made.id


def clean(deployments: dict[str, UUID]) -> None:
    """Forget every run: a database that was lost."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter

    chosen = FlowRunFilter.model_validate({"deployment_id": {"any_": list(deployments.values())}})
    with get_client(sync_client=True) as client:
        while found := client.read_flow_runs(flow_run_filter=chosen, limit=200):
            for run in found:
                client.delete_flow_run(run.id)


SCHEDULED = "laporan-terjadwal/bulanan"


def test_with_a_fresh_database_every_hole_is_run_once_and_the_oldest_first(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    clean(deployments)
    said: list[str] = []
    looking = watch(settings, deployments, said)
    looking.look()
    looking.look()
    asked = runs_of(deployments[SCHEDULED], MONTHS)
    assert [run.parameters["period"] for run in asked] == MONTHS
    assert [run.idempotency_key for run in asked] == [f"bulan-{month}-1" for month in MONTHS]
    assert sorted(asked, key=lambda run: run.created) == asked
    assert len([line for line in said if "dikerjakan sekarang" in line]) == len(MONTHS)


def test_a_run_that_began_long_ago_and_died_with_serve_is_no_more_taken_for_running(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    from flows.serving.recovery import mend_dead_runs

    clean(deployments)
    began = now() - dt.timedelta(days=20)
    identity = make_run(deployments[SCHEDULED], "RUNNING", began, parameters={"period": MONTHS[0]})
    assert mend_dead_runs(flows_of(deployments), settings) == 1
    [dead, again] = runs_of(deployments[SCHEDULED], MONTHS[:1])
    assert (dead.id, dead.state_type.name) == (identity, "CRASHED")
    assert again.idempotency_key == f"ulang-{identity}"


def test_a_run_whose_parameters_never_fitted_does_not_count_as_its_month_done(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    clean(deployments)
    hour = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    make_run(deployments[SCHEDULED], "CRASHED", hour, tags=["ulang-1", "ulang-2"], parameters={})
    watch(settings, deployments, []).look()
    assert [run.parameters["period"] for run in runs_of(deployments[SCHEDULED], MONTHS)] == MONTHS


def test_a_run_that_only_claims_to_run_is_marked_and_its_month_run(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    clean(deployments)
    make_run(deployments[SCHEDULED], "RUNNING", parameters={"period": MONTHS[2]})
    watch(settings, deployments, [], hours=3).look()
    states = [run.state_type.name for run in runs_of(deployments[SCHEDULED], MONTHS[2:])]
    assert states == ["CRASHED", "SCHEDULED"]
    assert [end.akhir for end in last_ends(settings.outputs, 9)] == ["mati"]


def test_a_run_that_holds_the_folder_is_believed(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    from pipeline.system.locks import exclusive

    clean(deployments)
    make_run(deployments[SCHEDULED], "RUNNING", parameters={"period": MONTHS[2]})
    with exclusive(settings.outputs, "dipegang"):
        watch(settings, deployments, [], hours=3).look()
    states = [run.state_type.name for run in runs_of(deployments[SCHEDULED], MONTHS[2:])]
    assert states == ["RUNNING"]


def test_what_a_renamed_deployment_left_waiting_is_cancelled_and_said(
    deployments: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a tag of its own: other tests have deployments on this server, too."""
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    from flows.runtime.runs import TAG
    from flows.scheduled import scheduled
    from flows.serving import recovery

    own = "asn-peduli-yang-diganti"
    with get_client(sync_client=True) as client:
        tags = [client.read_deployment(one).tags for one in deployments.values()]
    assert tags == [[TAG]] * len(deployments)
    monkeypatch.setattr(recovery, "TAG", own)

    async def register(name: str) -> UUID:
        return await Runner(name="lama").aadd_flow(scheduled, name=name, tags=[own])

    known, old = asyncio.run(register("nama-baru")), asyncio.run(register("nama-lama"))
    make_run(old, "SCHEDULED", parameters={"period": MONTHS[0]})
    assert recovery.retire_unknown_deployments([known]) == [("nama-lama", 1)]
    assert recovery.retire_unknown_deployments([known]) == []


def test_an_overdue_month_is_told_once_with_what_it_waits_for(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    (settings.inputs / MONTHS[1] / "iuran" / "i.csv").unlink()
    watch(settings, deployments, []).look()
    watch(settings, deployments, []).look()
    told = [end for end in last_ends(settings.outputs, 99) if end.akhir == OVERDUE]
    assert [end.nama for end in told if end.nama == MONTHS[1]] == [MONTHS[1]]
    assert "Belum ada berkas catatan iuran" in next(e.pesan for e in told if e.nama == MONTHS[1])


def test_a_month_that_was_refused_is_named_and_not_run_again_before_something_comes(
    settings: Settings, deployments: dict[str, UUID]
) -> None:
    clean(deployments)
    later = (now() + dt.timedelta(minutes=1)).isoformat()
    for month in MONTHS:
        note_end(settings.outputs, RunEnd(later, CALENDAR, month, FAILED, "Ditahan gerbang."))
    said: list[str] = []
    watch(settings, deployments, said).look()
    assert runs_of(deployments[SCHEDULED], MONTHS) == []
    assert [line for line in said if "Ditahan gerbang." in line]


def test_what_keeps_a_look_from_being_made_is_said_and_names_nobody(
    settings: Settings, deployments: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.serving import reconciliation

    def broken(*_: object) -> None:
        raise ValueError("199001012015041001")

    monkeypatch.setattr(reconciliation, "due_months", broken)
    said: list[str] = []
    watch(settings, deployments, said).look()
    assert said == [
        "Bulan yang jatuh tempo tidak dapat diperiksa (ValueError); diperiksa lagi sejam kemudian."
    ]


def test_the_citys_monitoring_hears_only_when_all_is_well(
    settings: Settings, deployments: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.serving import reconciliation

    beats: list[bool] = []
    monkeypatch.setattr(reconciliation, "_beat", lambda: beats.append(True))
    watch(settings, deployments, []).look()
    assert beats == []
    for month in MONTHS:
        place = settings.outputs / month / "terkini.json"
        place.parent.mkdir()
        place.write_text(json.dumps({"revisi": "r01"}))
    watch(settings, deployments, []).look()
    assert beats == [True]
