"""Which months of a span would be published anew, and why (contract §7, backfill)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.assessing.month import Month
from pipeline.core.periods import Period
from pipeline.knowledge.references import References
from pipeline.publishing.manifest import Manifest, current_manifest, versions
from pipeline.publishing.planning import compared
from pipeline.system.settings import Settings

MISSING: Final = "belum_terbit"
STALE: Final = "usang"
CURRENT: Final = "terkini"
HELD: Final = "tertahan"


@dataclass(frozen=True)
class MonthState:
    """One month of a span: whether it is published and as it would be now.

    keadaan: MISSING, STALE, CURRENT or HELD (it cannot be published now; `pesan` says why). sebab: which of masukan,
    referensi, versi changed since the current revision. berubah of semua: OPDs whose documents would be made anew.
    alasan: why it may be published past the gate. ringkas: `pesan` where others look too, naming no file.
    """

    period: Period
    keadaan: str
    revisi: str = ""
    sebab: tuple[str, ...] = ()
    berubah: int = 0
    semua: int = 0
    pesan: str = ""
    alasan: str | None = None
    ringkas: str = ""


def span(first: Period, last: Period) -> tuple[Period, ...]:
    """Return the months from `first` to `last`, oldest first."""
    return tuple(Period(index) for index in range(first.index, last.index + 1))


def chosen(states: Sequence[MonthState], only: str) -> list[MonthState]:
    """Return the months that a backfill with --only `only` works on: "all", "missing" or "stale".

    Those that are held are tried too, so that each leaves a failed run of its own to look at.
    """
    return [state for state in states if state.keadaan != CURRENT and only in ("all", _kind(state))]


def _kind(state: MonthState) -> str:
    """Return which of "missing" and "stale" a month is that is not current: a held one by whether it was published."""
    return "stale" if state.revisi else "missing"


def state_of(month: Month, settings: Settings, references: References, anomaly: str | None) -> MonthState:
    """Compare an assessed month with its current revision."""
    current = current_manifest(settings.outputs, month.period)
    plan = compared(month, settings, references, anomaly)
    if current is None:
        return MonthState(month.period, MISSING, "", (), len(plan.render), len(plan.opd_digests), alasan=anomaly)
    causes = tuple(_causes(month, current))
    if plan.nothing_new:
        return MonthState(month.period, CURRENT, current.revisi, causes, 0, len(plan.opd_digests))
    opds = len(plan.opd_digests)
    return MonthState(month.period, STALE, current.revisi, causes, len(plan.render), opds, alasan=anomaly)


def _causes(month: Month, current: Manifest) -> Iterator[str]:
    if month.inputs != current.masukan:
        yield "masukan"
    if month.references != current.referensi:
        yield "referensi"
    if versions() != current.versi:
        yield "versi"
