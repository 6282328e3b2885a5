"""Writing to disk: private, whole, and one run at a time (contract §6, §7)."""

import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import LockedError
from pipeline.storage import exclusive, make_folder, move_folder, replace_private, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_and_every_new_folder_are_private(tmp_path: Path) -> None:
    write_private(tmp_path / "a" / "b" / "c.txt", b"isi")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(tmp_path / "a" / "b" / "c.txt") == 0o600


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path / "baru")
    assert mode(tmp_path) == 0o755


def test_replacing_leaves_no_draft_beside_the_file(tmp_path: Path) -> None:
    replace_private(tmp_path / "x", b"lama")
    replace_private(tmp_path / "x", b"baru")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"baru"


def test_a_folder_is_moved_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "dari" / "dalam" / "x", b"isi")
    move_folder(tmp_path / "dari", tmp_path / "ke" / "r01")
    assert (tmp_path / "ke" / "r01" / "dalam" / "x").read_bytes() == b"isi"
    assert not (tmp_path / "dari").exists()


def test_a_second_run_is_refused_while_the_first_holds_the_folder(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path, "sedang dipakai"),
        pytest.raises(LockedError, match="sedang dipakai"),
        exclusive(tmp_path, "sedang dipakai"),
    ):
        pass


def test_the_lock_goes_with_the_process_that_held_it(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from pipeline.storage import exclusive
with exclusive(Path({str(tmp_path)!r}), "x"):
    print("dipegang", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "dipegang"
        with pytest.raises(LockedError), exclusive(tmp_path, "x"):
            pass
        holder.kill()
    for _ in range(50):
        try:
            with exclusive(tmp_path, "x"):
                return
        except LockedError:
            time.sleep(0.1)
    pytest.fail("kunci tidak lepas")
