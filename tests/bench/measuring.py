"""What a stretch of work took, with every process that it started, those still alive too."""

import os
import resource
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processor, and the peak of memory so far in MB."""

    wall: float
    cpu: float
    memory: float


class Meter:
    """Gives the cost since it was last asked."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def lap(self) -> Cost:
        """Return the cost since the last lap."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        cost = Cost(wall - self._wall, cpu - self._cpu, peak_memory())
        self._wall, self._cpu = wall, cpu
        return cost


def cpu_seconds() -> float:
    """Return the processor's seconds of this process, those it ended, and those it started."""
    ended = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in ended) + sum(map(_seconds, _descendants()))


def peak_memory() -> float:
    """Return the peaks of this process and of those it started, added up, in MB."""
    return sum(map(_peak, [os.getpid(), *_descendants()])) / 1024


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


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
