"""One person: why the verdict is what it is (contract §7, explain)."""

from dataclasses import replace

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.dossier.building import explain
from pipeline.dossier.model import Dossier, Namesake
from pipeline.dossier.namesakes import people_named
from pipeline.dossier.published import published_verdict
from pipeline.knowledge.knowledge import Known
from pipeline.operations.desk import Desk
from pipeline.operations.months import answers_known
from pipeline.system.folders import month_folders
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock, names_received
from schemas.codes import ROSTER


def latest_period(settings: Settings) -> str:
    """Return the latest month folder that holds a roster file.

    Raises RefusedError when there is none.
    """
    held = [
        month
        for month in month_folders(settings.inputs)
        if any(kind == ROSTER for kind, _ in names_received(settings.inputs, month))
    ]
    if not held:
        raise RefusedError(say("tolak.tanpa_bulan", folder=settings.inputs))
    return str(held[-1])


def explain_person(desk: Desk, stock: Stock, known: Known, nip: str) -> Dossier:
    """Return the dossier of `nip` in the stock's period.

    Raises RefusedError when that period has no roster.
    """
    dossier = explain(known, Period.parse(stock.period), nip, answers_known(desk, known))
    outputs, references = desk.settings.outputs, desk.references.hashes
    return replace(dossier, terbit=published_verdict(outputs, dossier, stock.hashes, references))


def find_people(known: Known, period: Period, words: str) -> tuple[Namesake, ...]:
    """Return who of the month bears the name. Raises UsageError where nobody does."""
    found = people_named(known, period, words)
    if not found:
        raise UsageError(say("jelaskan.tanpa_nama", periode=period.name))
    return found
