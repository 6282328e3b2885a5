"""What is costly to make: made once a test session for all its processes, never changed after."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_folder: Final[list[Path]] = []


def share_in(folder: Path) -> None:
    """Say where the processes of this session lay down what they share (tests/conftest.py)."""
    _folder[:] = [folder]


def session_folder() -> Path:
    """Return that folder; outside of a test session one of this process's own."""
    if not _folder:
        _folder.append(Path(mkdtemp(prefix="asn-peduli-")))
    return _folder[0]


def shared_folder(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` has filled, whichever process came first.

    Copy it before you change anything.
    """
    place = session_folder() / name
    with _alone(name):
        if not place.exists():
            unfinished = place.with_name(f"{name}.baru")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(place)
    return place


def shared_bytes(name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` gives, whichever process came first."""
    return (shared_folder(name, lambda folder: _write(folder / "isi", make())) / "isi").read_bytes()


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (session_folder() / f"{name}.kunci").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
