"""Whether the tests notice a mutant: each in a process of its own, in a copy of the repository.

Polars has threads as soon as it is imported, so a mutant's process is started, never forked.
"""

import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Final

from tests.builders.paths import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.scope import Tests

COPIES: Final = ROOT / "build" / "mutan"
PYTHON: Final = ROOT / ".venv" / "bin" / "python"
# Without the plugins that a lone process has no use for: half a second of each mutant.
PYTEST: Final = (
    "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not browser and not kantor and not server",
)  # fmt: skip
ALONE: Final = ("-x", "--tb=no", "--no-header", "--no-summary", "-p", "no:xdist", "-p", "no:cov")
# An endless loop is told from a busy machine.
_LEAST_SECONDS: Final = 60.0
_TIMES_SLOWER: Final = 5.0


def lay_out(workers: int) -> list[Path]:
    """Copy what git knows of the working tree into the first copy; return all copies' folders."""
    shutil.rmtree(COPIES, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        source, target = ROOT / name, COPIES / "1" / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return [COPIES / str(number) for number in range(1, workers + 1)]


def measured(copies: Sequence[Path], tests: Sequence[str]) -> dict[str, float]:
    """Run `tests` on the first copy unchanged; return the seconds of each file, the fast first.

    Raises AssertionError when one fails: then nothing can be said of a mutant. The other copies
    are made afterwards, so that they have what was compiled.
    """
    first, report = copies[0], COPIES / "waktu.xml"
    where = _run(first, ["-c", "import pipeline; print(pipeline.__file__)"], writing=True)
    assert where.communicate()[0].strip().startswith(str(first)), "the copy is not what is tested"
    ran = _run(
        first,
        [*PYTEST, "-n", str(len(copies)), "--dist", "loadfile", f"--junit-xml={report}", *tests],
        writing=True,
    )
    told = ran.communicate()[0]
    assert ran.returncode == 0, f"the tests fail without any change:\n{told[-3000:]}"
    for copy in copies[1:]:
        shutil.copytree(first, copy)
    return dict(sorted(_seconds(report).items(), key=lambda each: each[1]))


def _seconds(report: Path) -> dict[str, float]:
    """Return the seconds of each file, of a report whose classes are named as files are."""
    seconds: dict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest has just written it
        seconds[case.attrib["classname"].replace(".", "/") + ".py"] += float(case.attrib["time"])
    return seconds


def in_order(tests: Tests, seconds: Mapping[str, float]) -> list[str]:
    """Return the files that `tests` name, in their order; those of a folder the fast first."""
    files = [name for test in tests for name in seconds if f"{name}/".startswith(f"{test}/")]
    return list(dict.fromkeys(files))


def tried(
    mutants: Sequence[Mutant],
    copies: Sequence[Path],
    tests_of: Callable[[str], Tests],
    seconds: Mapping[str, float],
) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant, in their order, and whether a test noticed it."""
    free: Queue[Path] = Queue()
    for copy in copies:
        free.put(copy)

    def one(mutant: Mutant) -> bool:
        copy = free.get()
        try:
            tests = in_order(tests_of(mutant.module), seconds)
            limit = max(_LEAST_SECONDS, _TIMES_SLOWER * sum(seconds[name] for name in tests))
            return _is_noticed(mutant, copy, tests, limit)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from zip(mutants, pool.map(one, mutants), strict=True)


def _is_noticed(mutant: Mutant, copy: Path, tests: Sequence[str], limit: float) -> bool:
    path = copy / mutant.module
    before, times = path.read_bytes(), path.stat()
    # No compiled module has this time, so what is changed is compiled anew.
    path.write_text(mutant.text, encoding="utf-8")
    os.utime(path, (1, 1))
    try:
        process = _run(copy, [*PYTEST, *ALONE, *tests])
        try:
            process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    # 1: tests failed. 2 and 4: the mutant could not even be imported.
    if process.returncode not in (0, 1, 2, 4):
        sys.stderr.write(f"{mutant.module}:{mutant.line}: pytest {process.returncode}\n")
    return process.returncode != 0


def _run(copy: Path, words: Sequence[str], *, writing: bool = False) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "" if writing else "1",
    }
    return subprocess.Popen(
        [str(PYTHON), *words],
        cwd=copy, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
