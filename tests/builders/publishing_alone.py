"""Publishes the small cities' month in a process of its own, for tests of what must not matter.

Run as a program: folders in and out, and "terbalik" where folders are to be listed backwards.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.system.settings import settings_for
from tests.builders.crash_city import run


def main(inputs: str, outputs: str, order: str) -> None:
    """Publish, and leave."""
    if order == "terbalik":
        _list_backwards()
    run(settings_for(Path(inputs), Path(outputs)))


def _list_backwards() -> None:
    """Have every folder listed the other way round: no disk promises an order."""
    listed, scanned = os.listdir, os.scandir

    def backwards(*given: Any) -> list[Any]:
        return sorted(listed(*given), reverse=True)

    class Scanned:
        def __init__(self, *given: Any) -> None:
            with scanned(*given) as entries:
                self._held = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> "Scanned":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def __iter__(self) -> Iterator[Any]:
            return iter(self._held)

    os.listdir, os.scandir = backwards, Scanned  # type: ignore[assignment]


if __name__ == "__main__":
    main(*sys.argv[1:])
