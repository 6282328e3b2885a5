"""The one place that writes to disk: private modes, fsynced, atomic (contract §6).

Files are 0600 and folders 0700, whatever the umask: everything here names people.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import LockedError, UsageError
from pipeline.rendering.wording import say


def private_by_default() -> None:
    """Make whatever this process and its children write readable by its owner only (contract §6)."""
    os.umask(0o077)


def make_folder(folder: Path) -> Path:
    """Make `folder` and its missing parents with mode 0700 and return it."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            path.chmod(0o700)
    except OSError:
        raise UsageError(say("tolak.keluaran", folder=folder)) from None
    return folder


def write_private(path: Path, data: bytes) -> None:
    """Write `data` to a new file with mode 0600 and fsync it; the parent folder is made."""
    make_folder(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace_private(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader sees the old bytes or the new, never a part."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_private(draft, data)
    draft.replace(path)
    sync_folder(path.parent)


def append_private(path: Path, data: bytes) -> None:
    """Add `data` to the end of a file with mode 0600 and fsync it; file and parent folder are made when missing."""
    make_folder(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def own_bytes(path: Path) -> bytes | None:
    """Return what is in a file that we wrote; None when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def remove_file(path: Path) -> None:
    """Remove a file; a missing one is fine."""
    path.unlink(missing_ok=True)


def open_log(path: Path) -> BinaryIO:
    """Open an empty file with mode 0600 for a process of ours to write its log to."""
    write_private(path, b"")
    return path.open("ab")


def sync_folder(folder: Path) -> None:
    """fsync the folder itself, so that a rename in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_folder(source: Path, target: Path) -> None:
    """Rename a whole folder into place; both names are durable afterwards."""
    make_folder(target.parent)
    for folder in (source, *(p for p in source.rglob("*") if p.is_dir())):
        sync_folder(folder)
    source.rename(target)
    sync_folder(target.parent)
    sync_folder(source.parent)


def remove_folder(folder: Path) -> None:
    """Remove `folder` and what is in it; a missing one is fine."""
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def exclusive(folder: Path, refusal: str) -> Iterator[None]:
    """Hold `folder` for one run; raise LockedError(refusal) when another holds it.

    The kernel frees the lock with the process that holds it, however that dies, so none can be stale.
    """
    make_folder(folder).chmod(0o700)
    handle = os.open(folder / ".kunci", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, refusal)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, refusal: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LockedError(refusal) from None
