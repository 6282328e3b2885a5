"""Which months of a span would be published anew, and why (contract §7, backfill)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.assessing.month import Month
from pipeline.core.errors import DiskError, PeduliError, RefusedError, UsageError, stripped
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery.returned import Opener
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.handover import Keep, keep_nothing
from pipeline.operations.months import judge_month, pass_gate, read_all, reason_given, stock_of
from pipeline.operations.named_span import span_of
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

    state: MISSING, STALE, CURRENT or HELD (it cannot be published now; `problem` says why). causes:
    which of masukan, referensi, versi changed since the current revision. changed of total: OPDs
    whose documents would be made anew. reason: why it may be published past the gate. brief:
    `problem` where others look too, naming no file.
    """

    period: Period
    state: str
    revision: str = ""
    causes: tuple[str, ...] = ()
    changed: int = 0
    total: int = 0
    problem: str = ""
    reason: str | None = None
    brief: str = ""


def chosen(states: Sequence[MonthState], only: str) -> list[MonthState]:
    """Return the months that a backfill with --only `only` works on: "all", "missing" or "stale".

    Those that are held are tried too, so that each leaves a failed run of its own to look at.
    """
    return [
        state
        for state in states
        if state.state != CURRENT and only in ("all", _missing_or_stale(state))
    ]


def _missing_or_stale(state: MonthState) -> str:
    """Return which of "missing" and "stale" a month is that is not current.

    A held one is told by whether it was published.
    """
    return "stale" if state.revision else "missing"


def states_of_span(
    settings: Settings,
    first: str,
    last: str,
    as_of_each: bool,
    announce: Callable[[str], None],
    keep: Keep = keep_nothing,
) -> list[MonthState]:
    """Return the state of every month from `first` to `last`, oldest first. Raises UsageError.

    What would be published is handed to `keep`, as it was assessed. References that are refused
    hold every month.
    """
    months = span_of(first, last)
    try:
        desk = open_desk(settings)
    except RefusedError as error:
        return [_held_state(settings, month, error) for month in months]
    states = []
    opener = Opener(settings, desk.references)
    for month in months:
        announce(say("susul.periksa", periode=month.name))
        states.append(state_of_month(desk, month, as_of_each, keep, opener))
    return states


def state_of_month(
    desk: Desk,
    period: Period,
    as_of_each: bool,
    keep: Keep = keep_nothing,
    opener: Opener | None = None,
) -> MonthState:
    """Return whether `period` is missing, stale, current or held; `opener` is that of the span.

    One that cannot be judged holds up no other.
    """
    try:
        stock = stock_of(desk, period, period if as_of_each else None)
        read_all(desk, stock, lambda _: None)
        month = judge_month(desk, stock, opener)
        state = _state_of_judged(desk, month)
    except (DiskError, UsageError):
        raise
    except Exception as error:  # noqa: BLE001 - its text may hold data, so only its kind and place are shown
        return _held_state(desk.settings, period, error)
    if state.state != CURRENT:
        keep(desk, stock, month)
    return state


def _state_of_judged(desk: Desk, month: Month) -> MonthState:
    reason = reason_given(desk.settings, month)
    try:
        pass_gate(desk, month, reason)
    except RefusedError as error:
        return _held_state(desk.settings, month.period, error)
    return state_of(desk, month, reason)


def _held_state(settings: Settings, period: Period, error: Exception) -> MonthState:
    """Return the state of a month that `error` keeps from being published.

    An unforeseen one is told by its kind.
    """
    fault = error if isinstance(error, PeduliError) else stripped(error)
    revision = _revision_of(settings, period)
    return MonthState(period, HELD, revision, problem=str(fault), brief=fault.brief)


def _revision_of(settings: Settings, period: Period) -> str:
    """Return the current revision of `period`; "" where there is none that can be read."""
    try:
        current = current_manifest(settings.outputs, period)
    except PeduliError:
        return ""
    return current.revisi if current else ""


def state_of(desk: Desk, month: Month, anomaly: str | None) -> MonthState:
    """Compare an assessed month with its current revision."""
    current = current_manifest(desk.settings.outputs, month.period)
    plan = compared(month, desk.settings, desk.references, anomaly)
    opds, made = plan.opds, plan.opds_made
    if current is None:
        return MonthState(month.period, MISSING, "", (), made, opds, reason=anomaly)
    causes = tuple(_causes(month, current))
    if plan.nothing_new:
        return MonthState(month.period, CURRENT, current.revisi, causes, 0, opds)
    return MonthState(month.period, STALE, current.revisi, causes, made, opds, reason=anomaly)


def _causes(month: Month, current: Manifest) -> Iterator[str]:
    if month.inputs != current.masukan:
        yield "masukan"
    if month.references != current.referensi:
        yield "referensi"
    if versions() != current.versi:
        yield "versi"
