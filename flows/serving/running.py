"""Serving the deployments: registering them, mending what a stop left, running what is due."""

import asyncio
import logging
from dataclasses import dataclass
from uuid import UUID

from prefect.runner import Runner

from flows.cli.screen import Screen
from flows.serving.deployments import (
    FLEET_SCHEDULED,
    OF_A_FLEETS_MONTH,
    OF_A_MONTH,
    SCHEDULED,
    Offer,
    offers,
    registered,
)
from flows.serving.ending import Ending
from flows.serving.fleet_watch import FleetWatch
from flows.serving.handing_over import hand_over_secrets
from flows.serving.reconciliation import Watch
from flows.serving.recovery import mend_dead_runs, retire_unknown_deployments
from flows.serving.stored_password import move_stored_password
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet
from pipeline.knowledge.policy import Policy
from pipeline.system.environment import withhold_sign_in
from pipeline.system.settings import Settings

LIMIT = 1


class _UnsignalledRunner(Runner):
    def handle_sigterm(self, *_: object) -> None:
        """Leave it to `Ending`: the loop hears of the signal, whoever handles it.

        What Prefect raises here may be lost.
        """


@dataclass(frozen=True)
class Service:
    """Where the deployments are served: for whom, and on whose server."""

    screen: Screen
    settings: Settings
    calendar: Policy | Fleet
    address: str
    own_server: bool


async def serve_deployments(service: Service, ending: Ending) -> None:
    """Register each deployment and run what is due, one at a time, until the process is to end.

    Schedules go on while nothing serves: what fell due meanwhile is run late and for its own month.
    On a server of our own nobody else's deployments bear our tag, so unknown ones are retired.
    """
    withhold_sign_in()
    hand_over_secrets()
    runner = _UnsignalledRunner(name="asn-peduli", limit=LIMIT, pause_on_shutdown=False)
    work = asyncio.create_task(_serve(runner, service))
    told = asyncio.create_task(ending.until_told())
    await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if work.done():
        await work
    else:
        await _end(runner, work)


async def _end(runner: Runner, work: asyncio.Task[None]) -> None:
    """Have what runs end as it is told to, then what waits for more."""
    if runner.started:
        await runner.astop()
    else:
        work.cancel()
    await asyncio.wait({work})


async def _serve(runner: Runner, service: Service) -> None:
    screen, settings = service.screen, service.settings
    served: dict[UUID, Offer] = {}
    for offer in offers(service.calendar):
        served[await registered(runner, offer)] = offer
    if service.own_server:
        for name, count in await asyncio.to_thread(retire_unknown_deployments, list(served)):
            screen.say(say("serve.deployment_lama", nama=name, jumlah=count), style="yellow")
    moved = await asyncio.to_thread(move_stored_password, settings)
    if moved:
        screen.say(moved, style="yellow")
    flows = {identity: offer.flow for identity, offer in served.items()}
    dead = await asyncio.to_thread(mend_dead_runs, flows, settings)
    watch = _watch(service, served)
    await asyncio.to_thread(watch.look)
    _say_ready(service, dead)
    # A run that is ended with its pipes open is nothing that the operator could mend.
    logging.getLogger("asyncio").disabled = True
    looking = asyncio.create_task(watch.keep_looking())
    try:
        await runner.start()
    finally:
        looking.cancel()


def _watch(service: Service, served: dict[UUID, Offer]) -> Watch:
    fleet = service.calendar if isinstance(service.calendar, Fleet) else None
    scheduled, names = (FLEET_SCHEDULED, OF_A_FLEETS_MONTH) if fleet else (SCHEDULED, OF_A_MONTH)
    [calendar] = [one for one, offer in served.items() if offer.full_name == scheduled]
    of_a_month = {one: offer.flow for one, offer in served.items() if offer.full_name in names}
    settings, tell = service.settings, service.screen.say
    if fleet is None:
        return Watch(settings, calendar, of_a_month, tell)
    return FleetWatch(settings, calendar, of_a_month, tell, fleet=fleet)


def _say_ready(service: Service, dead: int) -> None:
    screen, calendar = service.screen, service.calendar
    if dead:
        screen.say(say("serve.diulang", jumlah=dead), style="yellow")
    screen.say(
        say(
            "serve.siap",
            alamat=service.address.removesuffix("/api"),
            cron=calendar.jadwal.cron,
            zona=calendar.zona_waktu,
        ),
        style="bold green",
    )
