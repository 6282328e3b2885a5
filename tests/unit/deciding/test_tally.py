"""A month that is only counted has the figures of the same month decided."""

import pytest

from pipeline.core.periods import Period
from pipeline.deciding.decision import decide, keyed_records
from pipeline.deciding.tally import tally, tally_of
from tests.builders.kota_kecil import known

CASE = "2026-04"
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04")


def test_every_month_with_a_roster_is_compared() -> None:
    assert tuple(sorted(known(CASE).rosters)) == MONTHS


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_counted_has_the_figures_of_the_month_decided(month: str) -> None:
    held, period = known(CASE), Period.parse(month)
    assert tally(held, period, keyed_records(held)) == tally_of(decide(held, period).people, period)
