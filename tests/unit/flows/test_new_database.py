"""Prefect's database is laid down where none is, and nowhere else."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from flows.serving import new_database
from flows.serving.new_database import DATABASE, lay_down_database
from pipeline.system.database import database_bytes


def test_a_home_without_a_database_gets_one_that_is_whole_and_empty(tmp_path: Path) -> None:
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    with closing(sqlite3.connect(tmp_path / DATABASE)) as held:
        assert held.execute("pragma integrity_check").fetchone() == ("ok",)
        assert held.execute("select count(*) from flow_run").fetchone() == (0,)
        assert held.execute("select count(*) from alembic_version").fetchone() == (1,)


def test_only_its_owner_may_read_it_and_no_draft_stays(tmp_path: Path) -> None:
    lay_down_database({"PREFECT_HOME": str(tmp_path / "rumah")})
    assert [path.name for path in (tmp_path / "rumah").iterdir()] == [DATABASE]
    assert stat.S_IMODE((tmp_path / "rumah" / DATABASE).stat().st_mode) == 0o600


def test_one_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"milik Prefect")
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    assert (tmp_path / DATABASE).read_bytes() == b"milik Prefect"


@pytest.mark.parametrize("trace", ["-wal", "-shm", "-journal"])
def test_beside_what_a_killed_server_left_of_a_lost_one_prefect_makes_it(
    tmp_path: Path, trace: str
) -> None:
    (tmp_path / f"{DATABASE}{trace}").write_bytes(b"sisa")
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    assert [path.name for path in tmp_path.iterdir()] == [f"{DATABASE}{trace}"]


@pytest.mark.parametrize(
    "setting",
    [
        "PREFECT_API_DATABASE_CONNECTION_URL",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
        "PREFECT_SERVER_DATABASE_NAME",
    ],
)
def test_where_the_operator_says_which_database_prefect_makes_it(
    tmp_path: Path, setting: str
) -> None:
    lay_down_database({"PREFECT_HOME": str(tmp_path), setting: "lain"})
    assert not any(tmp_path.iterdir())


def test_another_version_of_prefect_makes_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_database, "version", lambda _: "3.9.10")
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    assert not any(tmp_path.iterdir())


class _OldDatabase(sqlite3.Connection):
    """One of a SQLite that cannot give the bytes of a database."""

    def serialize(self, *, name: str = "main") -> bytes:
        raise AttributeError(name)


def test_where_sqlite_is_too_old_prefect_makes_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _OldDatabase(":memory:")
    monkeypatch.setattr("sqlite3.connect", lambda _: old)
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    assert not any(tmp_path.iterdir())


def test_what_sqlite_does_not_know_is_no_database() -> None:
    assert database_bytes("CREATE SOMETHING;") is None


def test_two_that_start_at_once_have_one_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path.hardlink_to

    def too_late(self: Path, draft: Path) -> None:
        self.write_bytes(b"dari yang lebih dahulu")
        ours(self, draft)

    monkeypatch.setattr(Path, "hardlink_to", too_late)
    lay_down_database({"PREFECT_HOME": str(tmp_path)})
    assert (tmp_path / DATABASE).read_bytes() == b"dari yang lebih dahulu"
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE]
