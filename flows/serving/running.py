"""Serving the deployments: registering them, mending what a stop left, running what is due."""

import asyncio
import logging
import warnings
from uuid import UUID

from prefect.runner import Runner

from flows.cli.screen import Screen
from flows.serving.deployments import SCHEDULED, Offer, offers, registered
from flows.serving.recovery import catch_up, mend_dead_runs
from flows.serving.stored_password import move_stored_password
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.system.settings import Settings

LIMIT = 1


async def serve_deployments(
    screen: Screen, settings: Settings, policy: Policy, address: str
) -> None:
    """Register each deployment and run what is due, one at a time, until the process is to end.

    Schedules go on while nothing serves: what fell due meanwhile is run late and for its own month.
    """
    runner = Runner(name="asn-peduli", limit=LIMIT, pause_on_shutdown=False)
    served: dict[UUID, Offer] = {}
    for offer in offers(policy):
        served[await registered(runner, offer)] = offer
    [calendar] = [one for one, offer in served.items() if offer.full_name == SCHEDULED]
    flows = {identity: offer.flow for identity, offer in served.items()}
    moved = await asyncio.to_thread(move_stored_password, settings)
    if moved:
        screen.say(moved, style="yellow")
    dead = await asyncio.to_thread(mend_dead_runs, flows, settings)
    late = await asyncio.to_thread(catch_up, calendar, settings, policy)
    _say_ready(screen, policy, address, dead, late.name if late else "")
    # A run that is ended with its pipes open is nothing that the operator could mend.
    logging.getLogger("asyncio").disabled = True
    # Told to end, the runner leaves a coroutine of its own unawaited and says so on the operator's
    # screen.
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop'")
    await runner.start()


def _say_ready(screen: Screen, policy: Policy, address: str, dead: int, late: str) -> None:
    if dead:
        screen.say(say("serve.diulang", jumlah=dead), style="yellow")
    if late:
        screen.say(say("serve.terlewat", periode=late), style="yellow")
    screen.say(
        say(
            "serve.siap",
            alamat=address.removesuffix("/api"),
            cron=policy.jadwal.cron,
            zona=policy.zona_waktu,
        ),
        style="bold green",
    )
