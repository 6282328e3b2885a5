"""Telling the operator where a run is, from inside a flow, without the flow knowing the screen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from pipeline.core.wording import say
from pipeline.operations.spans import MonthState

Announce = Callable[[str], None]
Fill = Callable[[float], None]
Present = Callable[[Sequence[MonthState]], None]


def _silent(_: str) -> None:
    return None


def _unfilled(_: float) -> None:
    return None


def _unseen(_: Sequence[MonthState]) -> None:
    return None


_tell: ContextVar[Announce] = ContextVar("tell", default=_silent)
_conclude: ContextVar[Announce] = ContextVar("conclude", default=_silent)
_announce: ContextVar[Announce] = ContextVar("announce", default=_silent)
_fill: ContextVar[Fill] = ContextVar("fill", default=_unfilled)
_present: ContextVar[Present] = ContextVar("present", default=_unseen)
_spoken_of: ContextVar[str] = ContextVar("spoken_of", default="")


def announce(text: str) -> None:
    """Say one Indonesian line about what is being done."""
    _announce.get()(text)


def fill(share: float) -> None:
    """Show how much of what was announced last is done, from 0 to 1."""
    _fill.get()(share)


def tell(text: str) -> None:
    """Say one Indonesian line that stays on the screen."""
    _tell.get()(text)


def conclude(text: str) -> None:
    """Say one Indonesian line about what has ended; it stays while the rest goes on."""
    _conclude.get()(text)


@contextmanager
def speaking_of(name: str) -> Iterator[None]:
    """Have each line that stays on the screen begin with whom it is about: one of several."""
    teller = _tell.get()
    tokens = _tell.set(lambda text: teller(about(text))), _spoken_of.set(name)
    try:
        yield
    finally:
        _tell.reset(tokens[0])
        _spoken_of.reset(tokens[1])


def spoken_of() -> str:
    """Return whom the lines are about, "" where there is but one."""
    return _spoken_of.get()


def about(text: str) -> str:
    """Return a line that begins with whom it is about, where there are several."""
    name = spoken_of()
    return say("armada.perihal", nama=name, pesan=text) if name else text


def present(states: Sequence[MonthState]) -> None:
    """Show the months of a backfill before they are worked on."""
    _present.get()(states)


@contextmanager
def announcing(
    listener: Announce,
    table: Present = _unseen,
    teller: Announce = _silent,
    filler: Fill = _unfilled,
    concluder: Announce = _silent,
) -> Iterator[None]:
    """Send announcements of this context to `listener`, and how far they are to `filler`.

    The months of a backfill go to `table`, what stays to `teller`, what has ended to `concluder`.
    """
    tokens = _announce.set(listener), _present.set(table), _tell.set(teller), _fill.set(filler)
    ended = _conclude.set(concluder)
    try:
        yield
    finally:
        _announce.reset(tokens[0])
        _present.reset(tokens[1])
        _tell.reset(tokens[2])
        _fill.reset(tokens[3])
        _conclude.reset(ended)
