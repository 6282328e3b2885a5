"""Whether a month's inputs are there, and which month a scheduled run is for: what a run without an operator asks."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Timetable
from pipeline.system.sources import arrivals
from schemas.codes import ROSTER


def period_due(at: dt.datetime, zone: ZoneInfo) -> Period:
    """Return the month before the one in which `at` lies in `zone`: what a run scheduled for then reports on."""
    local = at.astimezone(zone)
    return Period.of(local.year, local.month).plus(-1)


def what_is_missing(inputs: Path, period: Period, timetable: Timetable, at: dt.datetime) -> tuple[str, ...]:
    """Return a sentence for each kind of file that `period` lacks or that may still be on its way at `at`.

    A month without a roster or without iuran would be refused by the gate anyway (contract §5.7); half a copied file
    would not be noticed.
    """
    return tuple(_lacking(inputs, period, timetable.tenang_menit, at.timestamp()))


def next_look(timetable: Timetable, at: dt.datetime) -> dt.datetime:
    """Return when a run that found something missing at `at` looks again."""
    return at + dt.timedelta(minutes=timetable.lihat_lagi_menit)


def _lacking(inputs: Path, period: Period, quiet_minutes: int, now: float) -> Iterator[str]:
    for kind, changed in arrivals(inputs, period).items():
        what = say("tunggu.roster" if kind == ROSTER else "tunggu.iuran")
        folder = f"{period}/{kind}"
        if changed is None:
            yield say("tunggu.belum_ada", apa=what, folder=folder)
        elif 0 <= now - changed < quiet_minutes * 60:
            yield say("tunggu.masih_disalin", folder=folder, menit=quiet_minutes)
