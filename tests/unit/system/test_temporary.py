"""Temporary files of libraries: in our own folder, and gone afterwards."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.system.temporary import temporary_files_in


def test_libraries_put_them_into_our_folder_which_is_gone_afterwards(tmp_path: Path) -> None:
    before = tempfile.gettempdir(), os.environ.get("TMPDIR")
    place = tmp_path / "out" / ".sementara"
    with temporary_files_in(place):
        with tempfile.NamedTemporaryFile(delete=False) as left:
            assert Path(left.name).is_relative_to(place)
        [own] = place.iterdir()
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
        told = subprocess.run(
            [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == str(own)
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_or_was_written_to_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with temporary_files_in(tmp_path / "out" / ".sementara"):
        (tmp_path / "out" / "hasil").touch()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["hasil"]


def test_what_a_process_left_that_died_is_removed_and_what_a_living_one_has_stays(
    tmp_path: Path,
) -> None:
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    dead, alive = (tmp_path / f"{pid}-abcd" for pid in (died.pid, os.getppid()))
    for folder in (dead, alive):
        folder.mkdir()
        (folder / "sel.xml").write_text("Budi")
    with temporary_files_in(tmp_path):
        assert (dead.exists(), alive.exists()) == (False, True)


def test_within_one_another_each_has_its_own(tmp_path: Path) -> None:
    with temporary_files_in(tmp_path / "luar"):
        outer = tempfile.gettempdir()
        with temporary_files_in(tmp_path / "dalam"):
            assert Path(tempfile.gettempdir()).is_relative_to(tmp_path / "dalam")
        assert tempfile.gettempdir() == outer
        assert Path(outer).is_dir()


def test_where_no_folder_can_be_made_the_machines_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tempfile.gettempdir()
    (tmp_path / "berkas").touch()
    with temporary_files_in(tmp_path / "berkas" / ".sementara"):
        assert tempfile.gettempdir() == before
