"""Writes the schema of Prefect's database as its own migrations leave it: `make database`."""

import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flows.serving.new_database import DATABASE, SCHEMA_FILE, heading
from tests.builders.paths import ROOT
from tests.builders.prefect_homes import migrated

_WRITTEN_BY: Final = "-- Written by `make database`: what Prefect's migrations make of nothing.\n"
_STATEMENTS: Final = (
    "select sql from sqlite_master where sql is not null order by type = 'index', rowid"
)
_STATE: Final = "select version_num from alembic_version"
_IN_STATE: Final = "INSERT INTO alembic_version VALUES ('{}')"


def schema_of(database: Path) -> str:
    """Return the statements that make an empty database like this one."""
    with closing(sqlite3.connect(database)) as held:
        made = [statement for (statement,) in held.execute(_STATEMENTS)]
        states = [state for (state,) in held.execute(_STATE)]
        _require_empty(held)
    filled = [_IN_STATE.format(state) for state in states]
    lines = "".join(f"{statement};\n" for statement in (*made, *filled)).splitlines()
    return heading(version("prefect")) + _WRITTEN_BY + "".join(f"{x.rstrip()}\n" for x in lines)


def _require_empty(held: sqlite3.Connection) -> None:
    names = "select name from sqlite_master where type = 'table' and name <> 'alembic_version'"
    for (name,) in held.execute(names).fetchall():
        if held.execute(f'select 1 from "{name}"').fetchone():  # noqa: S608 - Prefect's own names
            raise ValueError(f"the migrations fill {name}: its rows are not written down")


def by_meaning(schema: str) -> list[list[str]]:
    """Return its statements sorted, as their lines are: migrations leave both to chance."""
    return sorted(
        sorted(line.strip().removesuffix(",") for line in statement.splitlines())
        for statement in schema.split(";\n")
    )


def main() -> None:
    """Write it where the program finds it."""
    with TemporaryDirectory() as home:
        schema = schema_of(migrated(Path(home)) / DATABASE)
    (ROOT / "flows" / "serving" / SCHEMA_FILE).write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main()
