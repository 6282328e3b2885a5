"""Running tests in this process: which of them notices something, or which lines each runs."""

import os
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import pytest

WORDS: Final = (
    "-q", "--tb=no", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist",
    "-p", "no:cov", "-p", "no:unraisableexception", "-p", "no:threadexception", "-m", "not browser and not kantor and not server",
)  # fmt: skip
# The first few decide over nearly all mutants; the other files need not be read for those.
_FIRST: Final = 10
Answer = Callable[[dict[str, Any]], None]


class _Chosen:
    """Runs the chosen tests in their order, and answers with the first that fails.

    It answers before pytest tidies up: this process ends, and its temporary folder is removed.
    """

    def __init__(self, chosen: Sequence[str], answer: Answer, *, last: bool) -> None:
        self._places = {name: at for at, name in enumerate(chosen)}
        self._answer, self._last = answer, last
        self._failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # Where the change gives a test another name, all of the files decide.
        if not self._places.keys() <= {item.nodeid for item in items}:
            return
        items[:] = sorted(
            (item for item in items if item.nodeid in self._places),
            key=lambda item: self._places[item.nodeid],
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self._failed:
            self._failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self._failed:
            self._failed = "import"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        unsaid = "" if exitstatus == pytest.ExitCode.OK else f"pytest {int(exitstatus)}"
        if self._failed or unsaid or self._last:
            self._answer({"killer": self._failed or unsaid})


def run_chosen(tests: Sequence[str], answer: Answer) -> None:
    """Run `tests`, the first few alone first; answer who failed first ("" when nobody did)."""
    parts = [part for part in (tests[:_FIRST], tests[_FIRST:]) if part]
    for part in parts:
        chosen = _Chosen(part, answer, last=part is parts[-1])
        pytest.main([*WORDS, "-x", *_files(part)], plugins=[chosen])
    answer({"killer": "import"})  # pytest did not even begin


def _files(tests: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.split("::")[0] for name in tests))


class _Reaching:
    """Has coverage know which test runs, and every test begin with nothing that another has made.

    What is made once for several tests would else be a matter of the first of them alone.
    """

    def __init__(self, coverage: Any) -> None:
        self._coverage = coverage
        self._empty: list[dict[Any, Any]] = []
        self.seconds: dict[str, float] = {}
        self.together: set[str] = set()
        self.failed: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._empty = [held for held in _globals() if type(held) is dict and not held]
        self.together = {item.nodeid for item in session.items if _shares_a_fixture(item)}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._forget()
        self._coverage.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - began, 3)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def _forget(self) -> None:
        for held in self._empty:
            held.clear()
        for value in _globals():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
        from tests.builders import shared

        shared.share_in(Path(mkdtemp()))


def _globals() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in {"pipeline", "schemas", "tests"}:
            yield from list(vars(module).values())


def _shares_a_fixture(item: pytest.Item) -> bool:
    """Tell a test that uses what a fixture of ours makes once for several tests."""
    info = getattr(item, "_fixtureinfo", None)
    found = info.name2fixturedefs.values() if info else ()
    return any(
        each.scope != "function" and each.func.__module__.startswith("tests.")
        for definitions in found
        for each in definitions
    )


def reach(file: str, answer: Answer) -> None:
    """Run a file's tests; answer with their seconds, the lines each runs of pipeline, and who fails.

    together: those that share a fixture; the lines of one of them are those of all.
    """
    from coverage import Coverage

    os.environ["COVERAGE_CORE"] = "ctrace"
    coverage = Coverage(data_file=None, source=["pipeline"], config_file=False, branch=False)
    watch = _Reaching(coverage)
    coverage.start()
    code = pytest.main([*WORDS, file], plugins=[watch])
    coverage.stop()
    held = coverage.get_data()
    lines = {
        Path(path).relative_to(Path.cwd()).as_posix(): held.contexts_by_lineno(path)
        for path in held.measured_files()
    }
    told = {"code": int(code), "failed": watch.failed, "seconds": watch.seconds}
    answer({**told, "together": sorted(watch.together), "lines": _by_test(lines)})


def _by_test(lines: dict[str, dict[int, list[str]]]) -> dict[str, dict[str, list[int]]]:
    """Turn lines and their tests ("": run by none) into modules, their tests and lines."""
    found: dict[str, dict[str, list[int]]] = {}
    for path, by_line in lines.items():
        for line, tests in by_line.items():
            for test in tests:
                found.setdefault(path, {}).setdefault(test, []).append(line)
    return found
