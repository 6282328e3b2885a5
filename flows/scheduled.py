"""The run that nobody starts: once a month, for the month before.

It waits for inputs that are late.
"""

from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.monthly import monthly, sentence
from flows.runtime.folders import settings_in_force
from flows.runtime.hooks import ASKED_NAME, WAITING_NAME
from flows.runtime.own_flow import flow
from flows.runtime.parameters import PeriodText, described
from flows.runtime.runs import ask_for_another, from_deployment, name_run, scheduled_for
from pipeline.core.errors import LockedError, RefusedError
from pipeline.core.formats import moment
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.operations.desk import open_desk
from pipeline.operations.readiness import next_look, period_due, what_is_missing
from pipeline.system.settings import now


@flow("laporan-terjadwal", "terjadwal")
@described("terjadwal", "period", "look")
def scheduled(
    period: PeriodText | None = None,
    look: int = 1,
) -> Any:
    """Publish the month before the scheduled time.

    Look again later while its inputs are missing or the folder is held.

    A reason once given to publish the month past the gate holds on.

    `look` counts the looks at one month; Prefect's own retries would hold the process, and be lost
    with it.
    """
    settings = settings_in_force()
    policy = open_desk(settings).references.policy
    month = Period.parse(period) if period else period_due(scheduled_for(), policy.zone)
    name_run(say("jalan.nama.terjadwal", periode=month, ke=look), f"periode:{month}")
    missing = what_is_missing(settings.inputs, month, policy, now())
    if missing:
        return look_again(month, look, policy, " ".join(missing))
    try:
        outcome: Any = monthly(str(month), keep_reason=True)
    except LockedError as error:
        return look_again(month, look, policy, str(error))
    return Completed(message=sentence(outcome), data=outcome)


def look_again(month: Period, look: int, policy: Policy, why: str) -> State[Any]:
    """Ask for the next look and end this run as waiting; two runs for one month ask for one look.

    Raises RefusedError when all looks were in vain.
    """
    if look > policy.jadwal.lihat_lagi_kali or not from_deployment():
        text = say("tunggu.menyerah", periode=month.name, bulan=month, apa=why, kali=look)
        raise RefusedError(text, text)
    at = next_look(policy.jadwal, now())
    text = say(
        "tunggu.menunggu",
        apa=why,
        kapan=moment(at, policy.zone),
        ke=look + 1,
        dari=1 + policy.jadwal.lihat_lagi_kali,
    )
    name = say("jalan.nama.terjadwal", periode=month, ke=look + 1)
    told = {"period": str(month), "look": look + 1}
    key = f"lihat-{month}-{look + 1}"
    asked = ask_for_another(at, name, told, [f"periode:{month}"], key)
    return Completed(name=WAITING_NAME if asked else ASKED_NAME, message=text)
