"""Prefect's database as its migrations leave it, laid down where none is: they take ten seconds."""

from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from pipeline.system.database import database_bytes
from pipeline.system.files import create_private

DATABASE: Final = "prefect.db"
SCHEMA_FILE: Final = "new_database.sql"
# What a server that was killed left beside its database would be put into another one.
_TRACES: Final = ("", "-wal", "-shm", "-journal")
_OF: Final = "-- prefect "
_ELSEWHERE: Final = "DATABASE"
_SETTING: Final = "PREFECT_"


def lay_down_database(environment: Mapping[str, str]) -> None:
    """Put an empty database into the home of a server that will be started with `environment`.

    Prefect makes it itself, as it always could, where its environment says anything of a database,
    where another version of Prefect is installed than the one whose schema lies beside this, and
    where SQLite is too old for it. One that is there, or of which anything is left, stays. Raises
    DiskError.
    """
    home = environment.get("PREFECT_HOME")
    named = any(name.startswith(_SETTING) and _ELSEWHERE in name for name in environment)
    if not home or named or any(Path(home, DATABASE + trace).exists() for trace in _TRACES):
        return
    schema = files("flows.serving").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    fits = schema.startswith(heading(version("prefect")))
    data = database_bytes(schema) if fits else None
    if data is not None:
        create_private(Path(home) / DATABASE, data)


def heading(of_prefect: str) -> str:
    """Return how the schema of a version of Prefect begins."""
    return f"{_OF}{of_prefect}\n"
