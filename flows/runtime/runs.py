"""The run that is under way, as Prefect knows it: its name and tags, and runs that it asks for."""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import FlowRunCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.deployments import run_deployment
from prefect.flow_engine import run_flow
from prefect.runtime import deployment, flow_run
from prefect.states import Cancelled, Pending, to_state_create

from flows.runtime.folders import settings_in_force
from flows.runtime.parameters import in_todays_form
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.operations.readiness import period_due
from pipeline.system.interruption import when_interrupted
from pipeline.system.settings import Settings

TAG: Final = "asn-peduli"
_FOLDER_TAG: Final = "folder:"
_DIGITS: Final = 12
_under_way: Final[set[UUID]] = set()


def folder_tag(settings: Settings) -> str:
    """Return the tag of runs over one outputs folder: several may share a Prefect server."""
    return _FOLDER_TAG + sha256(str(settings.outputs).encode()).hexdigest()[:_DIGITS]


def name_run(name: str, *tags: str) -> None:
    """Give the run under way a name and further tags."""
    _under_way.add(UUID(flow_run.id))
    when_interrupted(_call_cancelled)
    every = {*flow_run.tags, TAG, folder_tag(settings_in_force()), *tags}
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(flow_run.id), name=name, tags=sorted(every))


def _call_cancelled() -> None:
    """Have a Prefect server that goes on without this process know that the operator ended it."""
    ended: State[Any] = Cancelled(message=say("jalan.dihentikan"))
    with get_client(sync_client=True) as client:
        for run_id in _under_way:
            client.set_flow_run_state(run_id, ended, force=True)


def keyed_run(flow: Flow[..., Any], name: str, key: str, parameters: dict[str, Any]) -> Any:
    """Run `flow` as a run of its own with an idempotency key and return its result.

    A run that Prefect already has under `key` and that ended well is not run again: None is
    returned.
    """
    made = _created_run(flow, name, key, parameters)
    if made.state is not None and made.state.is_completed():
        return None
    return run_flow(flow, flow_run=made, parameters=parameters)


def from_deployment() -> bool:
    """Tell whether a deployment started the run under way, so it can ask for another such run."""
    return bool(deployment.id)


def ask_for_another(
    at: dt.datetime, name: str, parameters: dict[str, Any], tags: list[str], key: str
) -> bool:
    """Have the deployment of the run under way run once more at `at`, under `key`.

    Asked for twice under one key it runs once; False says that another run had asked already.
    """
    own = {**in_todays_form(flow_run.parameters, settings_in_force()), **parameters}
    asker = f"dari-{flow_run.id}"
    made: Any = run_deployment(
        UUID(deployment.id),
        parameters=own,
        scheduled_time=at,
        flow_run_name=name,
        timeout=0,
        tags=[*tags, asker],
        idempotency_key=key,
        as_subflow=False,
    )
    return asker in made.tags


def month_of(run: FlowRun, zone: ZoneInfo) -> Period | None:
    """Return the month that a run is about: the one it was told, else that of its hour."""
    given = run.parameters.get("period")
    if given:
        return Period.parse(str(given))
    return period_due(run.expected_start_time, zone) if run.expected_start_time else None


def scheduled_for() -> dt.datetime:
    """Return when the run under way was to start: not when it did, where the server was down."""
    when: Callable[[], dt.datetime] = flow_run.get_scheduled_start_time
    return when()


def _created_run(flow: Flow[..., Any], name: str, key: str, parameters: dict[str, Any]) -> FlowRun:
    """Create a run through the API: the client's own method takes no idempotency key."""
    with get_client(sync_client=True) as client:
        asked = FlowRunCreate(
            flow_id=client.create_flow(flow),
            name=name,
            parameters=parameters,
            idempotency_key=key,
            tags=sorted({*flow_run.tags, TAG}),
            state=to_state_create(Pending()),
        )
        answer = client.request(
            "POST", "/flow_runs/", json=asked.model_dump(mode="json", exclude_unset=True)
        )
    return FlowRun.model_validate(answer.json())
