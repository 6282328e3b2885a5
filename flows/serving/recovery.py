"""What `serve` mends before it serves: runs whose process died with it."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

from flows.runtime.hooks import tell
from flows.runtime.repeating import repeat, why_unfit
from flows.runtime.runs import TAG, folder_tag
from pipeline.core.wording import say
from pipeline.operations.run_ends import CRASHED
from pipeline.system.settings import Settings, now

_ALIVE: Final = [StateType.RUNNING.value, StateType.PENDING.value]
_LONG_AGO: Final = dt.timedelta(days=7)
_MOST: Final = 200


def mend_dead_runs(flows: Mapping[UUID, Flow[..., Any]], settings: Settings) -> int:
    """Ask again for what died, and mark as crashed what Prefect still takes for running.

    Give how many are repeated.

    `flows` are those that this `serve` keeps, by their deployments. Only one `serve` works
    for an outputs folder and nothing holds that folder now, so nothing of it runs; runs within
    other runs are marked, not repeated.
    """
    with get_client(sync_client=True) as client:
        dead = [
            run for chosen in _died() for run in _runs_of_deployments(client, list(flows), chosen)
        ]
        again = [
            _repeat_and_mark(client, flows[run.deployment_id or UUID(int=0)], run) for run in dead
        ]
        ours = {
            "tags": {"all_": [TAG]},
            "state": {"type": {"any_": _ALIVE}},
            "deployment_id": {"is_null_": True},
        }
        for run in _matching_runs(client, ours):
            if is_over(run, settings):
                client.set_flow_run_state(run.id, _crashed_state(), force=True)
    return sum(again)


def retire_unknown_deployments(known: Collection[UUID]) -> list[tuple[str, int]]:
    """End the deployments of ours that this version does not know, as a renamed one; give them.

    Each with the number of its runs that waited and are cancelled: nothing would ever take them up.
    Their months are looked after like every other.
    """
    ended = []
    with get_client(sync_client=True) as client:
        ours = DeploymentFilter.model_validate({"tags": {"all_": [TAG]}})
        for one in client.read_deployments(deployment_filter=ours):
            if one.id not in known:
                waiting = {"state": {"type": {"any_": [StateType.SCHEDULED.value]}}}
                runs = _runs_of_deployments(client, [one.id], waiting)
                for run in runs:
                    client.set_flow_run_state(run.id, Cancelled(), force=True)
                client.delete_deployment(one.id)
                ended.append((one.name, len(runs)))
    return ended


def _repeat_and_mark(client: SyncPrefectClient, flow: Flow[..., Any], run: FlowRun) -> bool:
    """Repeat a dead run, then mark it, then tell.

    Whatever stops this in between is made up for at the next start.
    """
    again = repeat(client, flow, run)
    if run.state_type is not StateType.CRASHED:
        mark_crashed(client, flow, run, again)
    return again


def is_over(run: FlowRun, settings: Settings) -> bool:
    """Tell whether a run is over this outputs folder: by its tag, or as earlier versions said."""
    named = run.parameters.get("outputs") == str(settings.outputs)
    return folder_tag(settings) in run.tags or named


def _died() -> Iterator[dict[str, Any]]:
    """Yield what chooses the runs that died: all that claim to live, however old, then the crashed.

    A crash of long ago was answered then, or the operator went on without it.
    """
    yield {"state": {"type": {"any_": _ALIVE}}}
    yield {
        "expected_start_time": {"after_": now() - _LONG_AGO},
        "state": {"type": {"any_": [StateType.CRASHED.value]}},
    }


def mark_crashed(
    client: SyncPrefectClient, flow: Flow[..., Any], run: FlowRun, again: bool
) -> None:
    """Have Prefect know that a run died, and tell the operator why and whether it is done again."""
    client.set_flow_run_state(run.id, _crashed_state(), force=True)
    why = say("jalan.mati_diulang" if again else "jalan.mati")
    tell(flow.name, run, CRASHED, why_unfit(flow, run) or why)


def _crashed_state() -> State[Any]:
    return Crashed(message=say("jalan.mati"))


def _runs_of_deployments(
    client: SyncPrefectClient, deployment_ids: list[UUID], chosen: dict[str, Any]
) -> list[FlowRun]:
    return _matching_runs(client, {"deployment_id": {"any_": deployment_ids}, **chosen})


def _matching_runs(client: SyncPrefectClient, chosen: dict[str, Any]) -> list[FlowRun]:
    wanted = FlowRunFilter.model_validate(chosen)
    return client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=_MOST
    )
