"""The first cases of the fuzz run; `make fuzz` runs 20,000."""

import pytest

from tests.builders.small_city import parse
from tests.fuzz.judging import judged
from tests.fuzz.mutating import case, origins

CASES = 300
BATCH = 50


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_damaged_files_never_break_the_reading_and_lose_nothing(first: int) -> None:
    assert {n: fault for n in range(first, first + BATCH) if (fault := judged(n))} == {}


@pytest.mark.parametrize("origin", origins())
def test_the_files_are_whole_before_they_are_damaged(origin: str) -> None:
    kind, data = origins()[origin]
    file = parse(data, kind)
    assert not file.refused
    assert file.rows.height >= 2


def test_a_case_is_always_the_same_and_cases_differ() -> None:
    assert case(7) == case(7)
    assert len({case(n).data for n in range(100)}) > 90
