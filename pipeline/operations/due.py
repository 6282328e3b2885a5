"""What became of each month that is due, told from outputs and inputs alone (contract §7, serve).

Prefect may have lost its memory, or take a run for living that died: neither publishes a month. So
whether a month is published, waits, was refused or was never tried is told from its manifest, its
folder and the history that lies beside the outputs.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pipeline.core.formats import moment
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.schedules import hour_after
from pipeline.operations.readiness import period_due, what_is_missing
from pipeline.operations.run_ends import (
    COMPLETED,
    CRASHED,
    OVERDUE,
    WAITING,
    RunEnd,
    ends_of_months,
)
from pipeline.publishing.manifest import published_periods
from pipeline.system.folders import last_change, month_folders
from pipeline.system.settings import Settings
from pipeline.system.sources import arrivals

PUBLISHED: Final = "terbit"
LACKING: Final = "menunggu"
REFUSED: Final = "gagal"
READY: Final = "siap"
# What failed is tried again no sooner, and only where something came in since.
REST: Final = dt.timedelta(days=1)
_MOMENT: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class DueMonth:
    """A month whose scheduled hour has passed.

    state: PUBLISHED; LACKING, its inputs are not all there; REFUSED, a run of it failed or died and
    nothing that could mend it came since; READY, it can be run. missing: a sentence each. last: how
    its last run ended, where one did. until: when the last look at its inputs is due. told: whether
    it was told that the month is overdue.
    """

    period: Period
    hour: dt.datetime
    until: dt.datetime
    state: str
    missing: tuple[str, ...] = ()
    last: RunEnd | None = None
    told: bool = False

    def overdue(self, at: dt.datetime) -> bool:
        """Tell whether the month should have been published by `at`."""
        return self.state != PUBLISHED and at >= self.until


def due_months(settings: Settings, policy: Policy, at: dt.datetime) -> list[DueMonth]:
    """Return every month that is due at `at`, oldest first, the published ones too.

    From the first published month on: what lies before it was never asked for. Where nothing is
    published the latest due month alone, once its inputs are there: a new installation starts with
    what its operator asks for.
    """
    published = set(published_periods(settings.outputs))
    last = last_due(policy, at)
    first = min(published, default=last)
    ends = ends_of_months(settings.outputs)
    months = [
        _due_month(settings, policy, Period(index), at, published, ends)
        for index in range(first.index, last.index + 1)
    ]
    return months if published else [one for one in months if one.state != LACKING]


def never_asked_for(settings: Settings) -> tuple[Period, ...]:
    """Return the months before the first published one that have a roster and iuran, oldest first.

    They are not due (see due_months), but whoever reads that all is published should know of them.
    """
    first = min(published_periods(settings.outputs), default=None)
    return tuple(
        month
        for month in month_folders(settings.inputs)
        if first is not None
        and month < first
        and None not in arrivals(settings.inputs, month).values()
    )


def next_hour(policy: Policy, at: dt.datetime) -> dt.datetime:
    """Return the next scheduled hour after `at`, in the policy's zone."""
    return hour_after(policy.jadwal.cron, policy.zone, at)


def next_run(policy: Policy, at: dt.datetime) -> str:
    """Return when the schedule comes round next, as the operator is told it."""
    return moment(next_hour(policy, at), policy.zone)


def first_hour(policy: Policy, period: Period) -> dt.datetime:
    """Return when the first scheduled run for `period` starts: in the month after it."""
    after = period.plus(1)
    begins = dt.datetime(after.year, after.month, 1, tzinfo=policy.zone)
    return hour_after(policy.jadwal.cron, policy.zone, begins - _MOMENT)


def last_due(policy: Policy, at: dt.datetime) -> Period:
    """Return the latest month whose scheduled hour has passed."""
    latest = period_due(at, policy.zone)
    return latest if first_hour(policy, latest) <= at else latest.plus(-1)


def _due_month(
    settings: Settings,
    policy: Policy,
    period: Period,
    at: dt.datetime,
    published: set[Period],
    ends: dict[str, list[RunEnd]],
) -> DueMonth:
    hour = first_hour(policy, period)
    looks = policy.jadwal.lihat_lagi_menit * policy.jadwal.lihat_lagi_kali
    facts = Facts(
        period in published,
        what_is_missing(settings.inputs, period, policy, at),
        last_change(settings, period),
        tuple(ends.get(str(period), ())),
    )
    return standing(period, hour, hour + dt.timedelta(minutes=looks), facts, at)


@dataclass(frozen=True)
class Facts:
    """What is known of a month: published or not, what it lacks, when anything came, its ends.

    changed: when an input that may bear on it last came (seconds of the epoch). ends: how its runs
    ended, oldest first, with what was told of it.
    """

    published: bool
    missing: tuple[str, ...]
    changed: float
    ends: tuple[RunEnd, ...]


def standing(
    period: Period, hour: dt.datetime, until: dt.datetime, facts: Facts, at: dt.datetime
) -> DueMonth:
    """Return how a due month stands at `at`, from facts alone."""
    tried = [end for end in facts.ends if end.akhir != OVERDUE]
    last = tried[-1] if tried else None
    told = len(tried) < len(facts.ends)
    if facts.published:
        return DueMonth(period, hour, until, PUBLISHED, (), last, told)
    state = LACKING if facts.missing else REFUSED if _in_vain(facts, last, at) else READY
    return DueMonth(period, hour, until, state, facts.missing, last, told)


def _in_vain(facts: Facts, last: RunEnd | None, at: dt.datetime) -> bool:
    """Tell whether another run would end as `last` did: nothing came, or it ended just now.

    A run that died is tried again after a rest, whether anything came or not.
    """
    if last is None or last.akhir in (COMPLETED, WAITING):
        return False
    ended = dt.datetime.fromisoformat(last.waktu)
    if at < ended + REST:
        return True
    return last.akhir != CRASHED and facts.changed <= ended.timestamp()
