"""What became of each month that is due for a fleet, told from its folders (contract §7, serve)."""

import datetime as dt
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.core.errors import PeduliError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet, Member
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import read_references
from pipeline.operations.desk import open_desk
from pipeline.operations.due import (
    LACKING,
    PUBLISHED,
    READY,
    REFUSED,
    REST,
    DueMonth,
    due_months,
    first_hour,
    last_due,
)
from pipeline.operations.fleets import is_published, member_settings
from pipeline.operations.run_ends import CRASHED, FAILED, OVERDUE, RunEnd, ends_of_months
from pipeline.system.settings import SHIPPED_REFERENCES

# What one instansi can have done outweighs what another waits for.
_NEED: Final = (READY, LACKING, REFUSED, PUBLISHED)


def fleet_policy(fleet: Fleet) -> Policy:
    """Return a policy with the fleet's calendar, of which nothing else is to be asked."""
    return _by_calendar(read_references(SHIPPED_REFERENCES).policy, fleet)


def fleet_due_months(fleet: Fleet, at: dt.datetime) -> list[DueMonth]:
    """Return every month that is due at `at` for any instansi by the fleet's calendar, in order.

    Each stands as for the instansi that needs it most. After a run of the fleet that did not end
    well another one waits a day. Where nothing of an instansi can be read its latest month counts
    as failed.
    """
    found: dict[Period, list[DueMonth]] = {}
    for member in fleet.members:
        for month in _due_months_of(member, fleet, at):
            found.setdefault(month.period, []).append(month)
    ends = ends_of_months(fleet.outputs)
    return [_together(found[period], ends.get(str(period), ()), at) for period in sorted(found)]


def _due_months_of(member: Member, fleet: Fleet, at: dt.datetime) -> list[DueMonth]:
    """Return the due months of one instansi; where nothing of it can be read, the latest as failed.

    What cannot be looked at is not well.
    """
    try:
        settings = member_settings(member)
        policy = _by_calendar(open_desk(settings).references.policy, fleet)
        return due_months(settings, policy, at)
    except (PeduliError, OSError):
        calendar = fleet_policy(fleet)
        latest = last_due(calendar, at)
        hour = first_hour(calendar, latest)
        return [DueMonth(latest, hour, hour, REFUSED)]


def due_sentence(fleet: Fleet, month: DueMonth) -> str:
    """Return which instansi have not published a due month, and the command that does."""
    lacking = [one.name for one in fleet.members if not _is_out(one, month.period)]
    return say(
        f"armada.jatuh_tempo.{month.state}",
        periode=month.period.name,
        instansi=", ".join(lacking),
        perintah=f"asn-peduli fleet {shlex.quote(fleet.file.name)} --period {month.period}",
    )


def _is_out(member: Member, period: Period) -> bool:
    try:
        return is_published(member, period)
    except (PeduliError, OSError):
        return False


def _by_calendar(policy: Policy, fleet: Fleet) -> Policy:
    return replace(policy, jadwal=fleet.jadwal, zona_waktu=fleet.zona_waktu)


def _together(months: Sequence[DueMonth], ends: Sequence[RunEnd], at: dt.datetime) -> DueMonth:
    neediest = min(months, key=lambda month: _NEED.index(month.state))
    tried = [end for end in ends if end.akhir != OVERDUE]
    last = tried[-1] if tried else None
    rests = neediest.state == READY and last is not None and _ended_badly_just_now(last, at)
    state = REFUSED if rests else neediest.state
    return replace(neediest, state=state, last=last, told=len(tried) < len(ends))


def _ended_badly_just_now(last: RunEnd, at: dt.datetime) -> bool:
    ended = dt.datetime.fromisoformat(last.waktu)
    return last.akhir in (FAILED, CRASHED) and at < ended + REST
