"""Whom a reminder goes to: asked, and silent when the deadline was over (contract §7, §8.6).

Each OPD is reminded once of a deadline; the ledger alone knows of which.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.delivery.documents import published_files
from pipeline.delivery.model import ACCEPTED, Delivery, content_hash
from pipeline.delivery.prospects import (
    BOUNCED,
    NO_DOCUMENTS,
    REMIND,
    TROUBLED,
    UNCERTAIN,
    Case,
    Prospect,
    planned_delivery,
    recipient_of,
    uncertain,
)
from pipeline.delivery.returned import ReturnedFile
from pipeline.knowledge.sending_rules import PACKAGE
from schemas.codes import UNMAPPED_OPD

ANSWERED: Final = "sudah_menjawab"
NOTHING_ASKED: Final = "tidak_ditanya"
NOT_REACHED: Final = "belum_menerima"
REMINDED: Final = "sudah_diingatkan"
SENT_LATE: Final = "baru_dikirim"
_WORKBOOK: Final = ".xlsx"


@dataclass(frozen=True)
class Round:
    """One round of reminders of `deadline`: the case of the reports, and what was said since.

    reminders: the ledger's of this period. answered: OPDs that have answered for somebody. moment:
    now, by the policy's clock.
    """

    case: Case
    deadline: dt.date
    reminders: Sequence[Delivery]
    answered: frozenset[str]
    moment: dt.datetime

    def of(self, kode: str) -> list[Delivery]:
        """Return the reminders of this deadline to an OPD."""
        wanted = (kode, str(self.deadline))
        return [one for one in self.reminders if (one.kode_opd, one.tenggat) == wanted]


def answered_by(files: Iterable[ReturnedFile], periode: str) -> frozenset[str]:
    """Return the OPDs that have answered what was asked for `periode`, for one ASN or more."""
    return frozenset(one.kode_opd for one in files if one.periode == periode and one.jawaban)


def reminder_prospects(asked: Round, only: Iterable[str] = ()) -> list[Prospect]:
    """Return what would happen to each OPD of the revision, by code, or to those of `only`."""
    manifest, wanted = asked.case.manifest, set(only)
    kodes = sorted({*manifest.opd, *manifest.gagal} - {UNMAPPED_OPD})
    return [_prospect(asked, kode) for kode in kodes if not wanted or kode in wanted]


def _prospect(asked: Round, kode: str) -> Prospect:
    case = asked.case
    entry = case.manifest.opd.get(kode)
    if entry is not None and not entry.jumlah["belum"]:
        return Prospect(kode, NOTHING_ASKED)
    if kode in asked.answered:
        return Prospect(kode, ANSWERED)
    recipient = recipient_of(case, kode)
    files = published_files(case.manifest, kode)
    if recipient.problem or files is None:
        problem = recipient.problem or NO_DOCUMENTS
        owner = case.holders.get(recipient.address.lower(), "")
        return Prospect(kode, TROUBLED, recipient.address, None, problem, owner=owner)
    mine = asked.of(kode)
    fresh = _fresh(asked, kode, recipient.address, files)
    settled = "" if kode in case.resend else _settled(case, mine)
    if settled:
        newest = max(mine, key=lambda one: one.order)
        return Prospect(kode, settled, recipient.address, newest)
    reports = _reports_received(case, kode, recipient.address, content_hash(files))
    if not reports:
        return Prospect(kode, NOT_REACHED, recipient.address)
    late = kode not in case.resend and _came_late(asked, reports)
    return Prospect(kode, SENT_LATE if late else REMIND, recipient.address, fresh)


def _settled(case: Case, mine: Sequence[Delivery]) -> str:
    """Return why no other reminder of this deadline goes by itself; "" where one does."""
    received = [one for one in mine if one.keadaan == ACCEPTED or uncertain(one)]
    if not received:
        return ""
    arrived = [one for one in received if one.message_id not in case.bounced]
    if not arrived:
        return BOUNCED
    return UNCERTAIN if uncertain(max(arrived, key=lambda one: one.order)) else REMINDED


def _came_late(asked: Round, reports: Sequence[Delivery]) -> bool:
    """Tell whether the report went out after the deadline, and too short ago to be reminded of."""
    zone = asked.moment.tzinfo
    came = min(dt.datetime.fromisoformat(one.waktu).astimezone(zone) for one in reports)
    until = came + dt.timedelta(days=asked.case.rules.hari_menjawab)
    return came.date() > asked.deadline and came <= asked.moment < until


def _reports_received(case: Case, kode: str, address: str, sidik: str) -> list[Delivery]:
    """Return the messages by which what counts now was received where the reminder would go."""
    return [
        one
        for one in case.held.get(kode, ())
        if one.keadaan == ACCEPTED
        and one.sidik == sidik
        and one.message_id not in case.bounced
        and (PACKAGE in (one.saluran, case.rules.saluran) or one.goes_to(address))
    ]


def _fresh(asked: Round, kode: str, address: str, files: Iterable[tuple[str, str]]) -> Delivery:
    """Return the reminder as it would be planned now; it brings the workbook once more."""
    case, tenggat = asked.case, str(asked.deadline)
    kept = tuple((name, sha256) for name, sha256 in files if name.endswith(_WORKBOOK))
    sidik = hashlib.sha256(f"{tenggat}\n{content_hash(kept)}".encode()).hexdigest()
    same = next((d for d in asked.of(kode) if d.goes_to(address) and d.sidik == sidik), None)
    return planned_delivery(case, kode, address, (sidik, kept), same, tenggat)
