"""What happens when a run ends: a line in the outputs folder, and a message to the operator where one is asked for."""

import re
from pathlib import Path
from typing import Any, Final

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State

from flows.messages import send_message
from pipeline.history import COMPLETED, CRASHED, FAILED, WAITING, RunEnd, note_end
from pipeline.rendering.wording import say
from pipeline.settings import now, settings_for

WAITING_NAME: Final = "Menunggu"
# Prefect puts its own words and the kind of error before the sentence.
_BEFORE_THE_SENTENCE: Final = re.compile(r"^Flow run encountered an exception: (?:\w+: )?")


def note_completed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write down that a run ended well, or that it waits for its inputs."""
    _note(flow, flow_run, WAITING if state.name == WAITING_NAME else COMPLETED, state.message or "")


def note_failed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write down why a run failed, and tell the operator: a state holds sentences of our own only (faults.py)."""
    _note(flow, flow_run, FAILED, _BEFORE_THE_SENTENCE.sub("", state.message or ""))


def note_crashed(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Write down that a run's process died, and tell the operator."""
    del state
    _note(flow, flow_run, CRASHED, say("jalan.mati"))


def _note(flow: Flow[..., Any], run: FlowRun, end: str, text: str) -> None:
    """Note the end of a run, unless another run holds it: that one's end is told then."""
    if run.parent_task_run_id is not None:
        return
    folders = [Path(run.parameters.get(name, name)) for name in ("inputs", "outputs")]
    ended = RunEnd(now().isoformat(timespec="seconds"), flow.name, run.name, end, text)
    note_end(settings_for(*folders).outputs, ended)
    send_message(ended)
