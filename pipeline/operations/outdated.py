"""Whether what is about to be sent is still what would be published now (contract §7, send)."""

from pipeline.core.periods import Period
from pipeline.operations.desk import Desk
from pipeline.operations.months import stock_of
from pipeline.operations.spans import CURRENT, MonthState, state_of_month
from pipeline.publishing.manifest import Manifest


def newer_than_published(desk: Desk, manifest: Manifest) -> MonthState | None:
    """Return how the month of `manifest` stands, where it would be published otherwise now.

    None where not. The month is judged anew only when an input or a reference changed since.
    """
    period = Period.parse(manifest.periode)
    unchanged = desk.references.hashes == manifest.referensi
    if unchanged and stock_of(desk, period, None).hashes == manifest.masukan:
        return None
    state = state_of_month(desk, period, as_of_each=False)
    return None if state.state == CURRENT else state
