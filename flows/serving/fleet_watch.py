"""Looking after the due months of a fleet: one that some instansi lacks is run, or named."""

import datetime as dt
from dataclasses import dataclass, field

from flows.serving.reconciliation import Watch
from pipeline.knowledge.fleet_file import Fleet
from pipeline.knowledge.policy import Policy
from pipeline.operations.due import DueMonth
from pipeline.operations.fleet_due import due_sentence, fleet_due_months, fleet_policy
from pipeline.operations.run_ends import FLEET_CALENDAR


@dataclass(kw_only=True)
class FleetWatch(Watch):
    """Looks after a fleet as `Watch` does after one instansi; `fleet` is as it was fixed."""

    fleet: Fleet = field(repr=False)
    calendar: str = FLEET_CALENDAR

    def due(self, at: dt.datetime) -> tuple[Policy, list[DueMonth]]:
        """Return what stands for the fleet's calendar, and every month that is due at `at`."""
        return fleet_policy(self.fleet), fleet_due_months(self.fleet, at)

    def sentence(self, month: DueMonth, policy: Policy) -> str:
        """Return which instansi a due month still lacks."""
        del policy
        return due_sentence(self.fleet, month)
