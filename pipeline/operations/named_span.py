"""The months of a span that an operator names (contract §7, backfill).

Told before anything slow is imported.
"""

import datetime as dt
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.periods import Period, period_of
from pipeline.core.wording import say
from pipeline.system.settings import now

_EASTERNMOST: Final = dt.timedelta(hours=14)


def span(first: Period, last: Period) -> tuple[Period, ...]:
    """Return the months from `first` to `last`, oldest first."""
    return tuple(Period(index) for index in range(first.index, last.index + 1))


def span_of(first: str, last: str) -> tuple[Period, ...]:
    """Return the months from `first` to `last`.

    Raises UsageError when one is no month, `last` comes before, or has not begun anywhere on earth.
    """
    months = span(period_of(first), period_of(last))
    if not months:
        raise UsageError(say("susul.salah_urutan", awal=first, akhir=last))
    newest = (now() + _EASTERNMOST).date()
    if months[-1] > Period.of(newest.year, newest.month):
        raise UsageError(say("susul.belum_berjalan", bulan=months[-1].name))
    return months
