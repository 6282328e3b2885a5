"""The demo's server starts before its city is made, and nothing is made where another run is."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import months
from flows.cli.folders import DemoFolders
from pipeline.core.errors import LockedError
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


def test_a_runs_server_starts_before_anything_slow_is_imported() -> None:
    looked = (
        "import sys; from pathlib import Path; from flows.cli import beginning, commands; "
        "from flows.cli.folders import Folders; beginning.require_a_city = lambda _: None; "
        "beginning.choose_free_server = lambda _: sys.exit(','.join(sorted("
        "sys.modules.keys() & {'polars', 'prefect', 'openpyxl', 'jinja2', 'pydantic'}))); "
        "commands.run('2026-03', folders=Folders(Path('masuk'), Path('keluar')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", looked], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr.strip()) == (1, "")


def test_where_another_run_holds_the_outputs_no_city_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = DemoFolders(tmp_path / "in", tmp_path / "out")
    made: list[object] = []
    monkeypatch.setattr(months, "make_demo", lambda *given: made.append(given))
    with exclusive(folders.outputs, "sedang dipakai", "run"), pytest.raises(LockedError):
        months.demo(100, None, 1, folders)
    assert made == []
