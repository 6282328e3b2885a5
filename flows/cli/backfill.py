"""The command backfill, and what the operator sees: each month's state before, and its outcome."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from flows.cli.as_json import show_json, states_json
from flows.cli.folders import Folders, require_a_city
from flows.cli.screen import Screen
from flows.runtime.choices import Wanted
from flows.runtime.folders import working_over
from flows.runtime.progress import announcing
from flows.serving.prefect_home import wait_for_server
from pipeline.core.errors import EXIT_DONE, PartialError
from pipeline.core.wording import say
from pipeline.operations.spans import (
    CURRENT,
    HELD,
    MISSING,
    STALE,
    MonthState,
    chosen,
    states_of_span,
)
from pipeline.system.settings import Settings

if TYPE_CHECKING:
    from flows.backfill import Worked


def backfill(
    first: str,
    last: str,
    dry_run: bool,
    only: Wanted,
    as_of_each: bool,
    as_json: bool,
    folders: Folders,
) -> int:
    """Show which months of a span are missing, stale or current, then publish those asked for.

    Where they are published Prefect's server is chosen already (`begin_server`).
    """
    screen, settings = Screen(), folders.settings
    if dry_run:
        require_a_city(settings)
        with screen.working():
            states = states_of_span(settings, first, last, as_of_each, screen.announce)
        wanted = chosen(states, only)
        if as_json:
            show_json(screen, states_json(states, wanted))
        else:
            show_states(screen, states)
            screen.say(say("susul.hanya_lihat", jumlah=len(wanted)))
        return EXIT_DONE
    return _publish_span(screen, settings, (first, last), only, as_of_each)


def _publish_span(
    screen: Screen, settings: Settings, limits: tuple[str, str], only: Wanted, as_of_each: bool
) -> int:
    """Run the flow and tell what became of each month."""
    try:
        with (
            screen.working(),
            announcing(screen.announce, partial(show_states, screen), filler=screen.fill),
        ):
            screen.announce(say("langkah.server"))
            from flows.backfill import backfill as flow

            wait_for_server()
            with working_over(settings):
                done: Any = flow(*limits, only, as_of_each)
    except PartialError as error:
        show_done(screen, error.done)
        raise
    show_done(screen, done)
    if sent := [
        f"asn-peduli send {one.period} --dry-run"
        for one in done
        if one.outcome and one.outcome.published
    ]:
        screen.say(say("susul.kirim", perintah="; ".join(sent)))
    if not done:
        screen.say(say("susul.tidak_perlu"))
    return EXIT_DONE


def show_states(screen: Screen, states: Sequence[MonthState]) -> None:
    """Print the table of months, and below it why some cannot be published."""
    rows = [_state_row(state) for state in states]
    screen.table(say("susul.judul"), say("susul.kolom").split("|"), rows, right=set(), fold=3)
    for state in states:
        if state.state == HELD:
            screen.say(state.problem, style="yellow")


def _state_row(state: MonthState) -> list[str]:
    causes = (
        ", ".join(say(f"susul.sebab.{cause}") for cause in state.causes)
        if state.state != CURRENT
        else ""
    )
    change = (
        say("susul.berubah", berubah=state.changed, semua=state.total)
        if state.state in (STALE, MISSING)
        else ""
    )
    return [state.period.name, say(f"susul.keadaan.{state.state}"), state.revision, causes, change]


def show_done(screen: Screen, done: Sequence["Worked"]) -> None:
    """Print a line for each month: its revision, or why it has none."""
    from flows.backfill import ending

    for one in done:
        if one.problem:
            screen.refuse(say("cli.gagal"), one.whole or ending(one))
        else:
            screen.say(ending(one))
