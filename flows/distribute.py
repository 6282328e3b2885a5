"""Distribute a published month: each OPD's documents to its own secretary, once (contract §7)."""

from dataclasses import dataclass
from typing import Annotated, Any

from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.monthly import step
from flows.runtime.artifacts import show_sent
from flows.runtime.folders import settings_in_force
from flows.runtime.own_flow import flow
from flows.runtime.parameters import PeriodText, described
from flows.runtime.progress import announce
from flows.runtime.runs import name_run
from pipeline.core.errors import PartialError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.mail_sign_in import mail_credentials
from pipeline.delivery.model import ACCEPTED, FAILED, PLANNED, UNKNOWN
from pipeline.delivery.prospects import DONE, DONE_OTHERWISE, WAITING
from pipeline.delivery.receipt.files import write_receipt
from pipeline.knowledge.sending_rules import SMTP
from pipeline.operations import deliveries
from pipeline.operations.deliveries import SendingPlan
from pipeline.operations.desk import Desk, open_desk

OpdCode = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
OpdCodes = tuple[OpdCode, ...]


@dataclass(frozen=True)
class SendingOutcome:
    """How a distribution ended: what was planned, and the end state of each OPD it was sent to."""

    plan: SendingPlan
    states: dict[str, str]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The OPDs whose message was accepted."""
        return self._ended(ACCEPTED)

    @property
    def failed(self) -> tuple[str, ...]:
        """The OPDs whose message was certainly not accepted."""
        return self._ended(FAILED)

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The OPDs whose message may have been accepted: since now, or since an earlier run."""
        return tuple(sorted({*self._ended(UNKNOWN), *self.plan.uncertain}))

    @property
    def untried(self) -> tuple[str, ...]:
        """The OPDs that were not tried because the server itself was at fault."""
        return self._ended(PLANNED)

    @property
    def whole(self) -> bool:
        """Whether every OPD has its documents and nothing waits for the operator."""
        return not self.remaining

    @property
    def remaining(self) -> tuple[str, ...]:
        """The OPDs that lack their documents, may lack them, or wait for the operator's word."""
        waiting = self.plan.of(*WAITING)
        return tuple(
            sorted({*self.failed, *self.uncertain, *self.untried, *self.plan.problems, *waiting})
        )

    def _ended(self, state: str) -> tuple[str, ...]:
        return tuple(kode for kode, held in self.states.items() if held == state)


@flow("kirim-laporan", "{periode}")
@described("kirim", "periode", "opd", "resend", "reminder")
def distribute(
    periode: PeriodText,
    opd: OpdCodes = (),
    resend: OpdCodes = (),
    reminder: bool = False,
) -> Any:
    """Send a published month, or a reminder of it, to the secretaries, each once.

    Give the SendingOutcome.

    Raises PartialError when an OPD does not have its documents, or may not have them.
    """
    settings = settings_in_force()
    name_run(periode, f"periode:{periode}")
    with deliveries.sending_alone(settings):
        desk = open_desk(settings)
        plan = plan_sending(desk, periode, opd, resend, reminder)
        states = send(desk, plan) if plan.to_send else {}
        record(desk, periode)
    return ended(SendingOutcome(plan, states))


def ended(outcome: SendingOutcome) -> State[SendingOutcome]:
    """Show each OPD's state, and say how the sending ended.

    Raises PartialError when it is not whole.
    """
    period, revision = outcome.plan.period, outcome.plan.revision
    name_run(f"{period} {revision}", f"periode:{period}", f"revisi:{revision}")
    show_sent(period, {**outcome.plan.actions, **outcome.states})
    if not outcome.whole:
        opds = ", ".join(outcome.remaining)
        raise PartialError(
            say("kirim.sebagian", periode=Period.parse(period).name, opd=opds), outcome
        )
    return Completed(message=end_sentence(outcome), data=outcome)


def end_sentence(outcome: SendingOutcome) -> str:
    """Return how a whole sending ended, with a word of the OPDs that were served before."""
    laid = "" if outcome.plan.channel == SMTP else "_diletakkan"
    kind = _kind(outcome.plan)
    month, count = Period.parse(outcome.plan.period).name, len(outcome.accepted)
    if not count:
        reminder = "_pengingat" if outcome.plan.deadline else ""
        return say(f"kirim.selesai_nihil{reminder}", periode=month)
    others = "" if kind else _others(outcome.plan, laid)
    return say(f"kirim.selesai{laid}{kind}", periode=month, jumlah=count) + others


def _kind(plan: SendingPlan) -> str:
    if plan.deadline:
        return "_pengingat"
    return "_sebagian_opd" if plan.named_only else ""


def _others(plan: SendingPlan, laid: str) -> str:
    """Return what is said of the OPDs that were served before; "" where there is none."""
    if not plan.of(DONE, DONE_OTHERWISE):
        return ""
    return say(f"kirim.selesai_lain{'_saluran' if plan.of(DONE_OTHERWISE) else laid}")


@step("rencanakan-kiriman")
def plan_sending(
    desk: Desk, period: str, opd: tuple[str, ...], resend: tuple[str, ...], reminder: bool
) -> SendingPlan:
    """Decide what is to be sent and put it down in the ledger, which alone holds the addresses."""
    announce(say("kirim.menyusun"))
    return deliveries.plan(desk, period, opd, resend, reminder)


@step("kirim")
def send(desk: Desk, plan: SendingPlan) -> dict[str, str]:
    """Send what was planned.

    The password is fetched here, so that no parameter or result ever holds it.
    """
    credentials = mail_credentials(desk.settings) if plan.channel == SMTP else None
    return deliveries.send(desk, plan, credentials, announce)


@step("susun-berita-acara")
def record(desk: Desk, period: str) -> None:
    """Write the berita acara anew from what the ledger holds now."""
    announce(say("berita_acara.susun", periode=Period.parse(period).name))
    write_receipt(desk.settings, desk.references, Period.parse(period))
