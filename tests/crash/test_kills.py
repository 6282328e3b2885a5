"""A run or a prune killed with SIGKILL, at every durable step and at any moment (contract §6)."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from pipeline.core.periods import Period
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.publishing.workspace import save_month
from pipeline.system.failpoints import POINTS
from pipeline.system.settings import Settings
from pipeline.system.sources import take_stock
from tests.architecture.tree import ROOT
from tests.builders.crash_city import PERIOD, assert_whole, lay_city, state

KILLED: Final = -signal.SIGKILL
RANDOM_KILLS: Final = 30
OF_PRUNE: Final = tuple(point for point in POINTS if point.startswith("pangkas-"))
ELSEWHERE: Final = ("pangkas-", "kirim-", "koreksi-", "tambah-", "geser-")
OF_RUN: Final = tuple(point for point in POINTS if not point.startswith(ELSEWHERE))
PUBLISHING: Final = ("ganti-", "pindah-", "terkini-", "indeks-utama-", "bersih-")
AT_PUBLISHING: Final = (
    *(point for point in OF_RUN if point.startswith(PUBLISHING)),
    "ganti-sebelum:2",
    "ganti-sesudah:2",
)
# Some steps are taken many times in a run; the first is not the only time to die.
IN_STAGING: Final = (
    *(point for point in OF_RUN if not point.startswith(PUBLISHING)),
    "tulis-sebelum:9",
    "tulis-sesudah:17",
    "fsync-sebelum:20",
    "fsync-sesudah:25",
    "salin-sesudah:4",
    "data-sebelum:3",
)
CHAIN: Final = 6
OF_A_FIRST_RUN: Final = ("pindah-sesudah", "terkini-sebelum", "terkini-sesudah")


@dataclass
class City:
    """Folders as they are before the killed run, and what an undisturbed one makes of them."""

    inputs: Path
    before: Path
    assessed: Path
    driver: "subprocess.Popen[str]"
    undisturbed: dict[str, bytes]
    took: float

    def ask(
        self,
        outputs: Path,
        fail: str = "",
        after: float | None = None,
        do: str = "run",
        real: bool = False,
    ) -> int:
        """Have a process of its own run or prune; return how it ended."""
        return int(self._asked(outputs, fail, after, do, real)["ended"])

    def _asked(
        self, outputs: Path, fail: str, after: float | None, do: str, real: bool
    ) -> dict[str, Any]:
        wish = {
            "do": do,
            "inputs": str(self.inputs),
            "outputs": str(outputs),
            "fail": fail,
            "after": after,
            "assessed": "" if real else str(self.assessed),
        }
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        self.driver.stdin.write(json.dumps(wish) + "\n")
        self.driver.stdin.flush()
        return dict(json.loads(self.driver.stdout.readline()))

    def copy(self, folder: Path) -> Path:
        return Path(shutil.copytree(self.before, folder))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """r01 published with the data of March, and what the data up to May make of it."""
    folder = tmp_path_factory.mktemp("kota")
    inputs = lay_city(folder / "in")
    command = [sys.executable, "-m", "tests.crash.driver"]
    # One thread: what there is to compute is little, and there are many runs.
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as driver:
        made = City(inputs, folder / "sebelum", folder / "nilai", driver, {}, 0.0)
        late = (
            shutil.move(inputs / "2026-04", folder / "2026-04"),
            shutil.move(inputs / "2026-05", folder / "2026-05"),
        )
        assert made.ask(made.before, real=True) == 0
        for month in late:
            shutil.move(month, inputs / Path(month).name)
        settings = Settings(inputs, made.before)
        whole = made.copy(folder / "utuh")
        assert made.ask(whole, real=True) == 0
        made.undisturbed = state(whole)
        save_month(
            months.judge_month(open_desk(settings), take_stock(inputs, Period.parse(PERIOD), None)),
            made.assessed,
        )
        shutil.rmtree(settings.cache)
        shutil.copytree(folder / "utuh" / ".cache", settings.cache)
        min((settings.cache / "iuran").glob("*.bin")).unlink()
        made.took = float(
            made._asked(made.copy(folder / "lama"), "", None, "run", real=False)["took"]
        )
        yield made
        driver.stdin.close() if driver.stdin else None


@pytest.fixture
def outputs(city: City, tmp_path: Path) -> Path:
    return city.copy(tmp_path / "out")


def published(outputs: Path) -> dict[str, bytes]:
    """Return the files of the first revision: nothing may ever change them."""
    return {
        f"{PERIOD}/r01/{p.relative_to(outputs / PERIOD / 'r01').as_posix()}": p.read_bytes()
        for p in (outputs / PERIOD / "r01").rglob("*")
        if p.is_file()
    }


def test_an_undisturbed_run_makes_the_second_revision(city: City) -> None:
    assert json.loads(city.undisturbed[f"{PERIOD}/terkini.json"])["revisi"] == "r02"


@pytest.mark.parametrize("point", AT_PUBLISHING)
def test_killed_while_publishing_it_leaves_what_was_published_whole_and_the_next_run_converges(
    city: City, outputs: Path, point: str
) -> None:
    before = published(outputs)
    assert city.ask(outputs, fail=point) == KILLED
    assert_whole(outputs, before)
    assert city.ask(outputs) == 0
    assert state(outputs) == city.undisturbed


@pytest.mark.parametrize("start", range(0, len(IN_STAGING), CHAIN))
def test_killed_in_staging_again_and_again_it_publishes_nothing_until_a_run_is_let_through(
    city: City, outputs: Path, start: int
) -> None:
    """Each run starts from what the one before, killed elsewhere, left behind."""
    before = published(outputs)
    for point in IN_STAGING[start : start + CHAIN]:
        assert city.ask(outputs, fail=point) == KILLED, point
        assert_whole(outputs, before)
        assert json.loads((outputs / PERIOD / "terkini.json").read_bytes())["revisi"] == "r01"
    assert city.ask(outputs) == 0
    assert state(outputs) == city.undisturbed


def test_killed_before_anything_was_published_it_starts_again(city: City, tmp_path: Path) -> None:
    whole = tmp_path / "utuh"
    assert city.ask(whole) == 0
    for point in OF_A_FIRST_RUN:
        outputs = tmp_path / point
        assert city.ask(outputs, fail=point) == KILLED
        assert_whole(outputs, {})
        assert city.ask(outputs) == 0
        assert state(outputs) == state(whole)
        assert json.loads((outputs / PERIOD / "terkini.json").read_bytes())["revisi"] == "r01"


def test_killed_at_any_moment_it_leaves_what_was_published_whole_and_the_next_run_converges(
    city: City, tmp_path: Path
) -> None:
    chance = random.Random(20261124)
    outputs = city.copy(tmp_path / "out")
    before, killed = published(outputs), 0
    # A moment drawn too late finds the run already done; then another is drawn.
    for at in range(RANDOM_KILLS * 4):
        ended = city.ask(outputs, after=chance.uniform(0.02, city.took))
        assert ended in (0, KILLED)
        assert_whole(outputs, before)
        killed += ended == KILLED
        if ended == KILLED and killed % 2:
            continue
        assert city.ask(outputs) == 0
        assert state(outputs) == city.undisturbed
        if killed == RANDOM_KILLS:
            return
        shutil.rmtree(outputs)
        outputs = city.copy(tmp_path / f"out{at}")
    pytest.fail(f"only {killed} runs were killed")


@pytest.mark.parametrize(
    "point",
    ["koreksi-sebelum", "tulis-sesudah", "ganti-sebelum", "ganti-sesudah", "koreksi-sesudah"],
)
def test_an_answer_that_is_killed_is_in_koreksi_csv_whole_or_not_at_all(
    city: City, tmp_path: Path, point: str
) -> None:
    inputs = Path(shutil.copytree(city.inputs, tmp_path / "in"))
    repairs = inputs / "referensi" / "koreksi.csv"
    mine = replace(city, inputs=inputs)
    assert mine.ask(tmp_path / "out", do="accept") == 0
    before = repairs.read_bytes()
    repairs.write_bytes(before.replace(b"Badu", b"Bado"))
    kept = repairs.read_bytes()
    assert mine.ask(tmp_path / "out", do="accept", fail=point) == KILLED
    assert repairs.read_bytes() in (kept, kept + before.splitlines(keepends=True)[-1])
    assert mine.ask(tmp_path / "out", do="accept") == 0
    assert repairs.read_bytes().count(b"Badu") >= 1
    assert [path.name for path in repairs.parent.glob(".koreksi*")] == []


@pytest.fixture(scope="module")
def pruned(city: City, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """Return three revisions, and what an undisturbed prune leaves of them."""
    folder = tmp_path_factory.mktemp("pangkas")
    outputs = city.copy(folder / "out")
    three_revisions(city, outputs)
    whole = Path(shutil.copytree(outputs, folder / "utuh"))
    assert city.ask(whole, do="prune") == 0
    assert_whole(whole, {})
    return outputs, without_moments(state(whole))


@pytest.mark.parametrize("point", [*OF_PRUNE, "pangkas-tipis-sesudah:9", "pangkas-tanda-sebelum:2"])
def test_a_prune_that_is_killed_is_completed_by_the_next_prune_or_run(
    city: City, tmp_path: Path, pruned: tuple[Path, dict[str, object]], point: str
) -> None:
    outputs = Path(shutil.copytree(pruned[0], tmp_path / "out"))
    assert city.ask(outputs, do="prune", fail=point) == KILLED
    assert_whole(outputs, {})
    do = "run" if "sesudah" in point else "prune"
    assert city.ask(outputs, do=do) == 0
    assert_whole(outputs, {})
    assert without_moments(state(outputs)) == pruned[1]


def three_revisions(city: City, outputs: Path) -> None:
    """Make r02, and r03 which is r02 with another reason to be: enough that a middle one can go."""
    assert city.ask(outputs) == 0
    folder = outputs / PERIOD
    shutil.copytree(folder / "r02", folder / "r03")
    manifest = folder / "r03" / "manifest.json"
    manifest.write_text(
        json.dumps({**json.loads(manifest.read_bytes()), "revisi": "r03"}), encoding="utf-8"
    )
    pointer = folder / "terkini.json"
    pointer.write_text(
        json.dumps({**json.loads(pointer.read_bytes()), "revisi": "r03"}), encoding="utf-8"
    )


def without_moments(files: dict[str, bytes]) -> dict[str, object]:
    """Leave out when it was pruned: two prunes differ in that."""
    told: dict[str, object] = dict(files)
    for name in [name for name in files if name.endswith(("dipangkas.json", ".jsonl"))]:
        lines = files[name].splitlines() if name.endswith(".jsonl") else [files[name]]
        told[name] = [{**json.loads(line), "kapan": ""} for line in lines]
    return told
