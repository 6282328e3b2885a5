"""One person: why the verdict is what it is (contract §7, explain)."""

from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.dossier.building import explain
from pipeline.dossier.model import Dossier
from pipeline.operations.desk import Desk
from pipeline.operations.months import know
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


def explain_person(desk: Desk, stock: Stock, nip: str) -> Dossier:
    """Return the dossier of `nip` in the stock's period.

    Raises RefusedError when that period has no roster.
    """
    return explain(know(desk, stock), Period.parse(stock.period), nip)
