"""The months before beside this one, and how many stand where (contract §6, opd.parquet)."""

from types import SimpleNamespace
from typing import Any, Final

import polars as pl
import pytest

from pipeline.assessing import trend as trend_module
from pipeline.assessing.counts import Counts, counts_of
from pipeline.assessing.trend import beside_first_figures, trend
from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.deciding.tally import Tally

MARCH: Final = Period.parse("2026-03")


def decided(period: Period, *statuses: str) -> Decision:
    people = pl.DataFrame(
        {"status": list(statuses), "jumlah_pekerja": [2 * (s == "sudah") for s in statuses]},
        schema={"status": pl.String, "jumlah_pekerja": pl.Int64},
    )
    return Decision(period, people, *[pl.DataFrame()] * 3)


NOW: Final = decided(MARCH, "sudah", "sudah", "belum", "dikecualikan")
BEFORE: Final = decided(MARCH.plus(-1), "sudah", "belum")


def months(
    monkeypatch: pytest.MonkeyPatch, rosters: list[Period], before: Decision | None
) -> list[tuple[Any, ...]]:
    """Return the trend; a month that is not decided is counted as its number, 1 and 0."""
    counted = {period: Tally(period, period.month, 1, 0) for period in rosters}
    monkeypatch.setattr(trend_module, "tally", lambda known, month, keyed: counted[month])
    known: Any = SimpleNamespace(rosters=dict.fromkeys(map(str, rosters)))
    table = trend(known, pl.DataFrame(), NOW, before)
    figures = ("wajib", "sudah", "jumlah_pekerja")
    assert table.schema == {"bulan": pl.String, **dict.fromkeys(figures, pl.Int64)}
    return table.rows()


def test_the_last_twelve_months_that_have_a_roster_the_oldest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = [MARCH.plus(-ago) for ago in (0, 1, 3, 11, 12, -1)]
    assert months(monkeypatch, held, BEFORE) == [
        ("2025-04", 4, 1, 0),
        ("2025-12", 12, 1, 0),
        ("2026-02", 2, 1, 2),
        ("2026-03", 3, 2, 4),
    ]


def test_without_a_month_before_that_is_decided_it_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert months(monkeypatch, [MARCH, MARCH.plus(-1)], None)[0] == ("2026-02", 2, 1, 0)


def test_the_first_figures_stand_beside_a_months_own_the_periods_if_it_was_never_published() -> (
    None
):
    names = ("bulan", "wajib", "sudah", "jumlah_pekerja")
    rows = [("2026-01", 9, 3, 3), ("2026-02", 9, 4, 4), ("2026-03", 9, 5, 5)]
    table = pl.DataFrame(rows, schema=names, orient="row").with_columns(lain=pl.lit(1))
    first = {"2026-01": (8, 2), "2025-12": (7, 1)}
    shown = beside_first_figures(table, MARCH, first)
    assert shown.columns == [*names, "wajib_pertama", "sudah_pertama"]
    assert shown.select("bulan", "wajib_pertama", "sudah_pertama").rows() == [
        ("2026-01", 8, 2),
        ("2026-02", None, None),
        ("2026-03", 9, 5),
    ]
    published = beside_first_figures(table, MARCH, first | {"2026-03": (8, 1)})
    assert published.row(2)[4:] == (8, 1)
    assert beside_first_figures(table.clear(), MARCH, {}).height == 0


COUNTS: Final = Counts(
    sudah=3, belum=1, dikecualikan=5, klarifikasi=7, tak_terbaca=11, jumlah_pekerja=13
)


def test_obliged_are_those_who_take_part_and_those_who_do_not_yet() -> None:
    assert (COUNTS.wajib, COUNTS.total, COUNTS.persen) == (4, 16, 75.0)
    assert Counts(dikecualikan=5).persen is None


@pytest.mark.parametrize(
    ("counts", "all_do"),
    [
        (Counts(sudah=1), True),
        (Counts(sudah=1, belum=1), False),
        (Counts(belum=1), False),
        (Counts(dikecualikan=3), False),
    ],
)
def test_all_take_part_where_somebody_is_obliged_and_nobody_is_missing(
    counts: Counts, all_do: bool
) -> None:
    assert counts.all_take_part is all_do


def test_nobody_is_counted_who_is_not_told() -> None:
    assert Counts() == Counts(0, 0, 0, 0, 0, 0)


def test_the_citys_figures_are_the_sum_of_the_opds() -> None:
    names = ("sudah", "belum", "dikecualikan", "klarifikasi", "tak_terbaca", "jumlah_pekerja")
    rows = [(1, 0, 2, 3, 4, 5), (2, 1, 3, 4, 7, 8)]
    assert counts_of(pl.DataFrame(rows, schema=names, orient="row")) == COUNTS
