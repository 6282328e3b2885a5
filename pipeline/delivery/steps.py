"""The steps of sending a month, with plain values at their edges: what the flow's tasks, and the screen, call."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from pipeline.core.errors import PublicationError, RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.ledger import Ledger, ledger_folder, look_into_ledger, open_ledger
from pipeline.delivery.message.packing import Packer, too_large
from pipeline.delivery.model import PLANNED, RETURNED, Delivery
from pipeline.delivery.passwords import lacking, protection_for
from pipeline.delivery.prospects import (
    CORRECT,
    NO_DOCUMENTS,
    TO_BE_SENT,
    TROUBLED,
    UNCERTAIN,
    Case,
    Prospect,
    prospects,
    uncertain,
)
from pipeline.delivery.sending import Sender, Tell, channel_for, recover
from pipeline.delivery.traces import require_memory, set_aside
from pipeline.knowledge.references import References, read_references
from pipeline.operations.months import period_of
from pipeline.publishing.manifest import Manifest, current_manifest, revision_manifest
from pipeline.system.failpoints import reached
from pipeline.system.locks import exclusive
from pipeline.system.settings import Credentials, Settings
from schemas.codes import UNMAPPED_OPD


@dataclass(frozen=True)
class Plan:
    """What one run of `send` is about to do: no address in it, for it passes through Prefect.

    tindakan: kode_opd -> what would happen. masalah: kode_opd -> why an OPD is troubled. milik: kode_opd -> the OPD
    whose documents went to its address before. belum_pasti: OPDs of which an earlier content is uncertain.
    belum_dipetakan: how many ASN belong to no OPD. disisihkan: OPDs of which something lay ready that must not be sent.
    """

    periode: str
    revisi: str
    saluran: str
    tindakan: dict[str, str]
    masalah: dict[str, str]
    milik: dict[str, str]
    belum_pasti: tuple[str, ...]
    belum_dipetakan: int
    disisihkan: tuple[str, ...] = ()

    @property
    def dikirim(self) -> tuple[str, ...]:
        """The OPDs that something is to be sent to."""
        return self.of(*TO_BE_SENT)

    @property
    def koreksi(self) -> tuple[str, ...]:
        """Those of them that received, or may have received, another content before."""
        return self.of(CORRECT)

    @property
    def menunggu(self) -> tuple[str, ...]:
        """The OPDs that wait for the operator's word: an earlier message may have arrived."""
        return self.of(UNCERTAIN)

    def of(self, *actions: str) -> tuple[str, ...]:
        """Return the OPDs to which one of `actions` would happen."""
        return tuple(kode for kode, action in self.tindakan.items() if action in actions)


@dataclass(frozen=True)
class Forecast:
    """One line of a dry run: what would happen to an OPD, how large its message is, why it could not be sent."""

    prospek: Prospect
    ukuran: int = 0
    halangan: str = ""


def sending_alone(settings: Settings) -> AbstractContextManager[None]:
    """Hold the deliveries for one command. Raises LockedError when another holds them."""
    return exclusive(ledger_folder(settings), say("kirim.terkunci"))


def published(settings: Settings, periode: str) -> Manifest:
    """Return the manifest of the current revision. Raises UsageError when the month is not published."""
    manifest = current_manifest(settings.outputs, period_of(periode))
    if manifest is None:
        raise UsageError(say("kirim.belum_terbit", periode=periode))
    return manifest


def plan(settings: Settings, periode: str, opd: Sequence[str], resend: Sequence[str]) -> Plan:
    """Decide what to send and put it down in the ledger; what a process that died left behind is settled first.

    `opd` and `resend` limit it to these OPDs. Raises UsageError for an OPD that the month does not have, RefusedError
    when the ledger was lost.
    """
    manifest, references = published(settings, periode), read_references(settings.references)
    only = _checked(manifest, (*opd, *resend))
    with open_ledger(settings) as ledger:
        require_memory(settings, ledger, periode)
        recover(ledger)
        found = prospects(_case(manifest, references, ledger, resend), only)
        planned = [one.delivery for one in found if one.tindakan in TO_BE_SENT and one.delivery is not None]
        ledger.plan(planned, say("kirim.jawaban.diganti", revisi=manifest.revisi))
    if planned:
        reached("kirim-direncanakan")
    aside = set_aside(settings, periode, _not_to_be_handed_over(found))
    return replace(_plan(manifest, references, found), disisihkan=aside)


def send(settings: Settings, of: Plan, credentials: Credentials | None, tell: Tell) -> dict[str, str]:
    """Send what was planned. Returns kode_opd -> the state it ended in.

    Raises RefusedError when the policy names another channel than was planned for.
    """
    references = read_references(settings.references)
    rules = references.policy.kirim
    if rules.saluran != of.saluran:
        raise RefusedError(say("kirim.saluran_diganti", dahulu=of.saluran, kini=rules.saluran))
    manifest = revision_manifest(settings.outputs, Period.parse(of.periode), of.revisi)
    packer = Packer(settings.outputs, manifest, references, protection_for(references))
    with open_ledger(settings) as ledger:
        mine = [d for d in ledger.deliveries(of.periode) if _of_plan(d, of) and d.keadaan == PLANNED]
        keys = {delivery.key for delivery in mine}
        Sender(ledger, packer, channel_for(settings, rules, credentials), rules, tell).send(mine)
        return {d.kode_opd: d.keadaan for d in ledger.deliveries(of.periode) if d.key in keys}


def forecast(settings: Settings, periode: str, opd: Sequence[str], resend: Sequence[str]) -> list[Forecast]:
    """Tell what `send` would do, each message packed and weighed; nothing is sent and nothing written."""
    manifest, references = published(settings, periode), read_references(settings.references)
    only = _checked(manifest, (*opd, *resend))
    with look_into_ledger(settings) as ledger:
        require_memory(settings, ledger, periode)
        found = prospects(_case(manifest, references, ledger, resend), only)
    packer = Packer(settings.outputs, manifest, references)
    return [_forecast(one, packer) for one in found]


def arrived(settings: Settings, periode: str, kodes: Sequence[str]) -> dict[str, str]:
    """Settle as received, on the operator's word, the newest that is uncertain of each OPD; return its revision.

    What is uncertain of an older content stays so: the word is about the last message.

    Raises UsageError for an OPD of which nothing is uncertain.
    """
    manifest = published(settings, periode)
    wanted = _checked(manifest, kodes)
    with open_ledger(settings) as ledger:
        recover(ledger)
        open_ = [one for one in ledger.deliveries(periode) if one.kode_opd in wanted and uncertain(one)]
        newest = {one.kode_opd: one for one in sorted(open_, key=lambda one: one.order)}
        nothing = sorted(set(wanted) - set(newest))
        if nothing:
            raise UsageError(say("kirim.tidak_ada_yang_pasti", opd=", ".join(nothing), periode=periode))
        for delivery in newest.values():
            ledger.state_as_arrived(delivery, say("kirim.jawaban.dinyatakan_sampai"))
    return {kode: newest[kode].revisi for kode in sorted(newest)}


def answers(settings: Settings, periode: str, kodes: Iterable[str]) -> dict[str, str]:
    """Return kode_opd -> the last answer that the ledger holds for it."""
    wanted = set(kodes)
    with look_into_ledger(settings) as ledger:
        held = [one for one in ledger.deliveries(periode) if one.kode_opd in wanted]
    return {one.kode_opd: one.jawaban for one in sorted(held, key=lambda one: one.waktu)}


def addresses(settings: Settings, kodes: Iterable[str]) -> dict[str, str]:
    """Return kode_opd -> what stands as its address in opd.csv, for the operator's screen only."""
    references = read_references(settings.references)
    return {kode: references.opd_of(kode).pos_el for kode in kodes}


def channel(settings: Settings) -> str:
    """Return the channel that the policy names."""
    return read_references(settings.references).policy.kirim.saluran


def unmapped(manifest: Manifest) -> int:
    """Return how many ASN of the revision belong to no OPD: they have no secretary, and nothing is sent of them."""
    entry = manifest.opd.get(UNMAPPED_OPD)
    return sum(entry.jumlah[name] for name in ("sudah", "belum", "dikecualikan", "klarifikasi")) if entry else 0


def _case(manifest: Manifest, references: References, ledger: Ledger, resend: Iterable[str]) -> Case:
    periode = manifest.periode
    held, may_have = ledger.deliveries(periode), ledger.may_have_sent(periode)
    known = (resend, lacking(references), ledger.holders(), _returned(ledger, periode))
    return Case.of(manifest, references, held, may_have, *known)


def _returned(ledger: Ledger, periode: str) -> set[str]:
    """Return the Message-IDs of the period's messages that certainly came back."""
    return {one.message_id for one in ledger.bounces(periode) if one.sifat == RETURNED}


def _checked(manifest: Manifest, kodes: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(kodes))
    if UNMAPPED_OPD in wanted:
        raise UsageError(say("kirim.tanpa_sekretaris", kode=UNMAPPED_OPD))
    unknown = [kode for kode in wanted if kode not in manifest.opd and kode not in manifest.gagal]
    if unknown:
        raise UsageError(say("kirim.opd_tak_dikenal", opd=", ".join(unknown)[:80], periode=manifest.periode))
    return wanted


def _plan(manifest: Manifest, references: References, found: Sequence[Prospect]) -> Plan:
    return Plan(
        periode=manifest.periode, revisi=manifest.revisi, saluran=references.policy.kirim.saluran,
        tindakan={one.kode: one.tindakan for one in found},
        masalah={one.kode: one.masalah for one in found if one.masalah},
        milik={one.kode: one.milik for one in found if one.milik},
        belum_pasti=tuple(one.kode for one in found if one.sebelumnya), belum_dipetakan=unmapped(manifest),
    )  # fmt: skip


def _not_to_be_handed_over(found: Iterable[Prospect]) -> list[str]:
    """Return the OPDs whose address or password is not right: what was laid down for them before may be wrong too."""
    return [one.kode for one in found if one.masalah and one.masalah != NO_DOCUMENTS]


def _of_plan(delivery: Delivery, of: Plan) -> bool:
    return delivery.kode_opd in of.dikirim and delivery.revisi == of.revisi


def _forecast(one: Prospect, packer: Packer) -> Forecast:
    if one.delivery is None or one.tindakan not in TO_BE_SENT:
        return Forecast(one, one.delivery.ukuran if one.delivery else 0)
    try:
        parcel = packer.pack(one.delivery)
    except PublicationError as error:
        return Forecast(replace(one, tindakan=TROUBLED), 0, str(error))
    why = too_large(parcel, packer.references.policy.kirim)
    return Forecast(replace(one, tindakan=TROUBLED) if why else one, parcel.ukuran, why)
