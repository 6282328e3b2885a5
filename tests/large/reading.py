"""One file read in a process of its own; a spawned process finds nothing in __main__."""

import resource
import time
from pathlib import Path

from tests.builders.small_city import parse


def cost(path: Path) -> tuple[int, float, float, float]:
    """Return the records read, the seconds, and the peak memory in GB.

    The memory is that of this process and of its largest child.
    """
    began = time.monotonic()
    read = parse(path.read_bytes(), "iuran").rows.height
    took = time.monotonic() - began
    peaks = [
        resource.getrusage(who).ru_maxrss * 1024 / 1e9
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return read, took, peaks[0], peaks[1]
