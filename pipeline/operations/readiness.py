"""Whether a month's inputs are there, and which month a scheduled run is for.

A run without an operator asks this.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.deliveries import DeliveryBook, KnownDelivery
from pipeline.knowledge.policy import Policy, Timetable
from pipeline.knowledge.source_names import called
from pipeline.system.folders import KINDS, month_folders
from pipeline.system.sources import arrivals, is_unfinished, names_received
from schemas.codes import ROSTER


def period_due(at: dt.datetime, zone: ZoneInfo) -> Period:
    """Return the month before the one in which `at` lies in `zone`.

    A run scheduled for then reports on it.
    """
    local = at.astimezone(zone)
    return Period.of(local.year, local.month).plus(-1)


def what_is_missing(
    inputs: Path, period: Period, policy: Policy, at: dt.datetime
) -> tuple[str, ...]:
    """Return a sentence for each kind of file and expected delivery that `period` lacks.

    One that is still on its way has a sentence too.

    A month that lacks one would be refused by the gate anyway (contract §5.7); half a copied file
    would not be noticed. What is learned from names of files is told by its number: nothing of a
    name reaches Prefect (contract §6).
    """
    kinds = tuple(_lacking(inputs, period, policy.jadwal.tenang_menit, at.timestamp()))
    return (*kinds, *_lacking_deliveries(inputs, period, policy), *_unfinished(inputs, period))


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


def _lacking_deliveries(inputs: Path, period: Period, policy: Policy) -> Iterator[str]:
    """Say which required delivery has not come, since when it is waited for, and whom to ask."""
    book = DeliveryBook(policy.kiriman)
    came = {
        month: {book.delivery_of(kind, name) for kind, name in names_received(inputs, month)}
        for month in (period.plus(-2), period.plus(-1), period)
    }
    kinds = {one.kind for one in came[period]}
    since = formats.date(period.plus(1).first_day)
    names = called(_every_delivery(inputs, period, book))
    for one in book.expected_in(period, came):
        if one.required and (one.declared or one.kind in kinds) and one not in came[period]:
            name = names.get(one) or say("kiriman.bernama", nama=one.name)
            shown = name[:1].upper() + name[1:]
            where = {"folder": f"{period}/{one.kind}", "periode": str(period)}
            told = say("tunggu.kiriman", kiriman=shown, sejak=since, **where)
            ask = say("gerbang.kiriman_kontak", kontak=one.contact) if one.contact else ""
            yield " ".join(part for part in (told, ask) if part)


def _every_delivery(
    inputs: Path, period: Period, book: DeliveryBook
) -> dict[tuple[str, str], KnownDelivery]:
    return {
        (str(month), f"{kind}/{name}"): book.delivery_of(kind, name)
        for month in month_folders(inputs)
        if month <= period
        for kind, name in names_received(inputs, month)
    }


def _unfinished(inputs: Path, period: Period) -> Iterator[str]:
    for kind in KINDS:
        if is_unfinished(inputs, period, kind):
            yield say("tunggu.belum_selesai", folder=f"{period}/{kind}")
