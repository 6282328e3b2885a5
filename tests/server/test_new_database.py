"""The database that a server of ours begins with is the one Prefect would have made itself."""

from pathlib import Path

from flows.serving.new_database import DATABASE, SCHEMA_FILE
from tests.builders.paths import ROOT
from tests.builders.prefect_homes import migrated
from tests.new_database import by_meaning, schema_of


def test_it_is_what_the_migrations_of_the_installed_prefect_make(tmp_path: Path) -> None:
    written = (ROOT / "flows" / "serving" / SCHEMA_FILE).read_text(encoding="utf-8")
    made = schema_of(migrated(tmp_path) / DATABASE)
    assert by_meaning(written) == by_meaning(made), "make database"
