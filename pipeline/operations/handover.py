"""Assessed months on the way from a backfill's look at its span to the runs that publish them.

None is judged twice.

A month that is handed on lies in a folder of its own, there whole or not at all, under a name made
of all that it was judged by: the stock, the references, and this process, since what another one
left may be by other code. So a month that is taken up is never of other inputs. What was published
of a month first may change in between: whoever takes a month up sets it beside that anew.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from pipeline.assessing.month import Month
from pipeline.core.errors import DiskError, LockedError
from pipeline.core.wording import say
from pipeline.operations.desk import Desk
from pipeline.publishing.workspace import load_month, save_month
from pipeline.system.files import move_folder, remove_folder
from pipeline.system.locks import exclusive
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock

Keep = Callable[[Desk, Stock, Month], None]
_FOLDER: Final = ".susulan"
_MONTHS: Final = "bulan"
_THIS_PROCESS: Final = secrets.token_hex(16)


@contextmanager
def handing_on(settings: Settings) -> Iterator[Keep]:
    """Give what keeps an assessed month for the run that publishes it; nothing of it stays behind.

    Where another backfill keeps its months, or the disk takes none, nothing is kept and each is
    judged again.
    """
    with ExitStack() as held:
        try:
            held.enter_context(_alone(settings))
        except (LockedError, DiskError):
            yield keep_nothing
            return
        held.callback(_clear, settings)
        _clear(settings)
        yield _keep


def keep_nothing(desk: Desk, stock: Stock, month: Month) -> None:
    """Hand nothing on: the months are only looked at."""


def take_up(desk: Desk, stock: Stock) -> Month | None:
    """Return what this process has judged of just this stock by just these references, once.

    None when it has not.
    """
    folder = _place_of(desk, stock)
    if not folder.is_dir():
        return None
    month = load_month(folder)
    with suppress(DiskError):
        remove_folder(folder)
    return month


def clear_abandoned(settings: Settings) -> None:
    """Remove what a backfill left that died; what a living one keeps stays."""
    if not _months_folder(settings).is_dir():
        return
    with suppress(LockedError, DiskError), _alone(settings):
        _clear(settings)


def _keep(desk: Desk, stock: Stock, month: Month) -> None:
    place = _place_of(desk, stock)
    draft = place.with_name(f".{place.name}")
    with suppress(DiskError):
        save_month(month, draft)
        move_folder(draft, place)


def _place_of(desk: Desk, stock: Stock) -> Path:
    judged_by = repr((_THIS_PROCESS, stock, sorted(desk.references.hashes.items())))
    return _months_folder(desk.settings) / hashlib.sha256(judged_by.encode()).hexdigest()


def _months_folder(settings: Settings) -> Path:
    return settings.outputs / _FOLDER / _MONTHS


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with exclusive(settings.outputs / _FOLDER, say("cli.terkunci"), "backfill"):
        yield


def _clear(settings: Settings) -> None:
    with suppress(DiskError):
        remove_folder(_months_folder(settings))
