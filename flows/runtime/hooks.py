"""At a run's end: a line in the outputs folder, and a message to the operator where asked for."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Failed

from flows.runtime.folders import settings_in_force, zone_in_force
from flows.runtime.journal import write_down
from flows.runtime.messages import send_message
from flows.runtime.repeating import repeat, why_unfit
from flows.runtime.runs import month_of
from pipeline.core.errors import DiskError, PeduliError
from pipeline.core.wording import say
from pipeline.operations.run_ends import (
    CALENDARS,
    COMPLETED,
    CRASHED,
    FAILED,
    STARTED,
    WAITING,
    RunEnd,
    note_end,
)
from pipeline.system.settings import now

WAITING_NAME: Final = "Menunggu"
# Another run of the same month had asked for the next look, and its end told of it.
ASKED_NAME: Final = "Sudah dilihat"
# Prefect puts its own words and the kind of error before the sentence.
_BEFORE_THE_SENTENCE: Final = re.compile(
    r"^(?:Flow run encountered an exception|Validation of flow parameters failed with error):"
    r" (?:\w+: )?"
)


def note_started(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Say in `serve`'s log that a run has started."""
    del state
    if flow_run.parent_task_run_id is None:
        settings = settings_in_force()
        name = _month_or_name(flow.name, flow_run)
        write_down(flow_run, settings, RunEnd(_now(), flow.name, name, STARTED, ""))


def note_completed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write down that a run ended well, or that it waits for its inputs."""
    if state.name == ASKED_NAME:
        return
    tell(
        flow.name,
        flow_run,
        WAITING if state.name == WAITING_NAME else COMPLETED,
        state.message or "",
    )


def note_failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write down why a run failed, and tell the operator.

    A state holds sentences of our own only (faults.py).
    """
    tell(flow.name, flow_run, FAILED, _BEFORE_THE_SENTENCE.sub("", state.message or ""))


def note_crashed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Have a run whose process died run once more, write it down, and tell the operator.

    One that died because its parameters do not fit this version has failed, and says so.
    """
    del state
    with get_client(sync_client=True) as client:
        unfit = why_unfit(flow, flow_run)
        if unfit:
            client.set_flow_run_state(flow_run.id, Failed(message=unfit), force=True)
            tell(flow.name, flow_run, FAILED, unfit)
            return
        again = repeat(client, flow, flow_run)
    tell(flow.name, flow_run, CRASHED, say("jalan.mati_diulang" if again else "jalan.mati"))


def tell(flow_name: str, run: FlowRun, end: str, text: str) -> None:
    """Note and tell the end of a run, unless another run holds it: that one's end is told then."""
    if run.parent_task_run_id is not None:
        return
    settings = settings_in_force()
    name = _month_or_name(flow_name, run)
    ended = RunEnd(_now(), flow_name, name, end, text)
    write_down(run, settings, ended)
    note_and_send(settings.outputs, ended)


def _now() -> str:
    return now().isoformat(timespec="seconds")


def note_and_send(outputs: Path, ended: RunEnd) -> None:
    """Write an end into the history and tell the operator, even when the disk takes no line."""
    with suppress(DiskError):
        note_end(outputs, ended)
    send_message(ended)


def _month_or_name(flow_name: str, run: FlowRun) -> str:
    """Return the month that a run is about; its name is Prefect's own where it died at once."""
    asked = run.parameters
    month = asked.get("period") or asked.get("periode")
    if month:
        return str(month)
    if flow_name in CALENDARS:
        with suppress(PeduliError):
            return str(month_of(run, zone_in_force()))
    return (
        say("jalan.nama.susulan", awal=asked["first"], akhir=asked["last"])
        if "first" in asked
        else run.name
    )
