"""Where the program begins: Ctrl-C is answered from here on, before anything slow is imported."""

import sys
from typing import Final

from pipeline.system.interruption import end_on_interrupt, wait_if_interrupted

# It is ended like any service: its runs, server and schedule have an order in which they stop.
_ENDS_ITSELF: Final = "serve"
_CONTINUED: Final = "send"


def main() -> None:
    """Run the command line and exit with the contract's code."""
    command = next(iter(sys.argv[1:]), "")
    if command != _ENDS_ITSELF:
        end_on_interrupt(lambda: _last_sentence(command))
    from flows.cli.app import main as run_command_line

    try:
        run_command_line()
    finally:
        wait_if_interrupted()


def _last_sentence(command: str) -> str:
    from pipeline.core.wording import say

    return say("cli.dihentikan_kirim" if command == _CONTINUED else "cli.dihentikan")
