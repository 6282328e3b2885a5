"""How far a long piece of work is, and about how long the rest of it takes, in a sentence."""

from collections.abc import Callable
from typing import Final

from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.system.settings import stopwatch

# Before that, the pace of the first pieces says little of the others.
_EARLY: Final = 3.0
_MINUTE: Final = 60
_HOUR: Final = 3600


def unwatched(_: float) -> None:
    """Take note of no share."""


class Pace:
    """Counts pieces of work, and tells after each: done, all, and the time left.

    `key` is a sentence with {selesai}, {jumlah} and {sisa}; `weights` are how much each piece is,
    in any unit, in sum. `watch` is told the share of all that is done, from 0 to 1.
    """

    def __init__(
        self,
        key: str,
        of: int,
        announce: Callable[[str], None],
        watch: Callable[[float], None],
        weight: float | None = None,
    ) -> None:
        self._key, self._of, self._announce, self._watch = key, of, announce, watch
        self._weight = float(of) if weight is None else weight
        self._done, self._worked = 0, 0.0
        self._begun = stopwatch()
        self._tell()

    def advance(self, pieces: int = 1, weight: float | None = None) -> None:
        """Count `pieces` more, that weigh `weight`."""
        self._done += pieces
        self._worked += pieces if weight is None else weight
        self._tell()

    @property
    def share(self) -> float:
        """How much of all is done, from 0 to 1."""
        return min(1.0, self._worked / self._weight) if self._weight else 1.0

    def _tell(self) -> None:
        said = {"selesai": number(self._done), "jumlah": number(self._of), "sisa": self._left()}
        self._announce(say(self._key, **said))
        self._watch(self.share)

    def _left(self) -> str:
        taken, share = stopwatch() - self._begun, self.share
        if taken < _EARLY or not 0 < share < 1:
            return ""
        return say("langkah.sisa", lama=rough_time(taken / share - taken))


def rough_time(seconds: float) -> str:
    """Return a time as a person would say it: in tens of seconds, in minutes, or in hours."""
    tens = max(1, round(seconds / 10))
    if 10 * tens < _MINUTE:
        return say("langkah.detik", jumlah=number(10 * tens))
    if seconds < _HOUR:
        return say("langkah.menit", jumlah=number(round(seconds / _MINUTE)))
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    return say("langkah.jam", jumlah=number(hours), menit=number(minutes))
