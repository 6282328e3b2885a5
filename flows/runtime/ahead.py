"""Files are read while Prefect and its server start: reading needs no flow, and takes as long."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final

from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.system.settings import Settings

_under_way: Final[list[Thread]] = []


def read_ahead(
    settings: Settings, period: str, as_of: str | None, announce: Callable[[str], None]
) -> None:
    """Begin to read into the cache what the flow will ask for."""
    thread = Thread(target=_read, args=(settings, period, as_of, announce), daemon=True)
    _under_way.append(thread)
    thread.start()


def caught_up() -> None:
    """Wait until what was begun is read, so that no file is read twice."""
    while _under_way:
        _under_way.pop().join()


def _read(
    settings: Settings, period: str, as_of: str | None, announce: Callable[[str], None]
) -> None:
    # Whatever stands in the way, the flow meets again, and tells of it where it is to be told.
    with suppress(Exception):
        desk = open_desk(settings)
        months.read_all(desk, months.list_inputs(desk, period, as_of), announce)
