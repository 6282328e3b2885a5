"""A server starts before what takes long is done, and none where the command will be refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import beginning, commands, months
from flows.cli.folders import DemoFolders, Folders
from pipeline.core.errors import FormError, LockedError, RefusedError, UsageError
from pipeline.delivery import documents
from pipeline.operations import desk
from pipeline.system.locks import exclusive
from tests.builders.paths import ROOT


def test_the_server_starts_while_the_city_is_made_and_then_its_last_month_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in ("choose_free_server", "make_demo", "begin_server", "run"):
        monkeypatch.setattr(months, name, lambda *_, name=name: done.append(name))
    months.demo(100, None, 1, DemoFolders(tmp_path / "in", tmp_path / "out"))
    assert done == ["choose_free_server", "make_demo", "begin_server", "run"]


@pytest.mark.parametrize(
    "command",
    [
        "commands.run('2026-03', folders=there)",
        "commands.backfill('2026-03', '2026-04', folders=there)",
    ],
)
def test_the_server_starts_before_anything_slow_is_imported(command: str) -> None:
    looked = (
        "import sys; from pathlib import Path; from flows.cli import beginning, commands; "
        "from flows.cli.folders import Folders; beginning.require_a_city = lambda _: None; "
        "beginning.choose_free_server = lambda _: sys.exit(','.join(sorted("
        "sys.modules.keys() & {'polars', 'prefect', 'openpyxl', 'jinja2', 'pydantic'}))); "
        f"there = Folders(Path('masuk'), Path('keluar')); {command}"
    )
    done = subprocess.run(
        [sys.executable, "-c", looked], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr.strip()) == (1, "")


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The outputs folders for which a server is chosen; none is started."""
    folders: list[Path] = []
    monkeypatch.setattr(beginning, "require_a_city", lambda _: None)
    monkeypatch.setattr(beginning, "quieten", lambda _: None)
    monkeypatch.setattr(beginning, "choose_server", folders.append)
    monkeypatch.setattr(beginning, "needs_own_server", lambda _: True)
    monkeypatch.setattr(desk, "open_desk", lambda _: None)
    return folders


def test_no_server_starts_for_a_span_that_is_none(chosen: list[Path], tmp_path: Path) -> None:
    folders = Folders(tmp_path / "in", tmp_path / "out")
    for last in ("2026-02", "2999-01"):
        with pytest.raises(UsageError):
            commands.backfill("2026-03", last, folders=folders)
    with pytest.raises(FormError):
        commands.backfill("2026-03", "2026-04", as_json=True, folders=folders)
    assert chosen == []


def test_a_rehearsal_refuses_a_span_that_is_none_before_it_looks_for_a_city(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "in", tmp_path / "out")
    with pytest.raises(UsageError):
        commands.backfill("2026-03", "2026-02", dry_run=True, folders=folders)


@pytest.mark.parametrize("own", [True, False])
def test_a_sendings_own_server_starts_before_the_month_is_looked_at(
    own: bool, chosen: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another's is chosen when it is spoken to: it may be gone by then."""
    from flows.cli import delivery

    monkeypatch.setattr(beginning, "needs_own_server", lambda _: own)
    monkeypatch.setattr(documents, "published_manifest", lambda *_: None)
    looked_at: list[list[Path]] = []
    monkeypatch.setattr(delivery, "send", lambda *_: looked_at.append([*chosen]))
    folders = Folders(tmp_path / "in", tmp_path / "out")
    commands.send("2026-03", folders=folders)
    assert looked_at == [[tmp_path / "out"] if own else []]


def test_a_sending_refuses_references_before_it_asks_whether_the_month_is_out(
    chosen: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its rehearsal does."""

    def refuse(_: object) -> None:
        raise RefusedError("kebijakan.toml keliru")

    monkeypatch.setattr(desk, "open_desk", refuse)
    with pytest.raises(RefusedError):
        commands.send("2026-03", folders=Folders(tmp_path / "in", tmp_path / "out"))
    assert chosen == []


def test_no_server_starts_for_a_month_that_is_not_out_nor_where_nothing_is_sent_yet(
    chosen: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.cli import delivery

    monkeypatch.setattr(delivery, "send", lambda *_: 0)
    folders = Folders(tmp_path / "in", tmp_path / "out")
    with pytest.raises(UsageError):
        commands.send("2026-03", folders=folders)
    commands.send("2026-03", dry_run=True, folders=folders)
    commands.send("2026-03", arrived=("DINKES",), folders=folders)
    commands.send("2026-03", reminder=True, folders=folders)
    assert chosen == []


def test_where_another_run_holds_the_outputs_no_city_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = DemoFolders(tmp_path / "in", tmp_path / "out")
    made: list[object] = []
    monkeypatch.setattr(months, "make_demo", lambda *given: made.append(given))
    with exclusive(folders.outputs, "sedang dipakai", "run"), pytest.raises(LockedError):
        months.demo(100, None, 1, folders)
    assert made == []
