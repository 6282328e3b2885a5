"""Years of downtime, kills and late inputs: each month is published once, or named (contract §7).

Two looks a day at a city whose server comes and goes. What becomes of a run, and what Prefect
remembers, is thrown by dice; what is decided is the program's own.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import pytest

from pipeline.core.periods import Period
from pipeline.operations.due import PUBLISHED, DueMonth, Facts, first_hour, standing
from pipeline.operations.reconciling import RUN, Asked, steps
from pipeline.operations.run_ends import CALENDAR, COMPLETED, CRASHED, FAILED, OVERDUE, RunEnd
from tests.builders.examples import DEEP
from tests.builders.small_city import policy

YEARS: Final = 400 if DEEP else 60
FIRST: Final = Period.parse("2026-01")
BEAT: Final = dt.timedelta(hours=12)
POLICY: Final = policy()
LOOKS: Final = dt.timedelta(days=3)
# At the end serving goes on undisturbed for so long, so that what can be done is done.
CALM: Final = dt.timedelta(days=12)


@cache
def hour_of(month: Period) -> dt.datetime:
    return first_hour(POLICY, month)


@dataclass
class Run:
    """A run as Prefect has it: for a month, under a key, alive or ended."""

    month: Period
    key: str
    state: str = "menunggu"
    repeated: int = 0


@dataclass
class City:
    """A year: when each month's inputs are whole (never: far in the future), and when good."""

    dice: random.Random
    whole: dict[Period, dt.datetime]
    good: dict[Period, dt.datetime]
    published: dict[Period, int] = field(default_factory=dict)
    ends: dict[Period, list[RunEnd]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    def look(self, at: dt.datetime) -> list[DueMonth]:
        """Reconcile once, as `serve` does at its start and each hour."""
        months = [self._standing(month, at) for month in self.whole if self._is_due(month, at)]
        for step in steps(months, self._asked(), at):
            month = step.month.period
            if step.kind != RUN:
                self._end(month, OVERDUE, at)
            elif step.key not in {run.key for run in self.runs}:
                self.runs.append(Run(month, step.key))
        return months

    def work(self, at: dt.datetime, disturbed: bool) -> bool:
        """Do the run that waits longest; tell whether the server outlived it."""
        run = next((run for run in self.runs if run.state == "menunggu"), None)
        if run is None:
            return True
        fate = self.dice.random() if disturbed else 1.0
        if fate < 0.05:
            run.state = "berjalan"
            return False
        if fate < 0.12:
            self._die(run, at)
        elif at < self.whole[run.month]:
            run.state = "selesai"
        elif at < self.good[run.month]:
            run.state = "gagal"
            self._end(run.month, FAILED, at)
        else:
            run.state = "selesai"
            self.published.setdefault(run.month, 0)
            self.published[run.month] += self._is_news(run.month)
            self._end(run.month, COMPLETED, at)
        return True

    def start(self, at: dt.datetime) -> None:
        """Mend what the last stop left, as `serve` does before it serves."""
        for run in [run for run in self.runs if run.state == "berjalan"]:
            self._die(run, at)

    def calendar(self, month: Period) -> None:
        """Have Prefect's own schedule make the run of a month, sometimes twice."""
        times = 2 if self.dice.random() < 0.1 else 1
        self.runs += [Run(month, f"jadwal-{month}-{turn}") for turn in range(times)]

    def _is_news(self, month: Period) -> int:
        return 0 if self.published[month] else 1

    def _die(self, run: Run, at: dt.datetime) -> None:
        run.state = "mati"
        self._end(run.month, CRASHED, at)
        if run.repeated < 2:
            self.runs.append(
                replace(run, key=f"ulang-{run.key}", state="menunggu", repeated=run.repeated + 1)
            )

    def _end(self, month: Period, akhir: str, at: dt.datetime) -> None:
        self.ends.setdefault(month, []).append(
            RunEnd(at.isoformat(), CALENDAR, str(month), akhir, "")
        )

    def _is_due(self, month: Period, at: dt.datetime) -> bool:
        return hour_of(month) <= at

    def _standing(self, month: Period, at: dt.datetime) -> DueMonth:
        hour = hour_of(month)
        came = [moment for moment in (self.whole[month], self.good[month]) if moment <= at]
        facts = Facts(
            bool(self.published.get(month)),
            () if at >= self.whole[month] else ("belum lengkap",),
            max(came).timestamp() if came else 0.0,
            tuple(self.ends.get(month, ())),
        )
        return standing(month, hour, hour + LOOKS, facts, at)

    def _asked(self) -> dict[Period, Asked]:
        known: dict[Period, Asked] = {}
        for run in self.runs:
            before = known.get(run.month, Asked())
            alive = before.alive or run.state in ("menunggu", "berjalan")
            known[run.month] = Asked(alive, before.count + 1)
        return known


def a_city(dice: random.Random) -> City:
    """Throw when the inputs of each month come: in time, late, bad at first, or never."""
    whole, good = {}, {}
    never = dt.datetime(2100, 1, 1, tzinfo=POLICY.zone)
    for at in range(12):
        month = FIRST.plus(at)
        hour = hour_of(month)
        late = dt.timedelta(hours=dice.choice((-90, -30, -5, 7, 60, 200, 700)))
        whole[month] = never if dice.random() < 0.08 else hour + late
        bad = dt.timedelta(days=dice.randint(1, 40)) if dice.random() < 0.2 else dt.timedelta()
        good[month] = never if dice.random() < 0.04 else whole[month] + bad
    return City(dice, whole, good)


def lived(seed: int) -> tuple[City, list[DueMonth]]:
    """Live a year and what follows it; return the city and the last look."""
    dice = random.Random(seed)
    city = a_city(dice)
    at = hour_of(FIRST) - BEAT
    end = max(hour_of(FIRST.plus(11)), *(w for w in city.good.values() if w.year < 2100)) + CALM
    serving, asked, months = True, set[Period](), list[DueMonth]()
    while at < end:
        disturbed = at < end - CALM
        if not serving and (not disturbed or dice.random() < 0.3):
            serving = True
            city.start(at)
        if serving:
            for month in [m for m in city.whole if m not in asked and hour_of(m) <= at]:
                asked.add(month)
                city.calendar(month)
            months = city.look(at)
            serving = city.work(at, disturbed) and not (disturbed and dice.random() < 0.06)
        if disturbed and dice.random() < 0.004:
            city.runs.clear()
        at += BEAT
    return city, months


@pytest.mark.parametrize("tenth", range(10))
def test_over_many_years_each_month_is_published_once_or_named(tenth: int) -> None:
    for seed in range(tenth * YEARS // 10, (tenth + 1) * YEARS // 10):
        city, months = lived(seed)
        assert len(months) == 12
        for month in months:
            able = city.good[month.period].year < 2100
            known = [end.akhir for end in city.ends.get(month.period, [])]
            assert (month.state == PUBLISHED) == able, (seed, str(month.period), known)
            assert city.published.get(month.period, 0) == int(able), (seed, str(month.period))
            assert able or OVERDUE in known or FAILED in known, (seed, str(month.period))
            assert known.count(OVERDUE) <= 1, (seed, str(month.period))
