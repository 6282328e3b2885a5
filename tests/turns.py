"""In which order the files of tests begin.

Files stay whole (--dist loadfile). Tests that wait for servers, browsers and commands go on beside
those that compute, all the way: two of these files begin, then one after every few of the others.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.builders.paths import ROOT

# The longest first, so that no process is left alone with one at the end.
WAITING: Final = tuple(
    ROOT / "tests" / name
    for name in (
        "server/test_doors.py",
        "server/test_serve_dies.py",
        "functional/test_month_end_to_end.py",
        "server/test_serve.py",
        "browser/test_pages_in_browser.py",
        "privacy/test_canary.py",
        "functional/test_backfill.py",
        "crash/test_kills.py",
        "office/test_in_libreoffice.py",
        "delivery/test_with_prefect.py",
        "functional/test_engines.py",
        "crash/test_processes.py",
        "server/test_serve_fleet.py",
        "crash/test_interrupts.py",
        "server/test_worker.py",
        "server/test_no_month_is_lost.py",
        "functional/test_fleet.py",
        "server/test_postgresql.py",
        "browser/test_read_aloud.py",
    )
)
AT_ONCE: Final = 2
BETWEEN: Final = 9


def in_turn(files: Iterable[Path]) -> list[Path]:
    """Return each of `files` once, in the order in which they are to begin (WAITING)."""
    here = dict.fromkeys(files)
    waits = [path for path in WAITING if path in here]
    others = [path for path in here if path not in WAITING]
    order, waiting = waits[:AT_ONCE], waits[AT_ONCE:]
    for at in range(0, len(others), BETWEEN):
        order += others[at : at + BETWEEN] + waiting[:1]
        waiting = waiting[1:]
    return order + waiting
