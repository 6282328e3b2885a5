"""What `serve` mends before it serves: runs whose process died with it, and a month whose hour passed meanwhile."""

import asyncio
import datetime as dt
from typing import Any, Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.server.schemas.schedules import CronSchedule
from prefect.states import Crashed, Scheduled

from flows.messages import send_message
from pipeline.history import CRASHED, RunEnd, note_end
from pipeline.manifest import current_manifest, published_periods
from pipeline.periods import Period
from pipeline.policy import Policy
from pipeline.readiness import period_due, what_is_missing
from pipeline.rendering.wording import say
from pipeline.settings import Settings, now

_ALIVE: Final = [StateType.RUNNING.value, StateType.PENDING.value]
_MOST: Final = 200
_LONGEST_MONTH: Final = dt.timedelta(days=32)


def mend_dead_runs(deployment_ids: dict[str, UUID], scheduled: UUID, settings: Settings, policy: Policy) -> int:
    """Mark as crashed what Prefect still takes for running, and ask for each again; give how many there were.

    `deployment_ids` are those that this `serve` keeps, `scheduled` the one that runs by the calendar. Only one `serve`
    works for an outputs folder, so nothing of its deployments runs while it starts.
    """
    with get_client(sync_client=True) as client:
        dead = _runs(client, list(deployment_ids.values()), {"state": {"type": {"any_": _ALIVE}}})
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message=say("jalan.mati")), force=True)
            _tell(run, deployment_ids, settings)
            _again(client, run, policy if run.deployment_id == scheduled else None)
    return len(dead)


def catch_up(scheduled: UUID, settings: Settings, policy: Policy) -> Period | None:
    """Ask for the month whose scheduled hour passed while nothing served; give it, or None.

    Only where the programme runs already, or that month's inputs are there: a new installation starts with what its
    operator asks for.
    """
    hour = _last_hour(policy, now())
    due = period_due(hour, policy.zone) if hour else None
    if hour is None or due is None or current_manifest(settings.outputs, due) is not None:
        return None
    begun = bool(published_periods(settings.outputs))
    if not begun and what_is_missing(settings.inputs, due, policy.jadwal, now()):
        return None
    with get_client(sync_client=True) as client:
        since = {"expected_start_time": {"after_": hour, "before_": now()}}
        if _runs(client, [scheduled], since):
            return None
        client.create_flow_run_from_deployment(
            scheduled, parameters={"period": str(due)}, name=say("jalan.nama.terjadwal", periode=due, ke=1),
            idempotency_key=f"susul-jadwal-{due}", state=Scheduled(),
        )  # fmt: skip
    return due


def _runs(client: SyncPrefectClient, deployment_ids: list[UUID], chosen: dict[str, Any]) -> list[FlowRun]:
    wanted = FlowRunFilter.model_validate({"deployment_id": {"any_": deployment_ids}, **chosen})
    return client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=_MOST)


def _again(client: SyncPrefectClient, run: FlowRun, calendar: Policy | None) -> None:
    """Ask for `run` once more. One that ran by the calendar is told its month, which it took from its hour."""
    parameters = dict(run.parameters)
    if calendar is not None and run.expected_start_time is not None and not parameters.get("period"):
        parameters["period"] = str(period_due(run.expected_start_time, calendar.zone))
    if run.deployment_id is not None:
        client.create_flow_run_from_deployment(
            run.deployment_id, parameters=parameters, name=run.name, idempotency_key=f"ulang-{run.id}",
            state=Scheduled(), tags=run.tags,
        )  # fmt: skip


def _tell(run: FlowRun, deployment_ids: dict[str, UUID], settings: Settings) -> None:
    flow = next((name.split("/")[0] for name, known in deployment_ids.items() if known == run.deployment_id), "")
    ended = RunEnd(now().isoformat(timespec="seconds"), flow, run.name, CRASHED, say("jalan.mati_diulang"))
    note_end(settings.outputs, ended)
    send_message(ended)


def _last_hour(policy: Policy, at: dt.datetime) -> dt.datetime | None:
    """Return the last scheduled hour before `at`; None where the schedule had none in a month."""
    schedule = CronSchedule(cron=policy.jadwal.cron, timezone=policy.zona_waktu)
    hours = asyncio.run(schedule.get_dates(start=at - _LONGEST_MONTH, end=at))
    return max((hour for hour in hours if hour <= at), default=None)
