"""Who is to get a report or a reminder: the ledger, the references and what came back, gathered."""

import datetime as dt
from collections.abc import Iterable, Sequence

from pipeline.core import formats
from pipeline.core.errors import UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.ledger import Ledger
from pipeline.delivery.model import RETURNED
from pipeline.delivery.passwords import lacking
from pipeline.delivery.prospects import Case, Prospect, prospects
from pipeline.delivery.reminders import Round, answered_by, reminder_prospects
from pipeline.delivery.returned import returned_workbooks
from pipeline.knowledge.references import References
from pipeline.operations.desk import Desk
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.publications import answers_in_force
from pipeline.system.settings import now


def found_prospects(
    desk: Desk,
    manifest: Manifest,
    ledger: Ledger,
    named: tuple[Sequence[str], Sequence[str]],
    reminder: bool,
) -> list[Prospect]:
    """Return what would happen to each OPD: sent the report, or reminded of it.

    `named`: the OPDs to which it is limited, and those that get another copy. Raises UsageError for
    a reminder before the deadline is over.
    """
    only, resend = named
    case = _case(manifest, desk.references, ledger, resend)
    if not reminder:
        return prospects(case, only)
    return reminder_prospects(_round_of(desk, case, ledger), only)


def passed_deadline(desk: Desk, period: str) -> dt.date:
    """Return the day until which an answer to `period` was asked for.

    Raises UsageError while it is not over.
    """
    policy, month = desk.references.policy, Period.parse(period)
    day = policy.kirim.answer_by(month)
    if now().astimezone(policy.zone).date() <= day:
        raise UsageError(say("kirim.tenggat_belum", periode=month.name, tanggal=formats.date(day)))
    return day


def _round_of(desk: Desk, case: Case, ledger: Ledger) -> Round:
    period = case.manifest.periode
    deadline = passed_deadline(desk, period)
    answered = answered_by(returned_workbooks(desk.settings, desk.references), period)
    known = answered | _answered_as_published(desk, case.manifest)
    moment = now().astimezone(desk.references.policy.zone)
    return Round(case, deadline, ledger.reminders(period), known, moment)


def _answered_as_published(desk: Desk, manifest: Manifest) -> frozenset[str]:
    """Return the OPDs whose answers the revision speaks of.

    Their files may be gone by now, or signed with another key: who answered is not told otherwise.
    """
    in_force = answers_in_force(desk.settings.outputs, manifest)
    return frozenset(in_force.filter(periode_asal=manifest.periode)["kode_opd"])


def _case(
    manifest: Manifest, references: References, ledger: Ledger, resend: Iterable[str]
) -> Case:
    period = manifest.periode
    held, may_have = ledger.deliveries(period), ledger.may_have_sent(period)
    known = (resend, lacking(references), ledger.holders(), _returned_messages(ledger, period))
    return Case.of(manifest, references, held, may_have, *known)


def _returned_messages(ledger: Ledger, period: str) -> set[str]:
    """Return the Message-IDs of the period's messages that certainly came back."""
    return {one.message_id for one in ledger.bounces(period) if one.sifat == RETURNED}
