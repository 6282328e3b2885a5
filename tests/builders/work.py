"""Work for other processes and machines, which they import by its name."""

import os
import signal
from pathlib import Path


def killed_once(mark: Path, number: int) -> int:
    """Return `number`; the first process that is asked dies of it, leaving `mark`."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return number
    os.kill(os.getpid(), signal.SIGKILL)
    return -1
