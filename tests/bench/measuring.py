"""What a stretch of work took, with every process that it started, those still alive too."""

import os
import resource
import threading
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_BEAT = 0.1


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processor, and the most memory at one moment so far in MB."""

    wall: float
    cpu: float
    memory: float


class Meter:
    """Gives the cost since it was last asked."""

    def __init__(self) -> None:
        self._memory = _Watch()
        self._memory.start()
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def lap(self) -> Cost:
        """Return the cost since the last lap."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        cost = Cost(wall - self._wall, cpu - self._cpu, self._memory.most)
        self._wall, self._cpu = wall, cpu
        return cost


class _Watch(threading.Thread):
    """Looks again and again at how much memory all processes hold together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = memory_now()

    def run(self) -> None:
        while True:
            self.most = max(self.most, memory_now())
            time.sleep(_BEAT)


def cpu_seconds() -> float:
    """Return the processor's seconds of this process, those it ended, and those it started."""
    ended = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in ended) + sum(map(_seconds, _descendants()))


def memory_now() -> float:
    """Return what this process and those it started hold now, added up, in MB.

    What they share is counted for each.
    """
    return sum(map(_held, [os.getpid(), *_descendants()])) / 2**20


def _descendants() -> list[int]:
    parents = {
        int(path.name): int(fields[1])
        for path in Path("/proc").glob("[0-9]*")
        if (fields := _stat(int(path.name)))
    }
    found, last = [], [os.getpid()]
    while last:
        last = [pid for pid, parent in parents.items() if parent in last]
        found += last
    return found


def _stat(pid: int) -> list[str]:
    try:
        return (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return []


def _seconds(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _held(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(fields[1]) * _PAGE
