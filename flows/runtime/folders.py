"""The folders that a run works over: those of its command, or of the `serve` that started it.

They are no parameter (contract §7): who may ask for a run may not choose what it reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from pipeline.system.settings import Settings, fixed_settings

_chosen: Final[ContextVar[Settings | None]] = ContextVar("chosen", default=None)


def settings_in_force() -> Settings:
    """Return the settings of the run under way. Raises UsageError as `settings_for`."""
    return _chosen.get() or fixed_settings()


@contextmanager
def working_over(settings: Settings) -> Iterator[None]:
    """Have the flows that are called within work over these folders."""
    token = _chosen.set(settings)
    try:
        yield
    finally:
        _chosen.reset(token)
