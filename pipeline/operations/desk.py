"""What a working task has before it: its folders, and the reference files as when it began."""

import datetime as dt
from dataclasses import dataclass, field

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.references import References, read_references
from pipeline.system.settings import SHIPPED_REFERENCES, Settings


@dataclass(frozen=True)
class Desk:
    """The settings of a task and its references.

    These name people and are left out of any representation.
    """

    settings: Settings
    references: References = field(repr=False)


def open_desk(settings: Settings) -> Desk:
    """Read the references, once for a whole task: all its steps judge by the same ones.

    Raises RefusedError; where no references lie at all, it is the wrong folder that is told.
    """
    if not settings.references.is_dir():
        raise RefusedError(say("tolak.bukan_kota", folder=settings.inputs))
    return Desk(settings, read_references(settings.references, settings.policy))


def zone_of_times(settings: Settings) -> dt.tzinfo:
    """Return the zone in which times are told: the policy's, or the shipped one's."""
    try:
        return read_references(settings.references, settings.policy).policy.zone
    except RefusedError:
        return read_references(SHIPPED_REFERENCES).policy.zone
