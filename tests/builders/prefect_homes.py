"""Prefect's database, empty and with all its migrations: they take it six seconds each time."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from tests.builders.shared import shared_folder

_DATABASE: Final = "prefect.db"
_UPGRADE: Final = (
    "import asyncio; from prefect.server.database import provide_database_interface as database; "
    "asyncio.run(database().create_db())"
)


def with_database(home: Path) -> Path:
    """Put an empty database into a Prefect home that has none, and return the home."""
    if not (home / _DATABASE).exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shared_folder("prefect-kosong", _migrate) / _DATABASE, home / _DATABASE)
    return home


def _migrate(home: Path) -> None:
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_API_URL": ""}
    subprocess.run([sys.executable, "-c", _UPGRADE], env=environment, check=True, timeout=240)
    with closing(sqlite3.connect(home / _DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
