"""Which tests are too long for `make check`: adds them to tests/lama.txt (`make lengths`).

Reads what pytest says of durations on standard input. What was set up for many tests falls to the
next one when the first is left out: run it again until nothing is added. From scratch: empty the
file first.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.builders.paths import ROOT

LONG: Final = ROOT / "tests" / "lama.txt"
# Seconds that one of a test function's cases may take, with what is set up for it.
MOST: Final = 0.08
# What the city's rules come to is tried after every change, whatever it takes.
ALWAYS: Final = ("cases/", "golden/", "scenarios/")
_DURATION: Final = re.compile(
    r"^(?P<took>\d+\.\d+)s (?P<phase>call|setup|teardown) +tests/(?P<file>[^:\s]+)(::\w+)*::(?P<name>\w+)"
)


def long_tests(file: Path = LONG) -> frozenset[str]:
    """Return the test functions of the file: their path in tests/, "::" and their name."""
    return frozenset(file.read_text(encoding="utf-8").splitlines())


def add_long_tests(lines: Iterable[str], file: Path = LONG) -> int:
    """Add to the file the tests that are long by `lines` of pytest's durations; return how many."""
    took, cases = defaultdict[str, float](float), Counter[str]()
    for said in filter(None, map(_DURATION.match, lines)):
        test = f"{said['file']}::{said['name']}"
        took[test] += float(said["took"])
        cases[test] += said["phase"] == "call"
    before = long_tests(file)
    long = {test for test in took if took[test] > MOST * max(1, cases[test])}
    every = before | {test for test in long if not test.startswith(ALWAYS)}
    file.write_text("".join(f"{test}\n" for test in sorted(every)), encoding="utf-8")
    return len(every) - len(before)


if __name__ == "__main__":
    sys.stdout.write(f"{add_long_tests(sys.stdin)} added to {LONG.relative_to(ROOT)}\n")
