"""Telling the operator where a run is, from inside a flow, without the flow knowing the screen."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from pipeline.operations.spans import MonthState

Announce = Callable[[str], None]
Present = Callable[[Sequence[MonthState]], None]


def _silent(_: str) -> None:
    return None


def _unseen(_: Sequence[MonthState]) -> None:
    return None


_announce: ContextVar[Announce] = ContextVar("announce", default=_silent)
_present: ContextVar[Present] = ContextVar("present", default=_unseen)


def announce(text: str) -> None:
    """Say one Indonesian line about what is being done."""
    _announce.get()(text)


def present(states: Sequence[MonthState]) -> None:
    """Show the months of a backfill before they are worked on."""
    _present.get()(states)


@contextmanager
def announcing(listener: Announce, table: Present = _unseen) -> Iterator[None]:
    """Send announcements of this context to `listener`, and the months of a backfill to `table`."""
    tokens = _announce.set(listener), _present.set(table)
    try:
        yield
    finally:
        _announce.reset(tokens[0])
        _present.reset(tokens[1])
