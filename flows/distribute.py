"""The distribution: a published month goes to the secretaries, each OPD's documents to its own, once (contract §7)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from flows.monthly import step
from flows.runtime.artifacts import show_sent
from flows.runtime.faults import without_personal_data
from flows.runtime.hooks import note_completed, note_crashed, note_failed
from flows.runtime.parameters import PeriodText, described
from flows.runtime.progress import announce
from flows.runtime.runs import name_run
from pipeline.core.errors import PartialError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery import steps
from pipeline.delivery.model import ACCEPTED, FAILED, PLANNED, UNKNOWN
from pipeline.delivery.prospects import WAITING
from pipeline.delivery.receipt.files import write_receipt
from pipeline.delivery.steps import Plan
from pipeline.knowledge.sending_rules import SMTP
from pipeline.system.settings import Credentials, Settings, settings_for, smtp_credentials

CREDENTIALS_BLOCK: Final = "asn-peduli-smtp"
Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Codes = tuple[Code, ...]


@dataclass(frozen=True)
class Outcome:
    """How a distribution ended: what was planned, and the state each OPD that was sent to ended in."""

    rencana: Plan
    keadaan: dict[str, str]

    @property
    def diterima(self) -> tuple[str, ...]:
        """The OPDs whose message was accepted."""
        return self._ended(ACCEPTED)

    @property
    def gagal(self) -> tuple[str, ...]:
        """The OPDs whose message was certainly not accepted."""
        return self._ended(FAILED)

    @property
    def tidak_pasti(self) -> tuple[str, ...]:
        """The OPDs whose message may have been accepted: since now, or since an earlier run."""
        return tuple(sorted({*self._ended(UNKNOWN), *self.rencana.menunggu}))

    @property
    def belum_dicoba(self) -> tuple[str, ...]:
        """The OPDs that were not tried because the server itself was at fault."""
        return self._ended(PLANNED)

    @property
    def whole(self) -> bool:
        """Whether every OPD has its documents and nothing waits for the operator."""
        return not self.tersisa

    @property
    def tersisa(self) -> tuple[str, ...]:
        """The OPDs that do not have their documents, may not have them, or wait for the operator's word."""
        waiting = self.rencana.of(*WAITING)
        return tuple(sorted({*self.gagal, *self.tidak_pasti, *self.belum_dicoba, *self.rencana.masalah, *waiting}))

    def _ended(self, state: str) -> tuple[str, ...]:
        return tuple(kode for kode, held in self.keadaan.items() if held == state)


@flow(
    name="kirim-laporan", flow_run_name="{periode}",
    on_completion=[note_completed], on_failure=[note_failed], on_crashed=[note_crashed],
)  # fmt: skip
@without_personal_data
@described("kirim", "periode", "opd", "resend", "inputs", "outputs")
def distribute(
    periode: PeriodText, opd: Codes = (), resend: Codes = (), inputs: str = "inputs", outputs: str = "outputs"
) -> Any:
    """Send a published month to the secretaries, each once; give the Outcome.

    Raises PartialError when an OPD does not have its documents, or may not have them.
    """
    settings = settings_for(Path(inputs), Path(outputs))
    name_run(periode, f"periode:{periode}")
    with steps.sending_alone(settings):
        plan = plan_sending(settings, periode, opd, resend)
        states = send(settings, plan) if plan.dikirim else {}
        record(settings, periode)
    return ended(Outcome(plan, states))


def ended(outcome: Outcome) -> State[Outcome]:
    """Show each OPD's state, and say how the sending ended. Raises PartialError when it is not whole."""
    period, revision = outcome.rencana.periode, outcome.rencana.revisi
    name_run(f"{period} {revision}", f"periode:{period}", f"revisi:{revision}")
    show_sent(period, {**outcome.rencana.tindakan, **outcome.keadaan})
    if not outcome.whole:
        opds = ", ".join(outcome.tersisa)
        raise PartialError(say("kirim.sebagian", periode=Period.parse(period).name, opd=opds), outcome)
    text = say("kirim.selesai", periode=Period.parse(period).name, jumlah=len(outcome.diterima))
    return Completed(message=text, data=outcome)


@step("rencanakan-kiriman")
def plan_sending(settings: Settings, periode: str, opd: tuple[str, ...], resend: tuple[str, ...]) -> Plan:
    """Decide what is to be sent and put it down in the ledger, which alone holds the addresses."""
    announce(say("kirim.menyusun"))
    return steps.plan(settings, periode, opd, resend)


@step("kirim")
def send(settings: Settings, plan: Plan) -> dict[str, str]:
    """Send what was planned; the password is fetched here, so that no parameter or result ever holds it."""
    credentials = _credentials() if plan.saluran == SMTP else None
    return steps.send(settings, plan, credentials, announce)


@step("susun-berita-acara")
def record(settings: Settings, periode: str) -> None:
    """Write the berita acara anew from what the ledger holds now."""
    announce(say("berita_acara.susun", periode=Period.parse(periode).name))
    write_receipt(settings, Period.parse(periode))


def _credentials() -> Credentials | None:
    """Return the mail server's user and password: from the environment, else from a Secret block of Prefect."""
    from prefect.blocks.system import Secret

    known = smtp_credentials()
    if known is not None:
        return known
    try:
        block: Any = Secret.load(CREDENTIALS_BLOCK)
    except ValueError:
        return None
    held = block.get()
    try:
        return Credentials(held["pengguna"], held["sandi"])
    except (TypeError, KeyError):
        raise UsageError(say("kirim.blok_salah", nama=CREDENTIALS_BLOCK)) from None
