"""What is to be done so that no due month is lost, from facts alone (contract §7, serve)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.core.formats import moment
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.policy import Policy
from pipeline.operations.due import LACKING, PUBLISHED, READY, DueMonth
from pipeline.operations.run_ends import FAILED

RUN: Final = "jalankan"
TELL: Final = "kabarkan"


@dataclass(frozen=True)
class Asked:
    """What Prefect knows of the runs for one month.

    alive: one runs, or waits for its hour. count: how many there were, whatever became of them.
    """

    alive: bool = False
    count: int = 0


@dataclass(frozen=True)
class Step:
    """RUN a month, under a key that no earlier run of it has; or TELL that it is overdue."""

    kind: str
    month: DueMonth
    key: str = ""


def steps(
    months: Sequence[DueMonth], asked: Mapping[Period, Asked], at: dt.datetime
) -> Iterator[Step]:
    """Yield what is needed for each of `months`, oldest first.

    What can be published is run unless a run of it lives. What should be published by now and is
    not, nor only now begun, is told once: nobody may learn from silence that all is well.
    """
    for month in months:
        known = asked.get(month.period, Asked())
        if month.state == READY and not known.alive:
            yield Step(RUN, month, f"bulan-{month.period}-{known.count + 1}")
        elif month.overdue(at) and not _told(month):
            yield Step(TELL, month)


def sentence_of(month: DueMonth, policy: Policy) -> str:
    """Return how a due month stands: why it is not published, since and until when."""
    if month.state == PUBLISHED:
        return say("jatuh_tempo.terbit", periode=month.period.name)
    told = {
        "periode": month.period.name,
        "sejak": moment(month.hour, policy.zone),
        "sampai": moment(month.until, policy.zone),
        "apa": " ".join(month.missing),
        "sebab": month.last.pesan if month.last else "",
        "bulan": str(month.period),
    }
    return say(f"jatuh_tempo.{month.state}", **told)


def all_well(months: Sequence[DueMonth], at: dt.datetime) -> bool:
    """Tell whether every due month is published, or still has time to be."""
    return not any(month.overdue(at) for month in months)


def waiting(months: Sequence[DueMonth]) -> list[DueMonth]:
    """Return the due months whose inputs are not all there."""
    return [month for month in months if month.state == LACKING]


def _told(month: DueMonth) -> bool:
    """Tell whether the operator was told since the last look that the month is not published."""
    last = month.last
    failed_late = (
        last is not None
        and last.akhir == FAILED
        and dt.datetime.fromisoformat(last.waktu) >= month.until
    )
    return month.told or failed_late
