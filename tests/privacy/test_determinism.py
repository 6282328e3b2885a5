"""The same inputs give the same bytes, whatever the machine is like (contract §5.1, §6)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.canary import PERIOD, lay_canary
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
OTHERS = {
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "another language": {"LANG": "tr_TR.UTF-8", "LC_ALL": "POSIX"},
    "another order of hashes": {"PYTHONHASHSEED": "4711"},
    "one core": {"POLARS_MAX_THREADS": "1"},
    "more cores": {"POLARS_MAX_THREADS": "7"},
    "all at once": {
        "TZ": "America/St_Johns",
        "LANG": "id_ID.UTF-8",
        "LC_ALL": "POSIX",
        "PYTHONHASHSEED": "random",
        "POLARS_MAX_THREADS": "3",
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
    lay_canary(folder / "inputs")
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


@pytest.mark.parametrize("machine", sorted(OTHERS))
def test_another_machine_gives_the_same_bytes(
    machine: str, usual: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    assert len(expected) > 15
    made = published(usual / "inputs", tmp_path / "out", **OTHERS[machine])
    assert differing(made, expected) == []


def test_files_laid_down_and_listed_in_another_order_give_the_same_bytes(
    usual: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    paths = sorted((path for path in (usual / "inputs").rglob("*") if path.is_file()), reverse=True)
    for at, path in enumerate(paths):
        copy = tmp_path / "in" / path.relative_to(usual / "inputs")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (1e9 + at, 1e9 + at))
    assert differing(published(tmp_path / "in", tmp_path / "out", "terbalik"), expected) == []


def test_another_month_would_be_seen(
    usual: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """Were nothing compared, the other tests would hold for nothing."""
    shutil.copytree(usual / "inputs", tmp_path / "in")
    [roster] = (tmp_path / "in" / PERIOD / "asn").iterdir()
    roster.write_text(roster.read_text(encoding="utf-8").replace("Bidan", "Guru"), encoding="utf-8")
    made = published(tmp_path / "in", tmp_path / "out")
    assert "data/status.parquet" in differing(made, expected)
