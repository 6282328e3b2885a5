"""A city of 500 OPDs: one message at a time, so memory does not grow with their number."""

import subprocess
import sys
from typing import Final

from tests.builders.paths import ROOT
from tests.delivery.many import FILLING

_ROOM: Final = 20_000_000


def test_memory_does_not_grow_with_the_number_of_opds() -> None:
    """In a process of its own: the peak of one that did other things before would hide a growth."""
    command = [sys.executable, "-m", "tests.delivery.many", "25", "500"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True
    )
    few, many = map(int, done.stdout.split())
    assert many - few < _ROOM < 500 * FILLING
