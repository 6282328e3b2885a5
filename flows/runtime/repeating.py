"""Running again what died.

A run whose process was killed is asked for once more, and a second time, but no further.
"""

from typing import Any, Final

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Scheduled

from flows.runtime.folders import zone_in_force
from flows.runtime.runs import month_of
from pipeline.core.errors import UsageError
from pipeline.operations.run_ends import CALENDARS

_REPEATED: Final = "ulang-"
_MOST: Final = 2


def repeat(client: SyncPrefectClient, flow: Flow[..., Any], run: FlowRun) -> bool:
    """Ask Prefect to run `run` once more; tell whether it will. Asking twice for one run makes one.

    Not for a run that no deployment started, nor for one that was to send another copy of
    something: only the operator may say that again. What dies every time is given up after the
    second repetition, and what does not fit the flow at once.
    """
    repeated = sum(1 for tag in run.tags if tag.startswith(_REPEATED))
    if run.deployment_id is None or run.parameters.get("resend") or repeated >= _MOST:
        return False
    if why_unfit(flow, run):
        return False
    client.create_flow_run_from_deployment(
        run.deployment_id,
        parameters=_parameters_again(flow.name, run),
        name=run.name,
        state=Scheduled(),
        idempotency_key=f"ulang-{run.id}",
        tags=[*run.tags, f"{_REPEATED}{repeated + 1}"],
    )
    return True


def why_unfit(flow: Flow[..., Any], run: FlowRun) -> str:
    """Return why the flow as it is now does not take a run's parameters; "" when it does."""
    try:
        flow.validate_parameters(run.parameters)
    except UsageError as error:
        return str(error)
    return ""


def _parameters_again(flow_name: str, run: FlowRun) -> dict[str, Any]:
    """Return the parameters of `run`.

    One that ran by the calendar is told its month, which it took from its hour.
    """
    given = dict(run.parameters)
    if flow_name in CALENDARS and run.expected_start_time is not None and not given.get("period"):
        given["period"] = str(month_of(run, zone_in_force()))
    return given
