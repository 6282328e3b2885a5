"""Several months, oldest first: one that fails is recorded and the rest are done (contract §7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from prefect.runtime import flow_run
from prefect.states import Completed

from flows.monthly import MonthOutcome, monthly, sentence
from flows.runtime.artifacts import show_backfilled, show_states
from flows.runtime.choices import Wanted
from flows.runtime.folders import settings_in_force
from flows.runtime.own_flow import flow
from flows.runtime.parameters import PeriodText, described
from flows.runtime.progress import announce, present
from flows.runtime.runs import keyed_run, name_run
from pipeline.core.errors import LockedError, PartialError, PeduliError
from pipeline.core.wording import say
from pipeline.operations.handover import handing_on, keep_nothing
from pipeline.operations.spans import MonthState, chosen, states_of_span
from pipeline.system.locks import wait_until_free
from pipeline.system.settings import Settings

# How often another run may come first, each time the folder is free for a month.
TURNS: Final = 5


@dataclass(frozen=True)
class Worked:
    """How one month of a backfill ended: its outcome, or why there is none.

    `whole` is for the operator's screen.
    """

    period: str
    outcome: MonthOutcome | None
    problem: str = ""
    whole: str = ""


@flow("susulkan-bulan", "{first} - {last}")
@described("susulan", "first", "last", "only", "as_of_each", "dry_run")
def backfill(
    first: PeriodText,
    last: PeriodText,
    only: Wanted = "all",
    as_of_each: bool = False,
    dry_run: bool = False,
) -> Any:
    """Publish what is missing or stale from `first` to `last`.

    Give what became of each month as a list of Worked.

    Raises PartialError when a month failed; the others are done all the same.
    """
    settings = settings_in_force()
    name_run(say("jalan.nama.susulan", awal=first, akhir=last))
    with handing_on(settings) as keep:
        states = states_of_span(
            settings, first, last, as_of_each, announce, keep_nothing if dry_run else keep
        )
        present(states)
        show_states(states)
        todo = [] if dry_run else chosen(states, only)
        done = [_publish_month(settings, at, todo, as_of_each) for at in range(len(todo))]
    return ended(done)


def ended(done: list[Worked]) -> Any:
    """Show what became of the months and return it.

    Raises PartialError when one has no revision, or not all of it.
    """
    show_backfilled([(one.period, ending(one)) for one in done])
    bad = failed(done)
    if bad:
        raise PartialError(
            say(
                "susul.sebagian",
                jumlah=len(bad),
                semua=len(done),
                bulan=", ".join(o.period for o in bad),
            ),
            done,
        )
    return Completed(message=say("susul.selesai", jumlah=len(done)), data=done)


def failed(done: Sequence[Worked]) -> list[Worked]:
    """Return the months that ended without a revision, or with documents missing from it."""
    return [one for one in done if one.outcome is None or one.outcome.failed]


def ending(one: Worked) -> str:
    """Return in a sentence how a month ended."""
    return one.problem or (sentence(one.outcome) if one.outcome else say("susul.sudah"))


def _run_when_free(
    settings: Settings, period: str, parameters: dict[str, Any]
) -> MonthOutcome | None:
    """Run one month once the folder is free: another run between two months costs none of them.

    Raises LockedError when it is held longer than any run takes.
    """
    key = f"susul-{flow_run.id}-{period}"
    for turn in range(1, TURNS + 1):
        wait_until_free(settings.outputs, announce)
        own_key = key if turn == 1 else f"{key}-{turn}"
        try:
            outcome: MonthOutcome | None = keyed_run(monthly, period, own_key, parameters)
        except LockedError:
            if turn == TURNS:
                raise
        else:
            return outcome
    return None


def _publish_month(
    settings: Settings, at: int, todo: Sequence[MonthState], as_of_each: bool
) -> Worked:
    """Run one month as a flow run of its own; asked for twice by one backfill it is run once."""
    period = str(todo[at].period)
    announce(say("susul.bulan", nomor=at + 1, jumlah=len(todo), periode=period))
    parameters = {
        "period": period,
        "as_of": period if as_of_each else None,
        "keep_reason": True,
    }
    try:
        return Worked(period, _run_when_free(settings, period, parameters))
    except PartialError as error:
        return Worked(
            period, error.done if isinstance(error.done, MonthOutcome) else None, str(error)
        )
    except PeduliError as error:
        return Worked(period, None, str(error), error.whole)
