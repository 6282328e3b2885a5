"""What would happen to every OPD of a month: decided from the ledger alone, before anything is sent (contract §7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.delivery.addresses import domain_of
from pipeline.delivery.documents import published_files
from pipeline.delivery.model import (
    ACCEPTED,
    PACKAGE,
    SENDING,
    SMTP,
    UNKNOWN,
    Delivery,
    content_hash,
)
from pipeline.delivery.recipients import NOT_LISTED, UNSEALED, Recipient, recipients
from pipeline.delivery.rules import SendingRules
from pipeline.manifest import Manifest
from pipeline.references import References
from schemas.codes import UNMAPPED_OPD

SEND: Final = "kirim"
CORRECT: Final = "koreksi"
DONE: Final = "sudah"
DONE_OTHERWISE: Final = "sudah_saluran_lain"
OUTDATED: Final = "tertimpa"
UNCERTAIN: Final = "tidak_pasti"
TROUBLED: Final = "bermasalah"
TO_BE_SENT: Final = (SEND, CORRECT)
NO_DOCUMENTS: Final = "tanpa_dokumen"
_NO_DOMAIN: Final = "asn-peduli.invalid"


@dataclass(frozen=True)
class Prospect:
    """What would happen to one OPD.

    tindakan: one of the words above. delivery: as it would be, or is, in the ledger; None where there is no recipient
    or no document. masalah: why an OPD is troubled. sebelumnya: an earlier content of this OPD is uncertain.
    """

    kode: str
    tindakan: str
    penerima: str = ""
    delivery: Delivery | None = None
    masalah: str = ""
    sebelumnya: bool = False


@dataclass(frozen=True)
class Case:
    """All that decides what would happen: the published revision, who may receive, what the ledger holds."""

    manifest: Manifest
    rules: SendingRules
    penerima: Mapping[str, Recipient]
    held: Mapping[str, Sequence[Delivery]]
    may_have: Mapping[str, set[str]]
    resend: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls, manifest: Manifest, references: References, deliveries: Iterable[Delivery],
        may_have: Mapping[str, set[str]], resend: Iterable[str] = (), tanpa_sandi: Iterable[str] = (),
    ) -> "Case":  # fmt: skip
        """Gather a case. `deliveries` and `may_have` are the ledger's of this period.

        `tanpa_sandi`: the OPDs that lack the password without which nothing goes to them.
        """
        rules, held = references.policy.kirim, dict[str, list[Delivery]]()
        for delivery in deliveries:
            held.setdefault(delivery.kode_opd, []).append(delivery)
        known = recipients(references.opd, rules)
        if rules.saluran == PACKAGE:
            known = {kode: Recipient(kode) for kode in known}
        known |= {k: Recipient(known[k].alamat, UNSEALED) for k in tanpa_sandi if not known[k].masalah}
        return cls(manifest, rules, known, held, may_have, frozenset(resend))


def prospects(case: Case, only: Iterable[str] = ()) -> list[Prospect]:
    """Return what would happen to each OPD of the revision, by code, or to those of `only`; the unmapped are none."""
    wanted = set(only)
    kodes = sorted({*case.manifest.opd, *case.manifest.gagal} - {UNMAPPED_OPD})
    return [_prospect(case, kode) for kode in kodes if not wanted or kode in wanted]


def _prospect(case: Case, kode: str) -> Prospect:
    recipient = case.penerima.get(kode, Recipient("", NOT_LISTED))
    files = published_files(case.manifest, kode)
    if recipient.masalah or files is None:
        masalah = recipient.masalah or NO_DOCUMENTS
        return Prospect(kode, TROUBLED, recipient.alamat, None, masalah, _uncertain_besides(case, kode, None))
    same = _held(case, kode, recipient.alamat, content_hash(files))
    fresh = _fresh(case, kode, recipient.alamat, files, same)
    action = _action(case, same, fresh)
    delivery = fresh if action in TO_BE_SENT or same is None else same
    return Prospect(kode, action, recipient.alamat, delivery, "", _uncertain_besides(case, kode, same))


def _held(case: Case, kode: str, alamat: str, sidik: str) -> Delivery | None:
    return next((one for one in case.held.get(kode, ()) if (one.penerima, one.sidik) == (alamat, sidik)), None)


def _fresh(case: Case, kode: str, alamat: str, files: tuple[tuple[str, str], ...], same: Delivery | None) -> Delivery:
    """Return the delivery as it would be planned now; another copy of what may have arrived has its own number."""
    sidik, periode, rules = content_hash(files), case.manifest.periode, case.rules
    copies = same.ulang if same else 0
    if same is not None and (same.keadaan == ACCEPTED or uncertain(same)):
        copies += 1
    return Delivery(
        periode=periode, kode_opd=kode, penerima=alamat, sidik=sidik, revisi=case.manifest.revisi,
        saluran=rules.saluran, koreksi=bool(case.may_have.get(kode, set()) - {sidik}),
        message_id=_message_id((periode, kode, alamat, sidik, str(copies)), rules), berkas=files, ulang=copies,
        percobaan=same.percobaan if same else 0,
    )  # fmt: skip


def _message_id(parts: Sequence[str], rules: SendingRules) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{domain_of(rules.pengirim) or _NO_DOMAIN}>"


def _action(case: Case, same: Delivery | None, fresh: Delivery) -> str:
    sending = CORRECT if fresh.koreksi else SEND
    if fresh.kode_opd in case.resend:
        return sending
    if same is not None and uncertain(same):
        return UNCERTAIN
    if same is not None and same.keadaan == ACCEPTED and _overtaken(case, same):
        return OUTDATED
    through = {o.saluran for o in case.held.get(fresh.kode_opd, ()) if o.sidik == fresh.sidik and o.keadaan == ACCEPTED}
    if same is not None and same.keadaan == ACCEPTED:
        return DONE if same.saluran == case.rules.saluran else DONE_OTHERWISE
    return DONE_OTHERWISE if through - {case.rules.saluran} else sending


def uncertain(delivery: Delivery) -> bool:
    """Tell whether a message may have arrived or not. What is put into a folder is simply put there again."""
    return delivery.saluran == SMTP and delivery.keadaan in (UNKNOWN, SENDING)


def _overtaken(case: Case, same: Delivery) -> bool:
    """Tell whether another content reached the OPD after this one: the revision that counts was changed back."""
    return any(
        other.keadaan == ACCEPTED and other.sidik != same.sidik and other.waktu > same.waktu
        for other in case.held[same.kode_opd]
    )


def _uncertain_besides(case: Case, kode: str, same: Delivery | None) -> bool:
    """Tell whether another content, or another address, of this OPD is uncertain and nothing later was received."""
    held = case.held.get(kode, ())
    unknown = [one for one in held if uncertain(one) and one != same]
    return any(not any(o.keadaan == ACCEPTED and o.waktu >= one.waktu for o in held) for one in unknown)
