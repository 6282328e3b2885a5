"""Work for other processes and machines, which they import by its name."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path


def killed_once(mark: Path, number: int) -> int:
    """Return `number`; the first process that is asked dies of it, leaving `mark`."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return number
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def has_imported(module: str) -> bool:
    """Tell whether this process has imported `module` by now."""
    return module in sys.modules


class SlowlyImported:
    """Work whose import takes another process a minute."""

    def __call__(self, _: object) -> None:
        """Do nothing."""

    def __reduce__(self) -> tuple[Callable[[float], None], tuple[float]]:
        return time.sleep, (60,)
