"""Sending a published month: planned, sent, forecast, settled.

What the flow and the commands call in turn.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from pipeline.core.errors import PublicationError, RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.earlier import Earlier
from pipeline.delivery.ledger import Ledger, ledger_folder, look_into_ledger, open_ledger
from pipeline.delivery.message.packing import Packer, too_large
from pipeline.delivery.model import PLANNED, Delivery
from pipeline.delivery.passwords import protection_for
from pipeline.delivery.prospects import (
    CORRECT,
    NO_DOCUMENTS,
    TO_BE_SENT,
    TROUBLED,
    UNCERTAIN,
    Prospect,
    uncertain,
)
from pipeline.delivery.sending import Sender, Tell, channel_for, recover
from pipeline.delivery.traces import require_memory, set_aside
from pipeline.knowledge.references import References
from pipeline.operations.cases import found_prospects, passed_deadline
from pipeline.operations.desk import Desk
from pipeline.publishing.manifest import Manifest, revision_manifest
from pipeline.system.failpoints import reached
from pipeline.system.invented import keep_apart
from pipeline.system.locks import exclusive
from pipeline.system.settings import Credentials, Settings
from schemas.codes import UNMAPPED_OPD


@dataclass(frozen=True)
class SendingPlan:
    """What one run of `send` is about to do: no address in it, for it passes through Prefect.

    actions: kode_opd -> what would happen. problems: kode_opd -> why an OPD is troubled. owners:
    kode_opd -> the OPD whose documents went to its address before. doubtful_before: OPDs of which
    an earlier content is uncertain. unmapped: how many ASN belong to no OPD. put_aside: OPDs of
    which something lay ready that must not be sent. named_only: other OPDs were not looked at.
    deadline: of reminders, the day that they are about; of reports "".
    """

    period: str
    revision: str
    channel: str
    actions: dict[str, str]
    problems: dict[str, str]
    owners: dict[str, str]
    doubtful_before: tuple[str, ...]
    unmapped: int
    put_aside: tuple[str, ...] = ()
    named_only: bool = False
    deadline: str = ""

    @property
    def command(self) -> str:
        """What follows `asn-peduli send` to do the same again."""
        return f"{self.period} --reminder" if self.deadline else self.period

    @property
    def to_send(self) -> tuple[str, ...]:
        """The OPDs that something is to be sent to."""
        return self.of(*TO_BE_SENT)

    @property
    def corrected(self) -> tuple[str, ...]:
        """Those of them that received, or may have received, another content before."""
        return self.of(CORRECT)

    @property
    def uncertain(self) -> tuple[str, ...]:
        """The OPDs that wait for the operator's word: an earlier message may have arrived."""
        return self.of(UNCERTAIN)

    def of(self, *actions: str) -> tuple[str, ...]:
        """Return the OPDs to which one of `actions` would happen."""
        return tuple(kode for kode, action in self.actions.items() if action in actions)


@dataclass(frozen=True)
class Forecast:
    """One line of a dry run.

    What would happen to an OPD, how large its message is, why it could not be sent.
    """

    prospect: Prospect
    size: int = 0
    hindrance: str = ""


def sending_alone(settings: Settings) -> AbstractContextManager[None]:
    """Hold the deliveries for one command. Raises LockedError when another holds them."""
    return exclusive(ledger_folder(settings), say("kirim.terkunci"))


def plan(
    desk: Desk, period: str, opd: Sequence[str], resend: Sequence[str], reminder: bool = False
) -> SendingPlan:
    """Decide what to send, reports or reminders, and put it down in the ledger.

    What a process that died left behind is settled first.

    `opd` and `resend` limit it to these OPDs. Raises UsageError for an OPD that the month does not
    have, a reminder before the deadline is over, or reports of real people beside invented
    addresses; RefusedError when the ledger was lost.
    """
    settings, references = desk.settings, desk.references
    manifest = _manifest_to_send(settings, period)
    only = _known_codes(manifest, (*opd, *resend))
    with open_ledger(settings) as ledger:
        require_memory(settings, ledger, period)
        recover(ledger)
        found = found_prospects(desk, manifest, ledger, (only, resend), reminder)
        planned = [
            one.delivery for one in found if one.action in TO_BE_SENT and one.delivery is not None
        ]
        ledger.plan(planned, say("kirim.jawaban.diganti", revisi=manifest.revisi))
    if planned:
        reached("kirim-direncanakan")
    aside = set_aside(settings, period, _not_to_be_handed_over(found))
    deadline = str(passed_deadline(desk, period)) if reminder else ""
    made = _sending_plan(manifest, references, found)
    return replace(made, put_aside=aside, named_only=bool(only), deadline=deadline)


def send(
    desk: Desk, planned: SendingPlan, credentials: Credentials | None, tell: Tell
) -> dict[str, str]:
    """Send what was planned. Returns kode_opd -> the state it ended in.

    Raises RefusedError when the policy names another channel than was planned for.
    """
    settings, references = desk.settings, desk.references
    rules = references.policy.kirim
    if rules.saluran != planned.channel:
        raise RefusedError(say("kirim.saluran_diganti", dahulu=planned.channel, kini=rules.saluran))
    manifest = revision_manifest(settings.outputs, Period.parse(planned.period), planned.revision)
    protect = protection_for(references)
    with open_ledger(settings) as ledger:
        earlier = Earlier.of(settings.outputs, ledger, planned.period)
        packer = Packer(settings.outputs, manifest, references, protect, earlier.than)
        held = _held(ledger, planned)
        mine = [one for one in held if _is_planned(one, planned) and one.keadaan == PLANNED]
        keys = {delivery.key for delivery in mine}
        Sender(ledger, packer, channel_for(settings, rules, credentials), rules, tell).send(mine)
        return {d.kode_opd: d.keadaan for d in _held(ledger, planned) if d.key in keys}


def forecast(
    desk: Desk, period: str, opd: Sequence[str], resend: Sequence[str], reminder: bool = False
) -> list[Forecast]:
    """Tell what `send` would do, each message packed and weighed.

    Nothing is sent and nothing written.
    """
    settings, references = desk.settings, desk.references
    manifest = _manifest_to_send(settings, period)
    only = _known_codes(manifest, (*opd, *resend))
    with look_into_ledger(settings) as ledger:
        require_memory(settings, ledger, period)
        found = found_prospects(desk, manifest, ledger, (only, resend), reminder)
        earlier = Earlier.of(settings.outputs, ledger, period)
    packer = Packer(settings.outputs, manifest, references, earlier=earlier.than)
    return [_forecast(one, packer) for one in found]


def arrived(
    settings: Settings, period: str, kodes: Sequence[str], reminder: bool = False
) -> dict[str, str]:
    """Settle as received, on the operator's word, the newest report or reminder still uncertain.

    Return its revision.

    What is uncertain of an older content stays so: the word is about the last message.

    Raises UsageError for an OPD of which nothing is uncertain.
    """
    manifest = published_manifest(settings, period)
    wanted = _known_codes(manifest, kodes)
    with open_ledger(settings) as ledger:
        recover(ledger)
        held = ledger.reminders(period) if reminder else ledger.deliveries(period)
        open_ = [one for one in held if one.kode_opd in wanted and uncertain(one)]
        newest = {one.kode_opd: one for one in sorted(open_, key=lambda one: one.order)}
        nothing = sorted(set(wanted) - set(newest))
        if nothing:
            raise UsageError(
                say("kirim.tidak_ada_yang_pasti", opd=", ".join(nothing), periode=period)
            )
        for delivery in newest.values():
            ledger.state_as_arrived(delivery, say("kirim.jawaban.dinyatakan_sampai"))
    return {kode: newest[kode].revisi for kode in sorted(newest)}


def answers(settings: Settings, period: str, kodes: Iterable[str]) -> dict[str, str]:
    """Return kode_opd -> the last answer that the ledger holds for it."""
    wanted = set(kodes)
    with look_into_ledger(settings) as ledger:
        sent = (*ledger.deliveries(period), *ledger.reminders(period))
    held = [one for one in sent if one.kode_opd in wanted]
    return {one.kode_opd: one.jawaban for one in sorted(held, key=lambda one: one.waktu)}


def addresses(desk: Desk, kodes: Iterable[str]) -> dict[str, str]:
    """Return kode_opd -> what stands as its address in opd.csv, for the operator's screen only."""
    return {kode: desk.references.opd_of(kode).pos_el for kode in kodes}


def unmapped(manifest: Manifest) -> int:
    """Return how many ASN of the revision belong to no OPD.

    They have no secretary, and nothing is sent of them.
    """
    entry = manifest.opd.get(UNMAPPED_OPD)
    if entry is None:
        return 0
    return sum(entry.jumlah[name] for name in ("sudah", "belum", "dikecualikan", "klarifikasi"))


def _manifest_to_send(settings: Settings, period: str) -> Manifest:
    keep_apart(settings.inputs, settings.outputs)
    return published_manifest(settings, period)


def _held(ledger: Ledger, planned: SendingPlan) -> list[Delivery]:
    if planned.deadline:
        return [one for one in ledger.reminders(planned.period) if one.tenggat == planned.deadline]
    return ledger.deliveries(planned.period)


def _known_codes(manifest: Manifest, kodes: Iterable[str]) -> tuple[str, ...]:
    """Return `kodes`, each once.

    Raises UsageError when one of them is no OPD of the month, or has no secretary.
    """
    wanted = tuple(dict.fromkeys(kodes))
    if UNMAPPED_OPD in wanted:
        raise UsageError(say("kirim.tanpa_sekretaris", kode=UNMAPPED_OPD))
    unknown = [kode for kode in wanted if kode not in manifest.opd and kode not in manifest.gagal]
    if unknown:
        raise UsageError(
            say("kirim.opd_tak_dikenal", opd=", ".join(unknown)[:80], periode=manifest.periode)
        )
    return wanted


def _sending_plan(
    manifest: Manifest, references: References, found: Sequence[Prospect]
) -> SendingPlan:
    return SendingPlan(
        period=manifest.periode,
        revision=manifest.revisi,
        channel=references.policy.kirim.saluran,
        actions={one.kode: one.action for one in found},
        problems={one.kode: one.problem for one in found if one.problem},
        owners={one.kode: one.owner for one in found if one.owner},
        doubtful_before=tuple(one.kode for one in found if one.before),
        unmapped=unmapped(manifest),
    )


def _not_to_be_handed_over(found: Iterable[Prospect]) -> list[str]:
    """Return the OPDs whose address or password is not right.

    What was laid down for them before may be wrong too.
    """
    return [one.kode for one in found if one.problem and one.problem != NO_DOCUMENTS]


def _is_planned(delivery: Delivery, planned: SendingPlan) -> bool:
    return delivery.kode_opd in planned.to_send and delivery.revisi == planned.revision


def _forecast(one: Prospect, packer: Packer) -> Forecast:
    if one.delivery is None or one.action not in TO_BE_SENT:
        return Forecast(one, one.delivery.ukuran if one.delivery else 0)
    try:
        parcel = packer.pack(one.delivery)
    except PublicationError as error:
        return Forecast(replace(one, action=TROUBLED), 0, str(error))
    why = too_large(parcel, packer.references.policy.kirim)
    return Forecast(replace(one, action=TROUBLED) if why else one, parcel.size, why)
