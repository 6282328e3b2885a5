"""What `serve` mends before it serves.

These are runs whose process died with it, and a month whose hour passed meanwhile.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import Crashed, Scheduled

from flows.runtime.hooks import tell
from flows.runtime.repeating import repeat, why_unfit
from flows.runtime.runs import TAG, folder_tag
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.operations.readiness import period_due, what_is_missing
from pipeline.operations.run_ends import CRASHED
from pipeline.publishing.manifest import current_manifest, published_periods
from pipeline.system.settings import Settings, now

_ALIVE: Final = [StateType.RUNNING.value, StateType.PENDING.value]
_DIED: Final = [*_ALIVE, StateType.CRASHED.value]
_LONG_AGO: Final = dt.timedelta(days=7)
_MOST: Final = 200
_LONGEST_MONTH: Final = dt.timedelta(days=32)


def mend_dead_runs(flows: Mapping[UUID, Flow[..., Any]], settings: Settings) -> int:
    """Ask again for what died, and mark as crashed what Prefect still takes for running.

    Give how many are repeated.

    `flows` are those that this `serve` keeps, by their deployments. Only one `serve` works
    for an outputs folder and nothing holds that folder now, so nothing of it runs; runs within
    other runs are marked, not repeated.
    """
    repeated = 0
    with get_client(sync_client=True) as client:
        recent = {
            "expected_start_time": {"after_": now() - _LONG_AGO},
            "state": {"type": {"any_": _DIED}},
        }
        for run in _runs_of_deployments(client, list(flows), recent):
            repeated += _repeat_and_mark(client, flows[run.deployment_id or UUID(int=0)], run)
        ours = {
            "tags": {"all_": [TAG]},
            "state": {"type": {"any_": _ALIVE}},
            "deployment_id": {"is_null_": True},
        }
        for run in _matching_runs(client, ours):
            if is_over(run, settings):
                client.set_flow_run_state(run.id, _crashed_state(), force=True)
    return repeated


def catch_up(scheduled: UUID, settings: Settings, policy: Policy) -> Period | None:
    """Ask for the month whose scheduled hour passed while nothing served; give it, or None.

    Only where the programme runs already, or that month's inputs are there: a new installation
    starts with what its operator asks for.
    """
    hour = _last_hour(policy, now())
    due = period_due(hour, policy.zone) if hour else None
    if hour is None or due is None or current_manifest(settings.outputs, due) is not None:
        return None
    begun = bool(published_periods(settings.outputs))
    if not begun and what_is_missing(settings.inputs, due, policy, now()):
        return None
    with get_client(sync_client=True) as client:
        since = {"expected_start_time": {"after_": hour, "before_": now()}}
        if str(due) in {
            _month_of(run, policy) for run in _runs_of_deployments(client, [scheduled], since)
        }:
            return None
        client.create_flow_run_from_deployment(
            scheduled,
            parameters={"period": str(due)},
            name=say("jalan.nama.terjadwal", periode=due, ke=1),
            idempotency_key=f"susul-jadwal-{due}",
            state=Scheduled(),
        )
    return due


def _repeat_and_mark(client: SyncPrefectClient, flow: Flow[..., Any], run: FlowRun) -> bool:
    """Repeat a dead run, then mark it, then tell.

    Whatever stops this in between is made up for at the next start.
    """
    again = repeat(client, flow, run)
    if run.state_type is not StateType.CRASHED:
        client.set_flow_run_state(run.id, _crashed_state(), force=True)
        why = say("jalan.mati_diulang" if again else "jalan.mati")
        tell(flow.name, run, CRASHED, why_unfit(flow, run) or why)
    return again


def is_over(run: FlowRun, settings: Settings) -> bool:
    """Tell whether a run is over this outputs folder: by its tag, or as earlier versions said."""
    named = run.parameters.get("outputs") == str(settings.outputs)
    return folder_tag(settings) in run.tags or named


def _crashed_state() -> State[Any]:
    return Crashed(message=say("jalan.mati"))


def _month_of(run: FlowRun, policy: Policy) -> str:
    """Return the month that a run of the calendar's deployment is for."""
    given = run.parameters.get("period")
    return str(
        given
        or (period_due(run.expected_start_time, policy.zone) if run.expected_start_time else "")
    )


def _runs_of_deployments(
    client: SyncPrefectClient, deployment_ids: list[UUID], chosen: dict[str, Any]
) -> list[FlowRun]:
    return _matching_runs(client, {"deployment_id": {"any_": deployment_ids}, **chosen})


def _matching_runs(client: SyncPrefectClient, chosen: dict[str, Any]) -> list[FlowRun]:
    wanted = FlowRunFilter.model_validate(chosen)
    return client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=_MOST
    )


def _last_hour(policy: Policy, at: dt.datetime) -> dt.datetime | None:
    """Return the last scheduled hour before `at`; None where the schedule had none in a month."""
    schedule = CronSchedule(cron=policy.jadwal.cron, timezone=policy.zona_waktu)
    hours = asyncio.run(schedule.get_dates(start=at - _LONGEST_MONTH, end=at))
    return max((hour for hour in hours if hour <= at), default=None)
