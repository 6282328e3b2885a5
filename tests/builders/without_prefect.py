"""The commands in this process and their flows as plain functions.

This is what they do, without the time that Prefect takes.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final
from unittest.mock import MagicMock, patch

import pytest

from flows.cli.app import answer

_TOLD_TO_PREFECT: Final = frozenset({"flow_run", "name_run"})
_SHOWN_ON_ITS_PAGES: Final = "flows.runtime.artifacts"


def answered(
    *words: str | Path, typed: str = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Give a command in this process; `typed` is what the operator types.

    As `running.asn_peduli`, without a process.
    """
    given = list(map(str, words))
    out, err = io.StringIO(), io.StringIO()
    with (
        chdir(cwd or Path.cwd()),
        patch.object(sys, "stdin", io.StringIO(typed)),
        patch.dict("os.environ", {"COLUMNS": "100", **environment}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = answer(given)
    return subprocess.CompletedProcess(given, code, out.getvalue(), err.getvalue())


@contextmanager
def without_prefect() -> Iterator[None]:
    """Leave Prefect out of every flow that is called within."""
    with pytest.MonkeyPatch.context() as patched:
        leave_prefect_out(patched)
        yield


def leave_prefect_out(patch: pytest.MonkeyPatch) -> None:
    """Let flows and tasks run as the plain functions that they are."""
    from prefect import Flow, Task

    from flows import backfill, distribute, fleet, monthly
    from flows.serving import stored_password

    for module in (monthly, distribute, backfill, fleet):
        for name, held in list(vars(module).items()):
            if isinstance(held, (Flow, Task)):
                patch.setattr(module, name, held.fn)
            elif name in _TOLD_TO_PREFECT or _is_shown_on_its_pages(held):
                patch.setattr(module, name, MagicMock())
        # Called as a function, a flow gives its state; the commands are used to its result.
        patch.setattr(module, "Completed", lambda message, data: data)
    patch.setattr(backfill, "keyed_run", lambda flow, name, key, parameters: flow(**parameters))
    patch.setattr(stored_password, "move_stored_password", lambda settings: "")
    # Nobody needs to watch over a server that nobody starts. Prefect is imported already and does
    # not see this.
    patch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")


def _is_shown_on_its_pages(held: object) -> bool:
    return getattr(held, "__module__", "") == _SHOWN_ON_ITS_PAGES
