"""Being told to end: noted wherever the signal finds the process, heeded where it can be."""

import asyncio
import signal
from types import FrameType


class Ending:
    """Whether this process was told to end (SIGTERM).

    What a signal handler raises is lost when the signal comes while a finaliser runs; so it is
    noted as well.
    """

    def __init__(self) -> None:
        self.told = False

    def listen(self) -> None:
        """From now on being told to end raises SystemExit, and is noted."""
        signal.signal(signal.SIGTERM, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.told = True
        raise SystemExit

    async def until_told(self) -> None:
        """Return when the process is told to end, at once where it was told before.

        Nothing is raised by the signal any more.
        """
        told = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
        if not self.told:
            await told.wait()
        self.told = True
