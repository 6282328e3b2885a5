"""Holding a folder for one run (contract §7: exit 5)."""

import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from pipeline.core.errors import LockedError
from pipeline.core.formats import moment
from pipeline.core.wording import say
from pipeline.system.files import make_folder, telling_disk_faults
from pipeline.system.processes import lives
from pipeline.system.settings import now, pause, stopwatch

_BEAT: Final = 2.0
_LONGEST_RUN: Final = 2 * 3600.0


@contextmanager
def exclusive(folder: Path, refusal: str, purpose: str = "") -> Iterator[None]:
    """Hold `folder` for one run; raise LockedError(refusal, and who holds it) if another holds it.

    The kernel frees the lock with the process that holds it, however that dies, so none can be
    stale; what a dead one left written in the lock file is written over. `purpose` is told to
    whoever is refused.
    """
    make_folder(folder)
    with telling_disk_faults(folder):
        folder.chmod(0o700)
        handle = os.open(folder / ".kunci", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _lock(handle, refusal)
        try:
            _write_holder(handle, purpose)
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def wait_until_free(
    folder: Path, announce: Callable[[str], None], seconds: float = _LONGEST_RUN
) -> None:
    """Wait while another run holds `folder`, saying once who does.

    Raises LockedError when it is held for more than `seconds`.
    """
    told, end = False, stopwatch() + seconds
    while True:
        try:
            with exclusive(folder, say("cli.terkunci"), "backfill"):
                return
        except LockedError as error:
            if stopwatch() > end:
                raise
            if not told:
                announce(say("susul.menunggu", siapa=str(error)))
            told = True
            pause(_BEAT)


def is_held(folder: Path) -> bool:
    """Tell whether a living process of this machine holds `folder`, by what its lock file says.

    The lock itself is not tried: that would refuse whoever comes in that moment.
    """
    try:
        holder = json.loads((folder / ".kunci").read_bytes())
        return lives(int(holder["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _lock(handle: int, refusal: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LockedError(_naming_holder(refusal, os.pread(handle, 4096, 0))) from None


def _write_holder(handle: int, purpose: str) -> None:
    """Say in the lock file who holds it.

    A full disk is no reason not to hold it: pruning makes room.
    """
    since = now().astimezone().isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "mesin": socket.gethostname(), "sejak": since, "apa": purpose}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(holder).encode() + b"\n", 0)


def _naming_holder(refusal: str, written: bytes) -> str:
    """Return the refusal with who holds the lock, where the file tells.

    Between two holders it does not.
    """
    try:
        holder: dict[str, Any] = json.loads(written)
        told = {name: holder[name] for name in ("pid", "mesin", "apa")}
        since = moment(holder["sejak"], None)
    except (ValueError, KeyError, TypeError):
        return refusal
    if told["mesin"] == socket.gethostname() and not lives(int(told["pid"])):
        return refusal
    return say("revisi.dipegang", pesan=refusal, sejak=since, **told)
