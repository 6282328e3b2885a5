"""Ctrl-C: told in one sentence, within seconds, whatever this process is doing (contract §7).

SIGINT is kept from every thread and taken by one that waits for nothing else: work in a library's
own threads, a wait for a server or a rendering that catches everything cannot delay it. All that is
written can be cut off at any instant (contract §6), so this process is not tidied up but ended.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from pipeline.system.processes import exit_at_once, kill_marked, mark_children

EXIT_INTERRUPTED: Final = 130
_SECONDS_FOR_WORK: Final = 3.0
_SECONDS_FOR_WORDS: Final = 1.0
_SHOW_CURSOR: Final = "\r\x1b[K\x1b[?25h"
_at_work: Final = threading.Lock()
_last_acts: Final[list[Callable[[], None]]] = []
_interrupted: Final = threading.Event()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have Ctrl-C wait a moment for what is done within: a message that is being handed over."""
    with _at_work:
        yield


def when_interrupted(act: Callable[[], None]) -> None:
    """Have `act` done before the end, if it takes less than a second."""
    if act not in _last_acts:
        _last_acts.append(act)


def end_on_interrupt(sentence: Callable[[], str]) -> None:
    """From now on end this process and all that it starts at Ctrl-C, with `sentence` and 130."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    mark = mark_children()
    threading.Thread(target=_wait_and_end, args=(sentence, mark), daemon=True).start()


def wait_if_interrupted() -> None:
    """Wait for the end where it has begun: no other exit code may come before it."""
    if _interrupted.is_set():
        threading.Event().wait()


def _wait_and_end(sentence: Callable[[], str], mark: str) -> None:
    signal.sigwait({signal.SIGINT})
    _interrupted.set()
    screen = _silenced_screen()
    _at_work.acquire(timeout=_SECONDS_FOR_WORK)
    acting = threading.Thread(target=_act, daemon=True)
    acting.start()
    acting.join(_SECONDS_FOR_WORDS)
    kill_marked(mark)
    cursor = _SHOW_CURSOR if os.isatty(screen) else ""
    os.write(screen, f"{cursor}{sentence()}\n".encode())
    exit_at_once(EXIT_INTERRUPTED)


def _silenced_screen() -> int:
    """Return where standard error went, and let nothing else reach it or standard output."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    screen = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    return screen


def _act() -> None:
    for act in _last_acts:
        with suppress(Exception):
            act()
