"""Processes: our own end, those that we start, and whether one lives."""

import gc
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

MARK_VARIABLE: Final = "ASN_PEDULI_ANAK_DARI"

_PATIENCE: Final = 5.0


def lives(pid: int) -> bool:
    """Tell whether the process `pid` of this machine lives; where that cannot be told, it does."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage while what stays to the end is imported, nor later in what is there then.

    To look takes a quarter of the time in which Prefect's server is imported, and a tenth of what
    its client takes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def end_at_once() -> None:
    """Kill this process as a power cut would: no clean-up, no last words."""
    os.kill(os.getpid(), signal.SIGKILL)


def exit_at_once(code: int) -> NoReturn:
    """End this process without tidying up: for when what would have to be waited for is gone."""
    os._exit(code)


def mark_children() -> str:
    """Mark, in their environment, the processes that this one starts from now on.

    Return the mark: one for all that a process starts.
    """
    if not os.environ.get(MARK_VARIABLE, "").startswith(f"{os.getpid()}-"):
        os.environ[MARK_VARIABLE] = f"{os.getpid()}-{time.time_ns()}"
    return os.environ[MARK_VARIABLE]


def kill_marked(mark: str) -> None:
    """Kill every process that bears `mark`, but not this one, until none is left."""
    deadline = time.monotonic() + 1
    while (marked := _pids_marked(mark)) and time.monotonic() < deadline:
        for pid in marked:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def end_marked(mark: str) -> None:
    """End every process that bears `mark`, but not this one.

    Those that do not end in a few seconds are killed.
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        marked = _pids_marked(mark)
        for pid in marked:
            with suppress(OSError):
                os.kill(pid, number)
        deadline = time.monotonic() + _PATIENCE
        while _pids_marked(mark) and time.monotonic() < deadline:
            time.sleep(0.05)


def _pids_marked(mark: str) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{MARK_VARIABLE}={mark}".encode() in (process / "environ").read_bytes().split(
                b"\0"
            ):
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]
