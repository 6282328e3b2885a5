"""What would happen to each OPD of a month: by the ledger alone, before sending (contract §7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.delivery.documents import handed_over, published_files
from pipeline.delivery.model import ACCEPTED, SENDING, UNKNOWN, Delivery, content_hash
from pipeline.delivery.recipients import ANOTHERS, NOT_LISTED, UNSEALED, Recipient, recipients
from pipeline.knowledge.addresses import domain_of
from pipeline.knowledge.references import References
from pipeline.knowledge.sending_rules import PACKAGE, SMTP, SendingRules
from pipeline.publishing.manifest import Manifest
from schemas.codes import UNMAPPED_OPD

SEND: Final = "kirim"
CORRECT: Final = "koreksi"
REMIND: Final = "ingatkan"
DONE: Final = "sudah"
DONE_OTHERWISE: Final = "sudah_saluran_lain"
OUTDATED: Final = "tertimpa"
VANISHED: Final = "tanpa_asn"
MOVED: Final = "alamat_berubah"
BOUNCED: Final = "dipantulkan"
UNCERTAIN: Final = "tidak_pasti"
TROUBLED: Final = "bermasalah"
TO_BE_SENT: Final = (SEND, CORRECT, REMIND)
# What sends nothing by itself and waits for the operator's word.
WAITING: Final = (UNCERTAIN, MOVED, BOUNCED, OUTDATED, VANISHED)
NO_DOCUMENTS: Final = "tanpa_dokumen"
_NO_DOMAIN: Final = "asn-peduli.invalid"


@dataclass(frozen=True)
class Prospect:
    """What would happen to one OPD.

    action: one of the words above. delivery: as it would be, or is, in the ledger; None where there
    is no recipient or no document. problem: why an OPD is troubled. before: an earlier content of
    this OPD is uncertain. owner: whose documents went to this address before, where that is the
    trouble.
    """

    kode: str
    action: str
    recipient: str = ""
    delivery: Delivery | None = None
    problem: str = ""
    before: bool = False
    owner: str = ""


@dataclass(frozen=True)
class Case:
    """All that decides what happens: the published revision, who may receive, the ledger's content.

    holders: address, in lower case -> the OPD whose documents went there last, in any period.
    bounced: the Message-IDs that certainly came back.
    """

    manifest: Manifest
    rules: SendingRules
    recipient: Mapping[str, Recipient]
    held: Mapping[str, Sequence[Delivery]]
    may_have: Mapping[str, set[str]]
    resend: frozenset[str] = field(default_factory=frozenset)
    holders: Mapping[str, str] = field(default_factory=dict)
    bounced: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls,
        manifest: Manifest,
        references: References,
        deliveries: Iterable[Delivery],
        may_have: Mapping[str, set[str]],
        resend: Iterable[str] = (),
        tanpa_sandi: Iterable[str] = (),
        pemegang: Mapping[str, str] | None = None,
        terpantul: Iterable[str] = (),
    ) -> "Case":
        """Gather a case. `deliveries`, `may_have` and `terpantul` are the ledger's of this period.

        `tanpa_sandi`: the OPDs that lack the password without which nothing goes to them.
        """
        rules, held = references.policy.kirim, dict[str, list[Delivery]]()
        for delivery in deliveries:
            held.setdefault(delivery.kode_opd, []).append(delivery)
        known = recipients(references.opd, rules)
        if rules.saluran == PACKAGE:
            known = {kode: Recipient(kode) for kode in known}
        known |= {
            k: Recipient(known[k].address, UNSEALED) for k in tanpa_sandi if not known[k].problem
        }
        return cls(
            manifest,
            rules,
            known,
            held,
            may_have,
            frozenset(resend),
            pemegang or {},
            frozenset(terpantul),
        )


def prospects(case: Case, only: Iterable[str] = ()) -> list[Prospect]:
    """Return what would happen to each OPD of the revision, by code, or to those of `only`.

    The unmapped are none.
    """
    wanted = set(only)
    kodes = sorted({*case.manifest.opd, *case.manifest.gagal} - {UNMAPPED_OPD})
    return [_prospect(case, kode) for kode in kodes if not wanted or kode in wanted]


def _prospect(case: Case, kode: str) -> Prospect:
    recipient = recipient_of(case, kode)
    files = published_files(case.manifest, kode)
    if recipient.problem or files is None:
        masalah = recipient.problem or NO_DOCUMENTS
        milik = case.holders[recipient.address.lower()] if masalah == ANOTHERS else ""
        return Prospect(
            kode,
            TROUBLED,
            recipient.address,
            None,
            masalah,
            _uncertain_besides(case, kode, None),
            milik,
        )
    content = (content_hash(files), files)
    same = _held(case, kode, recipient.address, content[0])
    fresh = planned_delivery(case, kode, recipient.address, content, same)
    action = _unless_vanished(case, kode, _action(case, same, fresh))
    delivery = fresh if action in TO_BE_SENT or same is None else same
    if action == UNCERTAIN:
        delivery = max(_unsettled(case, _alike(case, fresh)), key=lambda one: one.order)
    return Prospect(
        kode, action, recipient.address, delivery, "", _uncertain_besides(case, kode, same)
    )


def recipient_of(case: Case, kode: str) -> Recipient:
    """Return the OPD's recipient, troubled where the address was another OPD's.

    Two rows may have been swapped.
    """
    found = case.recipient.get(kode, Recipient("", NOT_LISTED))
    address = found.address.lower()
    free = (
        case.holders.get(address, kode) == kode
        or address in case.rules.alamat_bersama
        or kode in case.resend
    )
    return found if found.problem or free else Recipient(found.address, ANOTHERS)


def _held(case: Case, kode: str, alamat: str, sidik: str) -> Delivery | None:
    found = [one for one in case.held.get(kode, ()) if one.goes_to(alamat) and one.sidik == sidik]
    return max(
        found, key=lambda one: (one.keadaan == ACCEPTED or uncertain(one), one.order), default=None
    )


def planned_delivery(
    case: Case,
    kode: str,
    address: str,
    content: tuple[str, tuple[tuple[str, str], ...]],
    same: Delivery | None,
    tenggat: str = "",
) -> Delivery:
    """Return the delivery of `content` (sidik, files) as it would be planned now.

    `same`: what the ledger holds of it to this address, as it was first written there. Another copy
    of what may have arrived has its own number. tenggat: of a reminder, which corrects nothing.
    """
    (sidik, files), periode, rules = content, case.manifest.periode, case.rules
    recipient = same.penerima if same else address
    arrived = same is not None and (same.keadaan == ACCEPTED or uncertain(same))
    copies = same.ulang + arrived if same else 0
    return Delivery(
        periode=periode,
        kode_opd=kode,
        penerima=recipient,
        sidik=sidik,
        revisi=case.manifest.revisi,
        saluran=rules.saluran,
        koreksi=not tenggat and bool(case.may_have.get(kode, set()) - {sidik}),
        message_id=_message_id((periode, kode, recipient, sidik, str(copies)), rules),
        berkas=handed_over(files, rules),
        ulang=copies,
        percobaan=same.percobaan if same else 0,
        tenggat=tenggat,
    )


def _message_id(parts: Sequence[str], rules: SendingRules) -> str:
    """Return the Message-ID of a delivery that is made of just these `parts`."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{domain_of(rules.pengirim) or _NO_DOMAIN}>"


def _action(case: Case, same: Delivery | None, fresh: Delivery) -> str:
    sending = CORRECT if fresh.koreksi else SEND
    if fresh.kode_opd in case.resend:
        return sending
    like = _alike(case, fresh)
    if (
        same is not None
        and same.message_id in case.bounced
        and (same.keadaan == ACCEPTED or uncertain(same))
    ):
        return BOUNCED
    if same is not None and same.keadaan == ACCEPTED:
        return _received(case, same, like)
    elsewhere = [one for one in like if _counts_elsewhere(case, one, fresh)]
    if any(same is None or one.order > same.order for one in elsewhere) and not (
        same and uncertain(same)
    ):
        return MOVED
    if _unsettled(case, like):
        return UNCERTAIN
    by_others = any(
        one.keadaan == ACCEPTED and one.saluran != fresh.saluran and one not in elsewhere
        for one in like
    )
    return DONE_OTHERWISE if by_others and not _all_back(case, like) else sending


def _unless_vanished(case: Case, kode: str, action: str) -> str:
    """Return VANISHED for what would go to an OPD with nobody now on the roster (contract §5.7)."""
    gone = kode in case.manifest.datang.get("hilang", ()) and kode not in case.resend
    return VANISHED if gone and action in TO_BE_SENT else action


def _alike(case: Case, fresh: Delivery) -> list[Delivery]:
    """Return all deliveries of the same content to the OPD, whatever their address and channel."""
    return [one for one in case.held.get(fresh.kode_opd, ()) if one.sidik == fresh.sidik]


def _received(case: Case, same: Delivery, like: Sequence[Delivery]) -> str:
    """Return what is left to do where this content was received at the address that counts."""
    if _unsettled(case, like):
        return UNCERTAIN
    if _overtaken(case, same):
        return OUTDATED
    return DONE if same.saluran == case.rules.saluran else DONE_OTHERWISE


def _counts_elsewhere(case: Case, one: Delivery, fresh: Delivery) -> bool:
    """Tell whether a delivery reached, or may have, an address other than the one counting now."""
    arrived = (one.keadaan == ACCEPTED or uncertain(one)) and one.message_id not in case.bounced
    return (
        arrived and PACKAGE not in (one.saluran, fresh.saluran) and not one.goes_to(fresh.penerima)
    )


def _unsettled(case: Case, like: Sequence[Delivery]) -> list[Delivery]:
    """Return which of these deliveries of one content are uncertain with none received since."""
    received = max((one.order for one in like if one.keadaan == ACCEPTED), default=(0, ""))
    return [
        one
        for one in like
        if uncertain(one) and one.message_id not in case.bounced and not received > one.order
    ]


def _all_back(case: Case, like: Sequence[Delivery]) -> bool:
    return all(one.message_id in case.bounced for one in like if one.keadaan == ACCEPTED)


def uncertain(delivery: Delivery) -> bool:
    """Tell whether a message may have arrived or not.

    What is put into a folder is simply put there again.
    """
    return delivery.saluran == SMTP and delivery.keadaan in (UNKNOWN, SENDING)


def _overtaken(case: Case, same: Delivery) -> bool:
    """Tell whether another content reached the OPD after this one.

    The revision that counts was then changed back.
    """
    return any(
        other.keadaan == ACCEPTED and other.sidik != same.sidik and other.order > same.order
        for other in case.held[same.kode_opd]
    )


def _uncertain_besides(case: Case, kode: str, same: Delivery | None) -> bool:
    """Tell whether another content or address of the OPD is uncertain, nothing later received."""
    held = case.held.get(kode, ())
    unknown = [one for one in held if uncertain(one) and one != same]
    return any(
        not any(o.keadaan == ACCEPTED and o.order >= one.order for o in held) for one in unknown
    )
