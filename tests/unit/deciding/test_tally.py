"""A month that is only counted has the figures of the same month decided."""

import pytest

from pipeline.core.periods import Period
from pipeline.deciding.decision import decide, keyed_records
from pipeline.deciding.tally import tally, tally_of
from tests.builders.kota_kecil import known

CASE = "2026-04"


@pytest.mark.parametrize("month", sorted(known(CASE).rosters))
def test_a_month_counted_has_the_figures_of_the_month_decided(month: str) -> None:
    held, period = known(CASE), Period.parse(month)
    assert tally(held, period, keyed_records(held)) == tally_of(decide(held, period).people, period)
