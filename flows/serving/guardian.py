"""What stays behind a moment when a run is killed, and ends the temporary Prefect server it leaves.

A process of its own that waits for its standard input to end: the kernel closes that with the run,
however it dies.
"""

import subprocess
import sys
from typing import Final

from pipeline.system.environment import plain_environment
from pipeline.system.processes import end_marked, mark_children

_watching: Final[list[subprocess.Popen[bytes]]] = []


def watch_over_children() -> None:
    """Have a guardian end what this process will have started, should it die without doing so."""
    command = [sys.executable, "-m", "flows.serving.guardian", mark_children()]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    # A session of its own: Ctrl-C is for the run, which needs the guardian most then.
    guardian = subprocess.Popen(  # noqa: S603
        command,
        env=plain_environment(),
        stdin=pipe,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    _watching.append(guardian)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end_marked(sys.argv[1])
