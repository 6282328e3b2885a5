"""SQLite databases of our own: private, durable, of one version."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipeline.system.files import make_folder

Database = sqlite3.Connection


DatabaseFault = sqlite3.DatabaseError


NO_UPGRADES: Final[Mapping[int, str]] = {}
_PATIENCE: Final = 30


@contextmanager
def open_database(
    path: Path, schema: str, version: int, upgrades: Mapping[int, str] = NO_UPGRADES
) -> Iterator[Database]:
    """Open the SQLite database at `path`, made with `schema` when it is new.

    What is committed survives a power cut. `upgrades`: version -> the statements that make the next
    one of it.

    Raises DatabaseFault when the file is no database, or one of another version.
    """
    make_folder(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level="IMMEDIATE")
    try:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            database.execute(f"PRAGMA {setting}")
        with database:
            _bring_to_version(database, schema, version, upgrades)
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


def database_bytes(schema: str) -> bytes | None:
    """Return the file of an empty database with `schema`; None where this SQLite cannot make it.

    An old one has no way to give the bytes, or does not know what the schema says.
    """
    try:
        with memory_database(schema) as database:
            return database.serialize()
    except (AttributeError, sqlite3.Error):
        return None


def _bring_to_version(
    database: Database, schema: str, version: int, upgrades: Mapping[int, str]
) -> None:
    database.execute("BEGIN IMMEDIATE")
    held = database.execute("PRAGMA user_version").fetchone()[0]
    if held == version:
        return
    if held == 0:
        _execute(database, schema)
    else:
        for before in range(held, version):
            if before not in upgrades:
                raise DatabaseFault(f"version {held}")
            _execute(database, upgrades[before])
        if held > version:
            raise DatabaseFault(f"version {held}")
    database.execute(f"PRAGMA user_version = {version:d}")


def _execute(database: Database, statements: str) -> None:
    for statement in filter(None, map(str.strip, statements.split(";"))):
        database.execute(statement)
