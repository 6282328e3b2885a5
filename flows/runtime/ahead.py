"""Files are read while Prefect and its server start: reading needs no flow, and takes as long."""

from contextlib import suppress
from threading import Thread
from typing import Final, Protocol

from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.system.settings import Settings

_under_way: Final[list[Thread]] = []


class Watcher(Protocol):
    """Who is told how far the reading is."""

    def announce(self, text: str) -> None:
        """Take a line about what is being done."""

    def fill(self, share: float) -> None:
        """Take how much of it is done, from 0 to 1."""


def read_ahead(settings: Settings, period: str, as_of: str | None, watcher: Watcher) -> None:
    """Begin to read into the cache what the flow will ask for."""
    thread = Thread(target=_read, args=(settings, period, as_of, watcher), daemon=True)
    _under_way.append(thread)
    thread.start()


def caught_up() -> None:
    """Wait until what was begun is read, so that no file is read twice."""
    while _under_way:
        _under_way.pop().join()


def _read(settings: Settings, period: str, as_of: str | None, watcher: Watcher) -> None:
    # Whatever stands in the way, the flow meets again, and tells of it where it is to be told.
    with suppress(Exception):
        desk = open_desk(settings)
        stock = months.list_inputs(desk, period, as_of)
        months.read_all(desk, stock, watcher.announce, watcher.fill)
