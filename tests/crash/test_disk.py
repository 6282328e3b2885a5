"""A full or read-only disk: nothing half-published, a sentence saying so, a next run (contract §6).

Disks that are small or read-only are real ones, mounted in memory; where mounting is not allowed
these tests say so.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.core.errors import DiskError
from pipeline.operations.repairs import REPAIRS, Repair, write_repairs
from pipeline.system import failpoints
from pipeline.system.settings import FAILPOINT_VARIABLE, Settings
from tests.builders.crash_city import (
    PERIOD,
    assert_whole,
    lay_city,
    run,
    state,
    use_plain_documents,
)
from tests.builders.running import asn_peduli


@pytest.fixture(autouse=True)
def _plain_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_documents(monkeypatch)


@contextmanager
def disk(folder: Path, size: str = "64m") -> Iterator[Path]:
    """Mount a disk of `size` in memory at `folder`; skips where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def remounted(folder: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)  # noqa: S607


def published(outputs: Path) -> dict[str, bytes]:
    files = (path for path in (outputs / PERIOD).rglob("*") if path.is_file())
    return {path.relative_to(outputs).as_posix(): path.read_bytes() for path in files}


def test_wherever_the_room_ends_nothing_is_half_published_and_with_room_the_next_run_converges(
    tmp_path: Path,
) -> None:
    inputs = lay_city(tmp_path / "in")
    undisturbed = Settings(inputs, tmp_path / "utuh")
    assert [run(undisturbed, PERIOD), run(undisturbed)] == ["r01", "r02"]
    with disk(tmp_path / "disk") as small:
        settings = Settings(inputs, small / "out")
        run(settings, PERIOD)
        used = int(shutil.disk_usage(small).used)
        before = {
            name: data for name, data in published(settings.outputs).items() if "/r01/" in name
        }
        for more in (0, 40, 90, 150):
            remounted(small, f"size={used + more * 1024}")
            with pytest.raises(DiskError, match="Disk penuh: ") as told:
                run(settings)
            assert told.value.exit_code == 1
            assert str(small) in str(told.value)
            assert_whole(settings.outputs, before)
        remounted(small, "size=64m")
        assert run(settings) == "r02"
        assert state(settings.outputs) == state(undisturbed.outputs)


@pytest.mark.parametrize(
    "place",
    [
        "tulis-sebelum",
        "fsync-sebelum:8",
        "fsync-sesudah:30",
        "ganti-sebelum",
        "ganti-sebelum:2",
        "pindah-sebelum",
    ],
)
def test_a_disk_that_fills_up_at_a_step_stops_the_run_and_the_next_converges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    inputs = lay_city(tmp_path / "in")
    settings = Settings(inputs, tmp_path / "out")
    failpoints._times.clear()
    monkeypatch.setenv(FAILPOINT_VARIABLE, f"{place}=penuh")
    with pytest.raises(DiskError, match=r"Disk penuh: .* tidak dapat ditulis"):
        run(settings)
    assert_whole(settings.outputs, {})
    monkeypatch.delenv(FAILPOINT_VARIABLE)
    assert run(settings) == "r01"
    assert_whole(settings.outputs, {})
    assert list(settings.staging.glob("*")) == []


def test_inputs_that_may_only_be_read_are_enough_for_a_run_and_refuse_an_answer(
    tmp_path: Path,
) -> None:
    with disk(tmp_path / "disk") as held:
        settings = Settings(lay_city(held / "in"), tmp_path / "out")
        remounted(held, "ro")
        assert run(settings) == "r01"
        with pytest.raises(DiskError, match=r"koreksi\.csv ada di disk yang hanya dapat dibaca"):
            write_repairs(settings, REPAIRS, [Repair("", "Badu", "199001012015041001")])


@pytest.mark.server
def test_outputs_that_may_only_be_read_are_said_to_be_and_can_still_be_looked_at(
    tmp_path: Path,
) -> None:
    inputs = lay_city(tmp_path / "in")
    with disk(tmp_path / "disk") as held:
        run(Settings(inputs, held / "out"), PERIOD)
        remounted(held, "ro")
        done = asn_peduli("run", PERIOD, "--inputs", inputs, "--outputs", held / "out")
        assert (done.returncode, "hanya dapat dibaca" in done.stderr) == (1, True), done.stderr
        assert f"{held / 'out'}" in done.stderr
        looked = asn_peduli("status", "--verify", "--outputs", held / "out")
        assert (looked.returncode, "sama dengan sidiknya" in looked.stdout) == (0, True)


@pytest.mark.server
def test_a_full_home_of_prefect_is_said_to_be_full(tmp_path: Path) -> None:
    inputs = lay_city(tmp_path / "in")
    with disk(tmp_path / "disk", "1m") as small:
        done = asn_peduli(
            "run",
            PERIOD,
            "--inputs",
            inputs,
            "--outputs",
            tmp_path / "out",
            PREFECT_HOME=str(small),
        )
        assert (done.returncode, f"Disk penuh: {small} " in done.stderr) == (1, True), done.stderr
    assert not (tmp_path / "out" / PERIOD).exists()
