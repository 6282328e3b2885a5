"""The folders that a run works over: those of its command, or of the `serve` that started it.

They are no parameter (contract §7): who may ask for a run may not choose what it reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from pipeline.system.settings import Settings, fixed_settings, with_known_key

_chosen: Final[ContextVar[Settings | None]] = ContextVar("chosen", default=None)


def settings_in_force() -> Settings:
    """Return the settings of the run under way, with the signing key as it is known by now.

    Raises as `settings_for`: the run before this one may have made the key.
    """
    chosen = _chosen.get()
    return fixed_settings() if chosen is None else with_known_key(chosen)


@contextmanager
def working_over(settings: Settings) -> Iterator[None]:
    """Have the flows that are called within work over these folders."""
    token = _chosen.set(settings)
    try:
        yield
    finally:
        _chosen.reset(token)
