"""Telling the operator where a run is, from inside a flow, without the flow knowing the screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Announce = Callable[[str], None]


def _silent(_: str) -> None:
    return None


_announce: ContextVar[Announce] = ContextVar("announce", default=_silent)


def announce(text: str) -> None:
    """Say one Indonesian line about what is being done."""
    _announce.get()(text)


@contextmanager
def announcing(listener: Announce) -> Iterator[None]:
    """Send announcements of this context to `listener`."""
    token = _announce.set(listener)
    try:
        yield
    finally:
        _announce.reset(token)
