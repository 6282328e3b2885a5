"""A few cases of the fuzz run; `make nightly` runs the first 1,000, `make fuzz` 20,000."""

from typing import Final

import pytest

from tests.builders.examples import DEEP
from tests.builders.small_city import parse
from tests.fuzz.judging import judged
from tests.fuzz.mutating import case, origins

MANY: Final = range(1000)
# Of the first 300 those that run every branch of the reading, and end in every refusal and finding,
# that all 300 do.
_COVERING: Final = """
1 4 5 7 9 10 12 13 14 16 17 18 23 24 26 27 30 34 35 39 44 45 46 51 57 60 61 65 78 91 104
127 137 142 145 146 165 166 175 187 195 198 200 234 235 244 260 265 284
"""
FEW: Final = tuple(map(int, _COVERING.split()))
BATCH: Final = 50
CASES: Final = MANY if DEEP else FEW


@pytest.mark.parametrize("first", range(0, len(CASES), BATCH))
def test_damaged_files_never_break_the_reading_and_lose_nothing(first: int) -> None:
    assert {n: fault for n in CASES[first : first + BATCH] if (fault := judged(n))} == {}


@pytest.mark.parametrize("origin", origins())
def test_the_files_are_whole_before_they_are_damaged(origin: str) -> None:
    kind, data = origins()[origin]
    file = parse(data, kind)
    assert not file.refused
    assert file.rows.height >= 2


def test_a_case_is_always_the_same_and_cases_differ() -> None:
    assert case(7) == case(7)
    assert len({case(n).data for n in range(100)}) > 90
