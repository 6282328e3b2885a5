"""One person by month: the status in each, all decided with the same knowledge (contract §5.6)."""

from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision, decide
from pipeline.deciding.paid_months import paid_months
from pipeline.dossier.model import MonthMark
from pipeline.knowledge.knowledge import Known

MONTHS: Final = 12


def strip(known: Known, now: Decision, nip: str, nik: str | None) -> tuple[MonthMark, ...]:
    """Return the twelve months up to the period of `now`, oldest first.

    Whoever had another NIP in a month is recognised by a NIK that is one person's there (an NI that
    changed).
    """
    months = [now.period.plus(-ago) for ago in reversed(range(MONTHS))]
    paid = _months_paid(known, now, nip)
    return tuple(_mark(known, now, month, nip, nik, month.index in paid) for month in months)


def _mark(
    known: Known, now: Decision, month: Period, nip: str, nik: str | None, paid: bool
) -> MonthMark:
    if str(month) not in known.rosters:
        return MonthMark(str(month), "tanpa_roster", None, paid)
    then = _nip_in(known.rosters[str(month)], now.people, nip, nik)
    if then is None:
        return MonthMark(str(month), "di_luar", None, paid)
    decision = now if month == now.period else decide(known, month)
    row = decision.people.row(by_predicate=pl.col("nip") == then, named=True)
    paid = paid or month.index in _months_paid(known, decision, then)
    return MonthMark(str(month), row["status"], row["alasan"], paid)


def _nip_in(roster: pl.DataFrame, today: pl.DataFrame, nip: str, nik: str | None) -> str | None:
    """Return under which NIP the person stood on `roster`.

    Nobody's who still has that NIP on today's.
    """
    if roster.filter(pl.col("nip") == nip).height:
        return nip
    if nik is None:
        return None
    same = roster.filter(pl.col("nik") == nik)["nip"]
    return str(same[0]) if len(same) == 1 and same[0] not in today["nip"] else None


def _months_paid(known: Known, decision: Decision, nip: str) -> frozenset[int]:
    own = decision.records.filter(pl.col("nip_asn") == nip)
    return frozenset(paid_months(own, known.rosters)["bulan"])
