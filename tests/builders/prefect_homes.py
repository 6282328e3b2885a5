"""A Prefect home whose database Prefect itself made."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from flows.serving.new_database import DATABASE
from tests.builders.running import clean_environment

_UPGRADE: Final = (
    "import asyncio; from prefect.server.database import provide_database_interface as database; "
    "asyncio.run(database().create_db())"
)


def migrated(home: Path) -> Path:
    """Have Prefect make its database in a home, with all its migrations, and return the home."""
    environment = {**clean_environment(), "PREFECT_HOME": str(home)}
    subprocess.run([sys.executable, "-c", _UPGRADE], env=environment, check=True, timeout=240)
    with closing(sqlite3.connect(home / DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home
