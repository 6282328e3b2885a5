"""The deployments: what Prefect runs by calendar, and what an operator starts on its pages."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from prefect.client.schemas.schedules import CronSchedule
from prefect.runner import Runner
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.distribute import distribute
from flows.fleet import fleet, fleet_scheduled
from flows.monthly import monthly
from flows.runtime.own_flow import OwnFlow
from flows.runtime.runs import TAG
from flows.scheduled import scheduled
from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet
from pipeline.knowledge.policy import Policy

SCHEDULED: Final = "laporan-terjadwal/bulanan"
# Those whose runs are about one month each.
OF_A_MONTH: Final = (SCHEDULED, "laporan-bulanan/satu-bulan")
FLEET_SCHEDULED: Final = "laporan-armada-terjadwal/bulanan"
OF_A_FLEETS_MONTH: Final = (FLEET_SCHEDULED, "laporan-armada/satu-bulan")


@dataclass(frozen=True)
class Offer:
    """One deployment: a flow of ours under a name, with its schedule, where it has one."""

    flow: OwnFlow[..., Any]
    name: str
    description: str
    schedule: Schedule | None = None

    @property
    def full_name(self) -> str:
        """The name by which Prefect knows it."""
        return f"{self.flow.name}/{self.name}"

    @property
    def entrypoint(self) -> str:
        """Where a worker of Prefect's own finds the flow."""
        return f"{self.flow.__module__}.{self.flow.fn.__name__}"


def offers(calendar: Policy | Fleet) -> list[Offer]:
    """Return every deployment by the calendar of a policy or a fleet.

    Raises RefusedError when its cron is none.
    """
    if isinstance(calendar, Fleet):
        return [
            Offer(fleet_scheduled, "bulanan", say("alur.armada_terjadwal"), schedule(calendar)),
            Offer(fleet, "satu-bulan", say("alur.armada")),
        ]
    return [
        Offer(scheduled, "bulanan", say("alur.terjadwal"), schedule(calendar)),
        Offer(monthly, "satu-bulan", say("alur.bulanan")),
        Offer(backfill, "beberapa-bulan", say("alur.susulan")),
        Offer(distribute, "kepada-sekretaris", say("alur.kirim")),
    ]


async def registered(runner: Runner, offer: Offer) -> UUID:
    """Make `offer` known to the server and have `runner` run its flow: the one that is here.

    What somebody writes into the deployment on the server is never loaded or run.
    """
    return await runner.aadd_flow(
        offer.flow,
        name=offer.name,
        description=offer.description,
        schedule=offer.schedule,
        parameters={},
        tags=[TAG],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def schedule(calendar: Policy | Fleet) -> Schedule:
    """Return the calendar's schedule in its time zone. Raises RefusedError."""
    cron, zone = calendar.jadwal.cron, calendar.zona_waktu
    try:
        CronSchedule(cron=cron, timezone=zone)
    except ValueError:
        raise RefusedError(say("tolak.cron", nilai=cron)) from None
    return Cron(cron, timezone=zone)
