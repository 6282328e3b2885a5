"""Looking at the environments of all processes that a command starts, while it runs."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final

from tests.builders.running import PROGRAM

_BEAT: Final = 0.02
_PROC: Final = Path("/proc")


@dataclass
class Seen:
    """The processes that were started below some others: what they are, and what they inherited.

    commands: those that the test itself started, to which it gave their environments.
    """

    commands: dict[int, str] = field(default_factory=dict)
    started: dict[tuple[int, str], str] = field(default_factory=dict)

    def kinds(self) -> set[str]:
        """Return the command lines of what was started."""
        return {line for _, line in self.started}

    def holding(self, *words: str, without: str = "") -> dict[str, set[str]]:
        """Return the command lines of those in whose environment one of `words` stands, and which.

        without: a path in which the words do not count.
        """
        found: dict[str, set[str]] = {}
        for (_, line), environment in self.started.items():
            said = environment.replace(without, "") if without else environment
            held = {word for word in words if word in said}
            found |= {line: held} if held else {}
        return found


@contextmanager
def watched_processes() -> Iterator[Seen]:
    """Note whatever is started, by whomever this process starts, until the block ends."""
    seen, over = Seen(), Event()
    watching = Thread(target=_watch, args=(seen, os.getpid(), over), daemon=True)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()


def _watch(seen: Seen, root: int, over: Event) -> None:
    # A process is looked at twice: its parent's number may be the higher one.
    known, seen_before, looked_at = {root: 0}, set[int](), set[int]()
    while not over.is_set():
        here = {int(path.name) for path in _PROC.glob("[0-9]*")}
        for pid, parent in _parents(here - looked_at):
            if parent in known:
                known[pid] = known[parent] + 1
        for pid in sorted(here & known.keys() - {root}):
            _note(seen, pid, known[pid])
        seen_before, looked_at = here, seen_before & here
        time.sleep(_BEAT)


def _parents(processes: set[int]) -> Iterator[tuple[int, int]]:
    """Yield each of `processes` and its parent, parents first as a rule."""
    for process in sorted(processes):
        with suppress(OSError, IndexError):
            stat = (_PROC / str(process) / "stat").read_text()
            yield process, int(stat.rsplit(")", 1)[1].split()[1])


def _note(seen: Seen, pid: int, depth: int) -> None:
    with suppress(OSError):
        line = (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        if depth == 1 and str(PROGRAM) in line:
            seen.commands[pid] = line
        # Between fork and exec it still is what started it.
        elif line and line not in seen.commands.values() and (pid, line) not in seen.started:
            environment = (_PROC / str(pid) / "environ").read_bytes().decode("utf-8", "replace")
            seen.started[pid, line] = environment
