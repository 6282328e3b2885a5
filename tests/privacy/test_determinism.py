"""The same inputs give the same bytes, whatever the machine is like (contract §5.1, §6)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.system.settings import settings_for
from tests.builders.canary import PERIOD, lay_canary, name_of, nip_of
from tests.builders.crash_city import run
from tests.builders.paths import ROOT
from tests.builders.running import clean_environment, documents
from tests.builders.shared import shared_folder

USUAL = {
    "TZ": "Asia/Jakarta",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "POLARS_MAX_THREADS": "2",
}
# All that may differ differs at once, each in two ways: a fault in one of them shows in the bytes all the same.
OTHERS = {
    "far east, one core": {
        "TZ": "Pacific/Kiritimati",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "POSIX",
        "PYTHONHASHSEED": "4711",
        "POLARS_MAX_THREADS": "1",
    },
    "far west, more cores, files laid down and listed in another order": {
        "TZ": "America/St_Johns",
        "LANG": "id_ID.UTF-8",
        "LC_ALL": "POSIX",
        "PYTHONHASHSEED": "random",
        "POLARS_MAX_THREADS": "7",
    },
}


def published(
    inputs: Path, outputs: Path, order: str = "biasa", **environment: str
) -> dict[str, bytes]:
    """Publish in a process of its own, and return what is the same in every run of the month."""
    program = [sys.executable, "-m", "tests.builders.publishing_alone"]
    done = subprocess.run(
        [*program, str(inputs), str(outputs), order],
        cwd=ROOT,
        env={**clean_environment(), **USUAL, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = documents(outputs / PERIOD / "r01")
    said = json.loads(made["manifest.json"])
    return {**made, "manifest.json": json.dumps({**said, "jalan": {}}).encode()}


def _lay_and_publish(folder: Path) -> None:
    """Lay down the canary's city, with two files more that pay for one worker on one day."""
    lay_canary(folder / "inputs")
    head = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
    for name, person in (("a.csv", 2), ("b.csv", 1)):
        paid = f"{nip_of(person)},{name_of(person)},3374021507800001,{PERIOD},16800,{PERIOD}-05\n"
        (folder / "inputs" / PERIOD / "iuran" / name).write_text(head + paid, encoding="utf-8")
    published(folder / "inputs", folder / "outputs")


@pytest.fixture(scope="module")
def usual() -> Path:
    """Inputs, and outputs of a run as usual; made once a session."""
    return shared_folder("tetap", _lay_and_publish)


@pytest.fixture(scope="module")
def expected(usual: Path) -> dict[str, bytes]:
    made = documents(usual / "outputs" / PERIOD / "r01")
    said = json.loads(made["manifest.json"])
    return {**made, "manifest.json": json.dumps({**said, "jalan": {}}).encode()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


@pytest.mark.parametrize("machine", OTHERS)
def test_another_machine_gives_the_same_bytes(
    machine: str, usual: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert len(expected) > 15
    inputs, order = usual / "inputs", "biasa"
    if "another order" in machine:
        inputs, order = laid_down_backwards(inputs, tmp_path / "in"), "terbalik"
    made = published(inputs, tmp_path / "out", order, **OTHERS[machine])
    assert differing(made, expected) == []


def laid_down_backwards(inputs: Path, copies: Path) -> Path:
    paths = sorted((path for path in inputs.rglob("*") if path.is_file()), reverse=True)
    for at, path in enumerate(paths):
        copy = copies / path.relative_to(inputs)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (1e9 + at, 1e9 + at))
    return copies


def test_another_month_would_be_seen(
    usual: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """Were nothing compared, the other tests would hold for nothing."""
    shutil.copytree(usual / "inputs", tmp_path / "in")
    [roster] = (tmp_path / "in" / PERIOD / "asn").iterdir()
    roster.write_text(roster.read_text(encoding="utf-8").replace("Bidan", "Guru"), encoding="utf-8")
    run(settings_for(tmp_path / "in", tmp_path / "out"))
    made = documents(tmp_path / "out" / PERIOD / "r01")
    assert "data/status.parquet" in differing(made, expected)
