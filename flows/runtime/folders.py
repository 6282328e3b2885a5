"""The folders that a run works over: those of its command, or of the `serve` that started it.

They are no parameter (contract §7): who may ask for a run may not choose what it reads.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pipeline.core.errors import PeduliError, UsageError
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet
from pipeline.operations.desk import open_desk, zone_of_times
from pipeline.operations.fleets import fleet_fixed, fleet_settings
from pipeline.system.settings import Settings, fixed_settings, with_known_key

_chosen: Final[ContextVar[Settings | None]] = ContextVar("chosen", default=None)
_fleet: Final[ContextVar[Fleet | None]] = ContextVar("fleet", default=None)


def settings_in_force() -> Settings:
    """Return the settings of the run under way, with the signing key as it is known by now.

    Raises as `settings_for`: the run before this one may have made the key.
    """
    chosen = _chosen.get()
    return fixed_settings(_outputs_of_instansi()) if chosen is None else with_known_key(chosen)


def _outputs_of_instansi() -> set[Path]:
    """Return the outputs of each instansi of the fixed fleet.

    None where its file has changed or is wrong by now: that is told where the fleet is asked for.
    """
    with suppress(PeduliError, OSError):
        if fleet := fleet_fixed():
            return {member.outputs for member in fleet.members}
    return set()


@contextmanager
def working_over(settings: Settings) -> Iterator[None]:
    """Have the flows that are called within work over these folders."""
    token = _chosen.set(settings)
    try:
        yield
    finally:
        _chosen.reset(token)


@contextmanager
def working_for(fleet: Fleet) -> Iterator[None]:
    """Have the fleet's flows that are called within work for this one. Raises UsageError."""
    token = _fleet.set(fleet)
    try:
        with working_over(fleet_settings(fleet)):
            yield
    finally:
        _fleet.reset(token)


def fleet_in_force() -> Fleet:
    """Return the fleet of the run under way: its command's, or that of the `serve` that started it.

    Raises UsageError when its file has changed since, RefusedError when it is wrong by now.
    """
    fleet = _fleet_if_any()
    if fleet is None:
        raise UsageError(say("armada.tanpa"))
    return fleet


def zone_in_force() -> ZoneInfo:
    """Return the zone in which the months of the run under way begin. Raises RefusedError."""
    fleet = _fleet_if_any()
    return fleet.zone if fleet else open_desk(settings_in_force()).references.policy.zone


def zone_of_telling(settings: Settings) -> dt.tzinfo:
    """Return the zone in which times are told: the fleet's, or that of the policy of `settings`."""
    with suppress(PeduliError):
        if fleet := _fleet_if_any():
            return fleet.zone
    return zone_of_times(settings)


def _fleet_if_any() -> Fleet | None:
    return _fleet.get() or fleet_fixed()
