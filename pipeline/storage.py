"""The one place that writes to disk: private modes, fsynced, atomic (contract §6).

Files are 0600 and folders 0700, whatever the umask: everything here names people.
"""

import fcntl
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline.errors import LockedError, UsageError
from pipeline.failpoints import around
from pipeline.rendering.wording import say

Database = sqlite3.Connection
DatabaseFault = sqlite3.DatabaseError
_PATIENCE: Final = 30


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
        with around("tulis"):
            file.write(data)
            file.flush()
        with around("fsync"):
            os.fsync(file.fileno())


def replace_private(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader sees the old bytes or the new, never a part."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_private(draft, data)
    with around("ganti"):
        draft.replace(path)
    sync_folder(path.parent)


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
    with around("pindah"):
        source.rename(target)
    sync_folder(target.parent)
    sync_folder(source.parent)


def replace_folder(target: Path, files: dict[str, bytes]) -> None:
    """Put a folder with just these files at `target`, in place of what was there; old and new never mix."""
    draft, old = (target.with_name(f".{target.name}.{word}") for word in ("baru", "lama"))
    for leftover in (draft, old):
        remove_folder(leftover)
    for name, data in files.items():
        write_private(draft / name, data)
    if target.exists():
        target.rename(old)
    move_folder(draft, target)
    remove_folder(old)


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


@contextmanager
def open_database(path: Path, schema: str, version: int) -> Iterator[Database]:
    """Open the SQLite database at `path`, made with `schema` when it is new; what is committed survives a power cut.

    Raises DatabaseFault when the file is no database, or one of another version.
    """
    make_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level="IMMEDIATE")
    try:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            database.execute(f"PRAGMA {setting}")
        with database:
            _bring_to(database, schema, version)
        yield database
    finally:
        database.close()


@contextmanager
def memory_database(schema: str) -> Iterator[Database]:
    """Give an empty database with `schema` that leaves nothing on disk."""
    database = sqlite3.connect(":memory:")
    try:
        database.executescript(schema)
        yield database
    finally:
        database.close()


def _bring_to(database: Database, schema: str, version: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    held = database.execute("PRAGMA user_version").fetchone()[0]
    if held not in (0, version):
        raise DatabaseFault(f"version {held}")
    if held == 0:
        for statement in filter(None, map(str.strip, schema.split(";"))):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {version:d}")
