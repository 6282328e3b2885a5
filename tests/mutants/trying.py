"""Whether the tests notice a mutant: each in a process of its own, in a copy of the repository."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from tempfile import mkdtemp
from typing import Any, Final

from tests.builders.paths import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.reach import Reach
from tests.mutants.record import DIED, TIME, Record
from tests.mutants.scope import Tests

COPIES: Final = ROOT / "build" / "mutan"
PYTHON: Final = ROOT / ".venv" / "bin" / "python"
ALONE: Final = (
    "-m", "pytest", "-x", "-q", "--tb=no", "--no-header", "--no-summary", "-p", "no:cacheprovider",
    "-p", "no:xdist", "-p", "no:cov", "-m", "not browser and not kantor and not server",
)  # fmt: skip
# Tests write hundreds of small files, which a disk takes longer over than over the tests.
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
# An endless loop is told from a busy machine.
_LEAST_SECONDS: Final = 60.0
_TIMES_SLOWER: Final = 10.0


def lay_out(workers: int) -> list[Path]:
    """Bring the copies of what git knows of the working tree up to date; return their folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    copies = [COPIES / str(number) for number in range(1, workers + 1)]
    for copy in copies:
        _bring_up_to_date(copy, names)
    return copies


def _bring_up_to_date(copy: Path, names: set[str]) -> None:
    held = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    for name in held - names:
        if not name.endswith(".pyc"):
            (copy / name).unlink()
    for name in names:
        source, target = ROOT / name, copy / name
        if name not in held or source.read_bytes() != target.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


class Worker:
    """A copy of the repository, and the process in it that forks to run tests (forking.py)."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        self._temporary = Path(mkdtemp(prefix="mutan-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self._process = subprocess.Popen(
            [str(PYTHON), "-m", "tests.mutants.forking"],
            cwd=copy, env=self._environment(), text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        own = {"PYTHONPATH": str(self.copy), "TMPDIR": str(self._temporary)}
        return {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": "1"}

    def reach(self, file: str) -> dict[str, Any]:
        """Return what the tests of a file run, without any change."""
        return self._ask({"module": "", "reach": file, "seconds": 3600})

    def killer(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
        """Return who notices of `tests`; what only took long is looked at in a fresh process."""
        with changed(self.copy, mutant):
            asked = {"module": mutant.module, "try": list(tests), "seconds": seconds}
            killer = str(self._ask(asked)["killer"])
        if killer in (TIME, DIED):
            return killer if self.is_noticed_afresh(mutant, tests, seconds) else ""
        return killer

    def is_noticed_afresh(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> bool:
        """Tell the same by a process that was started, not forked."""
        with changed(self.copy, mutant):
            process = subprocess.Popen(
                [str(PYTHON), *ALONE, *tests],
                cwd=self.copy, env=self._environment(), start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                return process.wait(seconds) != 0
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return True

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        ask, answers = self._process.stdin, self._process.stdout
        assert ask is not None and answers is not None  # noqa: PT018 - both are pipes
        ask.write(json.dumps(asked) + "\n")
        ask.flush()
        answer = dict(json.loads(answers.readline()))
        for path in self._temporary.iterdir():
            shutil.rmtree(path, ignore_errors=True)
        return answer

    def end(self) -> None:
        """End its process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
        shutil.rmtree(self._temporary, ignore_errors=True)


@contextmanager
def changed(copy: Path, mutant: Mutant) -> Iterator[None]:
    """Have the copy's module be the mutant."""
    path = copy / mutant.module
    before, times = path.read_bytes(), path.stat()
    # No compiled module has this time, so what is changed is compiled anew.
    path.write_text(mutant.text, encoding="utf-8")
    os.utime(path, (1, 1))
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


class Trials:
    """The mutants, tried by some workers, with what is known of the tests and of earlier runs."""

    def __init__(self, workers: Sequence[Worker], reach: Reach, files: dict[str, Tests]) -> None:
        self._free: Queue[Worker] = Queue()
        for worker in workers:
            self._free.put(worker)
        self._reach, self._files, self._count = reach, files, len(workers)

    def tried(self, mutants: Sequence[Mutant], record: Record) -> Iterator[tuple[Mutant, str]]:
        """Yield each mutant, in their order, and who noticed it: "" for nobody."""
        with ThreadPoolExecutor(self._count) as pool:
            killers = pool.map(lambda mutant: self._killer(mutant, record), mutants)
            yield from zip(mutants, killers, strict=True)

    def _killer(self, mutant: Mutant, record: Record) -> str:
        files = self._files[mutant.module]
        known = record.killer(mutant, self._reach.seconds, files)
        if known is None:
            last = record.last_killer(mutant)
            tests = sorted(self._reach.tests_for(mutant, files), key=lambda test: test != last)
            with self.worker() as worker:
                known = worker.killer(mutant, tests, self.seconds(tests))
            record.keep(mutant, known, files)
        self._reach.noticed(mutant, known)
        return known

    def is_noticed_afresh(self, mutant: Mutant) -> bool:
        """Tell by a process that was started and runs every test of the module."""
        files = self._files[mutant.module]
        every = [test for test in self._reach.seconds if test.split("::")[0] in files]
        with self.worker() as worker:
            return worker.is_noticed_afresh(mutant, files, self.seconds(every))

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """Give a worker that is free."""
        worker = self._free.get()
        try:
            yield worker
        finally:
            self._free.put(worker)

    def seconds(self, tests: Sequence[str]) -> float:
        """Return how long `tests` may take."""
        expected = sum(self._reach.seconds[test] for test in tests)
        return _LEAST_SECONDS + _TIMES_SLOWER * expected
