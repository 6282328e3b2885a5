"""A fleet's report with every way in which a month can end."""

import datetime as dt

from pipeline.assessing.counts import Counts
from pipeline.core.periods import Period
from pipeline.reporting.fleet import (
    FAILED,
    HELD,
    IN_PART,
    PUBLISHED,
    REFUSED,
    UNCHANGED,
    WAITING,
    FleetReport,
    MemberLine,
)

_STATES = (PUBLISHED, UNCHANGED, IN_PART, WAITING, REFUSED, HELD, FAILED)


def fleet_report(members: int = len(_STATES)) -> FleetReport:
    """Return a report of so many instansi, whose states take turns."""
    lines = tuple(_line(at, _STATES[at % len(_STATES)]) for at in range(members))
    ended = dt.datetime(2026, 11, 5, 6, 12, tzinfo=dt.UTC)
    return FleetReport(Period.parse("2026-10"), ended, dt.UTC, lines)


def _line(at: int, state: str) -> MemberLine:
    name = f"Kabupaten Contoh {at + 1}"
    if state in (PUBLISHED, UNCHANGED, IN_PART):
        counts = Counts(sudah=1200 + at, belum=345, dikecualikan=12, klarifikasi=3, tak_terbaca=1)
        page = f"kabupaten-{at}/2026-10/r02/index.html"
        return MemberLine(name, state, "r02", counts, 14, 35.4, "", page)
    reason = "Oktober 2026 tidak diterbitkan. Kiriman yang diharapkan belum datang."
    return MemberLine(name, state, seconds=1.2, reason=reason)
