"""Whether what is about to be sent is still what a run would publish now (contract §7, send)."""

from pipeline.core.errors import PeduliError
from pipeline.core.periods import Period
from pipeline.operations.desk import Desk
from pipeline.operations.months import stock_of
from pipeline.operations.spans import HELD, STALE, MonthState, state_of_month
from pipeline.publishing.manifest import Manifest


def newer_than_published(desk: Desk, manifest: Manifest) -> MonthState | None:
    """Return how the month of `manifest` stands, where a run would change an OPD's documents now.

    None where it would not, and where that cannot be told: it is a hint, which stops nothing. The
    month is judged anew only when an input or a reference changed since.
    """
    try:
        state = _state_now(desk, manifest)
    except PeduliError:
        return None
    if state is None or state.state not in (HELD, STALE):
        return None
    return state if state.state == HELD or state.changed else None


def _state_now(desk: Desk, manifest: Manifest) -> MonthState | None:
    period = Period.parse(manifest.periode)
    unchanged = desk.references.hashes == manifest.referensi
    if unchanged and stock_of(desk, period, None).hashes == manifest.masukan:
        return None
    return state_of_month(desk, period, as_of_each=False)
