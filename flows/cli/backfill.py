"""What the operator sees of a backfill: each month's state before, and what became of it after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.cli.screen import Screen
from pipeline.core.wording import say
from pipeline.operations.spans import CURRENT, HELD, MISSING, STALE, MonthState

if TYPE_CHECKING:
    from flows.backfill import Done


def show_states(screen: Screen, states: Sequence[MonthState]) -> None:
    """Print the table of months, and below it why some cannot be published."""
    rows = [_row(state) for state in states]
    screen.table(say("susul.judul"), say("susul.kolom").split("|"), rows, right=set())
    for state in states:
        if state.keadaan == HELD:
            screen.say(state.pesan, style="yellow")


def _row(state: MonthState) -> list[str]:
    causes = ", ".join(say(f"susul.sebab.{cause}") for cause in state.sebab) if state.keadaan != CURRENT else ""
    change = say("susul.berubah", berubah=state.berubah, semua=state.semua) if state.keadaan in (STALE, MISSING) else ""
    return [state.period.name, say(f"susul.keadaan.{state.keadaan}"), state.revisi, causes, change]


def show_done(screen: Screen, done: Sequence["Done"]) -> None:
    """Print a line for each month: its revision, or why it has none."""
    from flows.backfill import said

    for one in done:
        if one.problem:
            screen.refuse(say("cli.gagal"), one.whole or said(one))
        else:
            screen.say(said(one))
