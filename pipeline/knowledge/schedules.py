"""The moments that a cron names, and whether every month has one (contract §1, [jadwal])."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from pipeline.knowledge.settings import wrong

_FIELDS: Final = 5
_LAST_DAY: Final = 28
# Where a cron begins to look has no bearing on what it names.
_ANY_MOMENT: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def monthly_cron(text: str) -> str:
    """Return `text` when each month has its day and hour.

    Raises what `wrong` makes, with the reason.

    A missed month is never reported, and a month that starts twice a day is judged for nothing: one
    minute, one hour, days that every month has, every month, and no day of the week (cron would
    take either the day or that).
    """
    fields = text.split()
    if len(fields) != _FIELDS:
        raise wrong("cron_bagian", banyak=len(fields))
    named = _named(text)
    if len(named.minutes) > 1 or len(named.hours) > 1:
        raise wrong("cron_sering")
    if len(named.months) < 12:
        raise wrong("cron_bulan")
    if fields[4] != "*":
        raise wrong("cron_hari")
    if fields[2].startswith("*"):
        raise wrong("cron_tiap_hari")
    if not 1 <= min(named.days) <= max(named.days) <= _LAST_DAY:
        raise wrong("cron_tanggal", terakhir=_LAST_DAY)
    return text


def hour_after(cron: str, zone: ZoneInfo, at: dt.datetime) -> dt.datetime:
    """Return the first moment after `at` that `cron`, a monthly one, names in `zone`."""
    return next(CronSim(cron, at.astimezone(zone)))


def _named(text: str) -> CronSim:
    try:
        return CronSim(text, _ANY_MOMENT)
    except (CronSimError, ValueError):
        raise wrong("cron") from None
