"""Starting the process of a run that `serve` keeps: it is handed the secrets its flow needs (§7).

They come through a pipe and stand in no environment that another process could read in /proc.
"""

from typing import Any

from prefect.flow_engine import run_flow_in_subprocess
from prefect.runner import _starter_direct

from flows.distribute import distribute
from pipeline.system.settings import secrets_of_a_month, secrets_of_sending


def hand_over_secrets() -> None:
    """Have Prefect's runner start runs by `run_with_secrets`.

    Its module says that this is how to have them started otherwise.
    """
    _starter_direct.run_flow_in_subprocess = run_with_secrets  # type: ignore[assignment,attr-defined]


def run_with_secrets(flow: Any, *, flow_run: Any, env: dict[str, str | None] | None) -> Any:
    """Start `flow` as Prefect does; only who sends knows how to sign in at the mail server."""
    needed = secrets_of_sending() if flow.name == distribute.name else secrets_of_a_month()
    return run_flow_in_subprocess(flow, flow_run=flow_run, env={**(env or {}), **needed})
