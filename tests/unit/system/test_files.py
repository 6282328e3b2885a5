"""Writing to disk: private, whole, and one run at a time (contract §6, §7)."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import DiskError, LockedError, UsageError, stripped
from pipeline.system.files import (
    append_private,
    make_folder,
    move_folder,
    replace_folder,
    replace_private,
    write_private,
)
from pipeline.system.locks import exclusive
from pipeline.system.settings import FAILPOINT_VARIABLE, settings_for


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
from pipeline.system.locks import exclusive
with exclusive(Path({str(tmp_path)!r}), "x", "run 2026-10"):
    print("dipegang", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "dipegang"
        since = r"\d{1,2} \w+ \d{4} \d\d\.\d\d \w+"
        holding = f"x Dipegang oleh proses {holder.pid} di .* sejak {since}: run 2026-10"
        with pytest.raises(LockedError, match=holding), exclusive(tmp_path, "x"):
            pass
        holder.kill()
    assert '"apa": "run 2026-10"' in (tmp_path / ".kunci").read_text()
    for _ in range(50):
        try:
            with exclusive(tmp_path, "x", "run 2026-11"):
                assert '"apa": "run 2026-11"' in (tmp_path / ".kunci").read_text()
            assert (tmp_path / ".kunci").read_bytes() == b""
            return
        except LockedError:
            time.sleep(0.1)
    pytest.fail("kunci tidak lepas")


def test_what_a_dead_process_left_in_the_lock_file_is_told_to_nobody(tmp_path: Path) -> None:
    with exclusive(tmp_path, "sedang dipakai"):
        held = json.loads((tmp_path / ".kunci").read_bytes())
        (tmp_path / ".kunci").write_text(json.dumps({**held, "pid": 2**22 + 1}))
        with pytest.raises(LockedError) as refused, exclusive(tmp_path, "sedang dipakai"):
            pass
    assert str(refused.value) == "sedang dipakai"


def test_a_draft_that_a_dead_process_left_goes_with_the_next_replacement(tmp_path: Path) -> None:
    (tmp_path / f".x.{2**22 + 1}-abcd").write_bytes(b"sisa")
    (tmp_path / f".x.{os.getpid()}-abcd").write_bytes(b"punya yang hidup")
    replace_private(tmp_path / "x", b"baru")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".x.{os.getpid()}-abcd", "x"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Disk penuh: "),
        (errno.EROFS, "hanya dapat dibaca"),
        (errno.EACCES, "Tidak ada izin"),
        (errno.EIO, "Disk gagal"),
        (errno.EMFILE, "tidak dapat ditulis"),
    ],
)
def test_what_the_disk_refuses_is_said_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refused(*_: object) -> int:
        raise OSError(number, "")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(DiskError, match=said) as told:
        write_private(tmp_path / "x", b"")
    assert str(tmp_path / "x") in str(told.value)
    assert told.value.exit_code == 1
    assert errno.errorcode[number] in str(told.value)


def test_an_error_of_the_disk_met_anywhere_is_a_sentence() -> None:
    told = stripped(PermissionError(errno.EACCES, "Permission denied", "roster.csv"))
    assert told.whole.startswith("Tidak ada izin untuk roster.csv (EACCES).")
    assert "roster.csv" not in str(told)


def test_lines_are_added_one_after_the_other_and_a_torn_one_stays_alone(tmp_path: Path) -> None:
    book = tmp_path / "a" / "buku.jsonl"
    append_private(book, b"satu\n")
    append_private(book, b"dua\n")
    assert book.read_bytes() == b"satu\ndua\n"
    assert mode(book) == 0o600
    book.write_bytes(b"satu\nd")
    append_private(book, b"tiga\n")
    assert book.read_bytes() == b"satu\nd\ntiga\n"


def killed(code: str, place: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, FAILPOINT_VARIABLE: place}, check=False
    )
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("place", "written"), [("tambah-sebelum", b""), ("tambah-sesudah", b"dua\n")]
)
def test_a_line_is_there_whole_or_not_at_all_when_the_process_is_killed(
    tmp_path: Path, place: str, written: bytes
) -> None:
    book = tmp_path / "buku.jsonl"
    book.write_bytes(b"satu\n")
    call = f"append_private(Path({str(book)!r}), b'dua\\n')"
    killed(
        f"from pathlib import Path; from pipeline.system.files import append_private; {call}", place
    )
    assert book.read_bytes() == b"satu\n" + written


@pytest.mark.parametrize(
    "place", ["geser-sebelum", "geser-sesudah", "pindah-sebelum", "pindah-sesudah"]
)
def test_a_folder_that_is_replaced_never_mixes_old_and_new_and_the_next_time_completes(
    tmp_path: Path, place: str
) -> None:
    target = tmp_path / "DINKES"
    replace_folder(target, {"a": b"lama", "b": b"lama"})
    call = f"replace_folder(Path({str(target)!r}), {{'a': b'baru'}})"
    killed(
        f"from pathlib import Path; from pipeline.system.files import replace_folder; {call}", place
    )
    found = {path.name: path.read_bytes() for path in target.glob("*")}
    assert found in ({}, {"a": b"lama", "b": b"lama"}, {"a": b"baru"})
    replace_folder(target, {"a": b"baru"})
    assert [path.name for path in tmp_path.iterdir()] == ["DINKES"]
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"a": b"baru"}


def test_the_name_of_an_input_is_for_the_operators_screen_alone() -> None:
    unreadable = PermissionError(
        errno.EACCES, "x", "/data/in/2026-03/iuran/Budi 199001012015041001.csv"
    )
    told = stripped(unreadable)
    assert "/data/in/2026-03/iuran" in str(told)
    assert "Budi" not in str(told)
    assert "Budi ******************.csv" in told.whole


class TestOutputs:
    """Nobody but its owner writes in the outputs folder, and no link in it is followed (§6)."""

    def test_a_folder_that_anybody_could_write_in_is_mended(self, tmp_path: Path) -> None:
        outputs = make_folder(tmp_path / "out")
        outputs.chmod(0o777)
        settings_for(tmp_path / "in", outputs)
        assert mode(outputs) == 0o700

    def test_one_of_somebody_else_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outputs = make_folder(tmp_path / "out")
        outputs.chmod(0o777)

        def not_the_owner(path: Path, mode: int) -> None:
            raise PermissionError(errno.EPERM, "x", str(path))

        monkeypatch.setattr(Path, "chmod", not_the_owner)
        with pytest.raises(UsageError, match="dapat ditulis orang lain"):
            settings_for(tmp_path / "in", outputs)

    @pytest.mark.parametrize("place", ["2026-03", "2026-03/r01/data", "pengiriman", "index.html"])
    def test_a_link_in_it_is_refused_and_named(self, place: str, tmp_path: Path) -> None:
        outputs, elsewhere = make_folder(tmp_path / "out"), make_folder(tmp_path / "luar")
        make_folder((outputs / place).parent)
        (outputs / place).symlink_to(elsewhere)
        with pytest.raises(UsageError, match=f"{place} adalah tautan"):
            settings_for(tmp_path / "in", outputs)

    def test_a_folder_that_goes_while_it_looks_holds_no_link(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        outputs = make_folder(tmp_path / "out")
        make_folder(outputs / ".staging" / "2026-03")
        (outputs / "z").symlink_to(tmp_path)
        look = os.scandir

        def gone(folder: Path) -> Iterator[os.DirEntry[str]]:
            if folder.name == ".staging":
                folder.rename(tmp_path / "pindah")
            return look(folder)

        monkeypatch.setattr(os, "scandir", gone)
        with pytest.raises(UsageError, match="z adalah tautan"):
            settings_for(tmp_path / "in", outputs)

    def test_the_folder_itself_may_be_reached_by_a_link(self, tmp_path: Path) -> None:
        make_folder(tmp_path / "disk")
        (tmp_path / "out").symlink_to(tmp_path / "disk")
        assert settings_for(tmp_path / "in", tmp_path / "out").outputs == tmp_path / "out"

    @pytest.mark.parametrize("write", [write_private, append_private])
    def test_a_link_put_in_the_place_of_a_file_is_not_written_through(
        self, write: Callable[[Path, bytes], None], tmp_path: Path
    ) -> None:
        (tmp_path / "milik lain.txt").write_bytes(b"tetap")
        (tmp_path / "riwayat.jsonl").symlink_to(tmp_path / "milik lain.txt")
        with pytest.raises(DiskError):
            write(tmp_path / "riwayat.jsonl", b"baru")
        assert (tmp_path / "milik lain.txt").read_bytes() == b"tetap"
