"""Processes that share the work of this one: started once, asked again and again.

Each is started afresh and never forked, because polars' threads do not survive a fork; it imports
what a piece of work needs and nothing of the program that began it, so that under Prefect it starts
as fast as from the command line. Who asks gets every result as it comes; what order they come in
must not show in what is made of them.
"""

import atexit
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from pipeline.core.errors import OurFaultError
from pipeline.core.wording import say
from pipeline.system.cluster import cluster_size, done_by_cluster
from pipeline.system.environment import plain_environment
from pipeline.system.outcomes import Fault, outcome, result_of
from pipeline.system.settings import CLUSTER, THREADS, engine, failpoint, worker_count

T = TypeVar("T")
R = TypeVar("R")
Process = subprocess.Popen[bytes]

# In isolated mode Python finds nothing of ours by itself.
_ROOT: Final = Path(__file__).resolve().parents[2]
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.system import workers; "
    "workers.main()"
)
# One that was killed from outside, as the kernel does when memory runs out, is replaced so often.
_ATTEMPTS: Final = 3
# In seconds: longer than one takes to end that waits, shorter than one takes to begin.
_MOMENT: Final = 0.5
_idle: Final[list[Process]] = []


class _Ahead:
    """In the place of an item: the function is only imported, and nobody waits for an answer."""


class _Aside:
    """In the place of an item: the function takes none, and nobody waits for an answer."""


def shared_out(
    function: Callable[[T], R], items: Sequence[T], worthwhile: bool = True
) -> Iterator[tuple[T, R]]:
    """Yield each item with what `function`, one of a module, makes of it, as they are done.

    The first begin first. Where it is not `worthwhile` to start a process, or there is only one
    core, they are done here one after the other; so they are when a test asks for a failure at some
    place, which must hit this process. Raises what `function` raises: a PeduliError as it is,
    anything else stripped to its kind and place; with a cluster also as `done_by_cluster`.
    """
    if worthwhile and engine() == CLUSTER and not failpoint():
        yield from done_by_cluster(function, items)
        return
    most = min(worker_count(), len(items))
    if not worthwhile or most < 2 or failpoint():
        yield from ((item, function(item)) for item in items)
    elif engine() == THREADS:
        yield from _as_done(most, function, items)
    else:
        yield from _as_done(most, lambda item: _asked(function, item), items)


def start_ahead(function: Callable[[T], R], pieces: int) -> None:
    """Start processes for about so many `pieces` of work: they import `function` meanwhile.

    Does nothing where `shared_out` would ask none. Nothing else may be shared out beside it.
    """
    if engine() in (CLUSTER, THREADS) or failpoint():
        return
    most = min(worker_count(), pieces)
    if most < 2:
        return
    # What cannot be started or asked now is started when it is asked, or told of then.
    with suppress(OSError):
        _idle.extend(_started() for _ in range(most - len(_idle)))
    for process in _idle:
        with suppress(OSError):
            _send(process, (function, _Ahead()))


def done_everywhere(function: Callable[[], None]) -> None:
    """Call `function`, one of a module, here and in each process that waits, without an answer.

    For what a kind of work kept ready for its next piece, when there is none. Nothing else may be
    shared out beside it. The workers of a cluster are left alone.
    """
    function()
    for process in _idle:
        # One that has ended keeps nothing.
        with suppress(OSError):
            _send(process, (function, _Aside()))


def share_count() -> int:
    """Return how many pieces of work are done side by side. Raises UsageError."""
    return cluster_size() if engine() == CLUSTER else worker_count()


def _as_done(most: int, function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[T, R]]:
    pool = ThreadPoolExecutor(most)
    try:
        waiting: dict[Future[R], T] = {pool.submit(function, item): item for item in items}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _asked(function: Callable[[T], R], item: T) -> R:
    """Have a process call `function`; one that dies over it is replaced by another."""
    for _ in range(_ATTEMPTS):
        process = _borrowed()
        try:
            answer = _answer_of(process, function, item)
        except (EOFError, OSError, pickle.UnpicklingError):
            _end(process)
            continue
        except BaseException:
            _end(process)
            raise
        _idle.append(process)
        return result_of(answer)
    raise OurFaultError(say("cli.kesalahan", jenis="KilledError", tempat=Path(__file__).name))


def _answer_of(process: Process, function: Callable[[T], R], item: T) -> R | Fault:
    if process.stdout is None:
        raise EOFError
    _send(process, (function, item))
    answer: R | Fault = pickle.load(process.stdout)  # noqa: S301 - from our own process
    return answer


def _send(process: Process, request: tuple[Callable[..., object], object]) -> None:
    if process.stdin is None:
        raise EOFError
    pickle.dump(request, process.stdin)
    process.stdin.flush()


def _borrowed() -> Process:
    while True:
        try:
            process = _idle.pop()
        except IndexError:
            return _started()
        if process.poll() is None:
            return process
        _end(process)


def _started() -> Process:
    # What a fault of ours prints may hold data of people, so nobody listens to its stderr.
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT)]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - our own script
        command, env=plain_environment(), stdin=pipe, stdout=pipe, stderr=nowhere
    )


def _end(process: Process) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


@atexit.register
def dismiss() -> None:
    """End the processes that wait for more, at once those that are still beginning."""
    for process in _idle:
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
    patience = monotonic() + _MOMENT
    while _idle:
        process = _idle.pop()
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, patience - monotonic()))
        _end(process)


def main() -> None:
    """Answer requests until the other side closes; nothing else may write where answers go."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            function, item = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started us
        except EOFError:
            return
        if isinstance(item, _Aside):
            function()
        elif not isinstance(item, _Ahead):
            pickle.dump(outcome(function, item), answers)
            answers.flush()
