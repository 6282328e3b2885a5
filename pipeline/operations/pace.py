"""How far a long piece of work is, and about how long the rest of it takes, in a sentence."""

from collections.abc import Callable
from typing import Final

from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.system.settings import stopwatch

# Before that, the pace of the first pieces says little of the others.
_EARLY: Final = 3.0
# A line for each of many small pieces would hide, in a pipe, all that is said besides.
_BETWEEN_LINES: Final = 2.0
_MINUTE: Final = 60
_HOUR: Final = 3600


def unwatched(_: float) -> None:
    """Take note of no share."""


class Pace:
    """Counts pieces of work, and tells now and then: done, all, and the time left.

    The first and the last line always, between them one in two seconds at most; none of no pieces.

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
        self._begun = self._told_at = stopwatch()
        self._tell_line(stopwatch())

    def advance(self, pieces: int = 1, weight: float | None = None) -> None:
        """Count `pieces` more, that weigh `weight`."""
        self._done += pieces
        self._worked += pieces if weight is None else weight
        self._watch(self.share)
        at = stopwatch()
        if self._done >= self._of or at - self._told_at >= _BETWEEN_LINES:
            self._tell_line(at)

    @property
    def share(self) -> float:
        """How much of all is done, from 0 to 1."""
        return min(1.0, self._worked / self._weight) if self._weight else 1.0

    def _tell_line(self, at: float) -> None:
        if not self._of:
            return
        said = {"selesai": number(self._done), "jumlah": number(self._of)}
        self._announce(say(self._key, **said, sisa=self._time_left(at)))
        self._told_at = at

    def _time_left(self, at: float) -> str:
        taken, share = at - self._begun, self.share
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
