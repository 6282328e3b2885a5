"""Starts runs as processes forked from one that has imported everything: a start costs nothing.

Takes lines of JSON: what to do ("run" or "prune"), folders, as_of, the failpoint, after how many
seconds to kill. Answers each with how the process ended. Nothing here uses polars before it forks:
its threads do not survive that.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from pipeline.operations import months
from pipeline.operations.repairs import REPAIRS, Repair, write_repairs
from pipeline.publishing.pruning import beyond_newest, finish, periods_of, prune
from pipeline.system.files import private_by_default, write_private
from pipeline.system.locks import exclusive
from pipeline.system.settings import FAILPOINT_VARIABLE, Settings
from tests.builders.crash_city import read_what_never_changes, run, use_plain_documents

_LONGEST = 60.0


def main() -> None:
    """Answer requests until there are no more."""
    private_by_default()
    use_plain_documents(pytest.MonkeyPatch())
    read_what_never_changes()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(wish: dict[str, Any]) -> dict[str, Any]:
    child = os.fork()
    if child == 0:
        os._exit(_do(wish))
    started = time.monotonic()
    limit = _LONGEST if wish["after"] is None else wish["after"]
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        took = time.monotonic() - started
        if pid:
            return {"ended": os.waitstatus_to_exitcode(status), "took": took}
        if took > limit:
            os.kill(child, signal.SIGKILL)
            limit = _LONGEST * 2
        time.sleep(0.001)


def _do(wish: dict[str, Any]) -> int:
    os.environ[FAILPOINT_VARIABLE] = wish["fail"]
    settings = Settings(Path(wish["inputs"]), Path(wish["outputs"]))
    if wish["assessed"]:
        _judged_already(Path(wish["assessed"]), reading="cache" in wish["fail"])
    try:
        _DO[wish["do"]](settings)
    except Exception as error:  # noqa: BLE001 - the other side wants to know which
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def _judged_already(assessed: Path, reading: bool) -> None:
    """Take a month judged once: judging writes nothing, many runs differ only in where they die."""

    def copied(_: object, folder: Path) -> None:
        for path in sorted(assessed.iterdir()):
            write_private(folder / path.name, path.read_bytes())

    put: dict[str, Callable[..., None]] = {
        "judge_month": lambda desk, stock: None,
        "save_month": copied,
    }
    if not reading:
        put["read_all"] = lambda desk, stock, announce: None
    for name, instead in put.items():
        setattr(months, name, instead)


def _prune(settings: Settings) -> None:
    with exclusive(settings.outputs, "sedang dipakai", "prune --keep 1"):
        finish(settings)
        prune(
            settings,
            beyond_newest(settings, periods_of(settings.outputs, None), 1, "prune --keep 1"),
        )


def _accept(settings: Settings) -> None:
    write_repairs(settings, REPAIRS, [Repair("", "Badu", "199001012015041001")])


_DO: Final[dict[str, Callable[[Settings], object]]] = {
    "run": run,
    "prune": _prune,
    "accept": _accept,
}


if __name__ == "__main__":
    main()
