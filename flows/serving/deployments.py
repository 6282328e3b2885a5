"""The deployments: what Prefect runs by calendar, and what an operator starts on its pages."""

from typing import Any, Final

from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.distribute import distribute
from flows.monthly import monthly
from flows.runtime.runs import TAG
from flows.scheduled import scheduled
from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.system.settings import Settings

SCHEDULED: Final = "laporan-terjadwal/bulanan"
# Those whose runs are about one month each.
OF_A_MONTH: Final = (SCHEDULED, "laporan-bulanan/manual")


def deployments(settings: Settings, policy: Policy) -> list[RunnerDeployment]:
    """Return every deployment over the folders of `settings`.

    Raises RefusedError when the policy's cron is none.

    A module entrypoint, because the files of an installed program have no path relative to where it
    is started.
    """
    common: dict[str, Any] = {
        "parameters": {"inputs": str(settings.inputs), "outputs": str(settings.outputs)},
        "tags": [TAG],
        "entrypoint_type": EntrypointType.MODULE_PATH,
    }
    return [
        RunnerDeployment.from_flow(
            scheduled,
            "bulanan",
            schedule=schedule(policy),
            description=say("alur.terjadwal"),
            **common,
        ),
        RunnerDeployment.from_flow(monthly, "manual", description=say("alur.bulanan"), **common),
        RunnerDeployment.from_flow(backfill, "manual", description=say("alur.susulan"), **common),
        RunnerDeployment.from_flow(distribute, "manual", description=say("alur.kirim"), **common),
    ]


def schedule(policy: Policy) -> Any:
    """Return the policy's schedule in the policy's time zone. Raises RefusedError."""
    try:
        CronSchedule(cron=policy.jadwal.cron, timezone=policy.zona_waktu)
    except ValueError:
        raise RefusedError(say("tolak.cron", nilai=policy.jadwal.cron)) from None
    return Cron(policy.jadwal.cron, timezone=policy.zona_waktu)
