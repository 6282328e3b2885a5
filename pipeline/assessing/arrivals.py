"""What each delivery brought, month by month: in its month, later, or never (contract §5.7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.knowledge import Known
from schemas.codes import IURAN

CAME: Final = "datang"
LATE: Final = "susulan"
ABSENT: Final = "tidak_datang"
NOT_DUE: Final = "tidak_ditunggu"
MOST_MONTHS: Final = 12
_DATA: Final = ("diterima", "ditolak", "ganda")
_SUMS: Final = {
    "dibaca": pl.col("baris").sum(),
    "data": pl.sum_horizontal(_DATA).sum(),
    "diterima": pl.col("diterima").sum(),
}

Counts = Mapping[tuple[KnownDelivery, int, int], int]


@dataclass(frozen=True)
class Arrival:
    """A delivery in a month: its state, when it came if late, its files, rows and accepted rows."""

    delivery: KnownDelivery
    month: Period
    state: str
    later: Period | None
    files: int
    rows: int
    accepted: int

    @property
    def expected(self) -> bool:
        """Whether it was waited for in that month."""
        return self.state in (LATE, ABSENT)


@dataclass(frozen=True)
class Arrivals:
    """Every delivery in each of the last twelve months up to `period`.

    It also tells which of them that month waits for.
    """

    period: Period
    each: tuple[Arrival, ...]
    due: tuple[KnownDelivery, ...]

    def of(self, month: Period) -> dict[KnownDelivery, Arrival]:
        """Return what came, or did not, in one month."""
        return {one.delivery: one for one in self.each if one.month == month}

    @property
    def lacking(self) -> tuple[Arrival, ...]:
        """The deliveries the period waits for that came neither in its month nor later."""
        return tuple(one for one in self.each if one.month == self.period and one.state == ABSENT)


def arrivals(known: Known, period: Period) -> Arrivals:
    """Return what came in the months up to `period`, from what is known.

    Later folders tell of late deliveries.
    """
    received = _received(known)
    months = [Period(index) for index in range(period.index - MOST_MONTHS + 1, period.index + 1)]
    held = [month for month in months if str(month) in known.stock.months or month == period]
    came = {
        month: {one for one, (_, data, *_) in counts.items() if data}
        for month, counts in received.items()
    }
    due = {month: set(known.book.expected_in(month, came)) for month in held}
    every = sorted({one for month in held for one in (*received.get(month, {}), *due[month])})
    counts = _records(known)
    each = [
        _arrival(one, month, received.get(month, {}), due[month], counts)
        for one in every
        for month in held
    ]
    return Arrivals(period, tuple(each), tuple(sorted(due[period])))


def _received(known: Known) -> dict[Period, dict[KnownDelivery, tuple[int, int, int, int]]]:
    """Return per month and delivery the files, data rows, rows and accepted rows."""
    found: dict[Period, dict[KnownDelivery, tuple[int, int, int, int]]] = defaultdict(dict)
    if not known.accounting.height:
        return found
    sums = known.accounting.group_by("bulan", "berkas").agg(**_SUMS)
    for month, path, rows, data, accepted in sums.iter_rows():
        one, held = known.deliveries[month, path], found[Period.parse(month)]
        before = held.get(one, (0, 0, 0, 0))
        held[one] = (before[0] + 1, before[1] + data, before[2] + rows, before[3] + accepted)
    return found


def _arrival(
    one: KnownDelivery,
    month: Period,
    received: Mapping[KnownDelivery, tuple[int, int, int, int]],
    due: set[KnownDelivery],
    counts: Counts,
) -> Arrival:
    files, data, rows, accepted = received.get(one, (0, 0, 0, 0))
    if data:
        return Arrival(one, month, CAME, None, files, rows, accepted)
    later = _came_later(one, month, counts) if one in due else None
    state = LATE if later else ABSENT if one in due else NOT_DUE
    return Arrival(one, month, state, later, files, rows, accepted)


def _records(known: Known) -> Counts:
    """Count the accepted payments: (delivery, month of receipt, first month paid) -> count."""
    counts: dict[tuple[KnownDelivery, int, int], int] = defaultdict(int)
    told = ("bulan_terima", "berkas", "awal")
    grouped = known.iuran.select(told).group_by(told).len() if known.iuran.height else None
    for month, path, first, count in grouped.iter_rows() if grouped is not None else ():
        counts[known.deliveries[month, path], Period.parse(month).index, first] += count
    return counts


def _came_later(one: KnownDelivery, month: Period, counts: Counts) -> Period | None:
    """Return the later month in which half or more of what the delivery was to bring came, or None.

    What it brings is known from the month before: the month that most of its payments paid then,
    one month on.
    """
    usual = {
        first: n
        for (which, received, first), n in counts.items()
        if which == one and received == month.index - 1
    }
    if one.kind != IURAN or not usual:
        return None
    most = max(usual, key=lambda first: (usual[first], first))
    late = sorted(
        received
        for (which, received, first), n in counts.items()
        if which.sends_after(one)
        and received > month.index
        and first == most + 1
        and 2 * n >= usual[most]
    )
    return Period(late[0]) if late else None


SCHEMA: Final = {
    "jenis_berkas": pl.String,
    "kiriman": pl.String,
    "sebutan": pl.String,
    "kontak": pl.String,
    "bulan": pl.String,
    "keadaan": pl.String,
    "bulan_datang": pl.String,
    "berkas": pl.Int64,
    "dibaca": pl.Int64,
    "diterima": pl.Int64,
}


def arrival_frame(each: Sequence[Arrival], called: Mapping[KnownDelivery, str]) -> pl.DataFrame:
    """Return arrivals as a table with the columns of SCHEMA, by kind, delivery and month.

    `called` is how each is called where no file may be named; one that never came has no number.
    """
    return pl.DataFrame(list(_rows(each, called)), schema=SCHEMA, orient="row").sort(
        "jenis_berkas", "kiriman", "bulan"
    )


def _rows(
    each: Sequence[Arrival], called: Mapping[KnownDelivery, str]
) -> Iterator[tuple[object, ...]]:
    for one in each:
        whose, later = one.delivery, str(one.later) if one.later else None
        yield (
            whose.kind,
            whose.shown_name,
            called.get(whose) or say("kiriman.bernama", nama=whose.name),
            whose.contact,
            str(one.month),
            one.state,
            later,
            one.files,
            one.rows,
            one.accepted,
        )
