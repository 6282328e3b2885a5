"""`python -m tests.mutants.forking`: runs tests in processes that begin with all libraries loaded.

Run in .venv, in a copy of the repository. Asked by lines of JSON on standard input, it answers each
with one on standard output (see `answered`). What a test may notice is loaded by the process that
runs it, so that process knows nothing of the change before.
"""

import ast
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from tests.mutants.watching import reach, run_chosen

HERE: Final = Path.cwd()
# What polars starts when it is imported, and can do without in a forked process: it frees memory.
# The threads that calculate start with the first calculation, and would be missing afterwards.
HARMLESS: Final = frozenset({"jemalloc_bg_thd", "polars-ooc-clea"})
_OURS: Final = frozenset({"pipeline", "schemas", "tests", "flows"})
# Of those that tests import, what only tests need that are not run for a mutant.
_UNNEEDED: Final = frozenset(
    {"prefect", "cyclopts", "rich", "playwright", "cosmic_ray", "coverage"}
)
_PLUGINS: Final = ("anyio.pytest_plugin", "_hypothesis_pytestplugin", "coverage")
Answer = dict[str, Any]


def load_libraries() -> None:
    """Import what the program and its tests import of others."""
    sources = [
        path for part in ("pipeline", "schemas", "tests") for path in Path(part).rglob("*.py")
    ]
    names = {name for path in sources for name in imports_of(path)}
    for name in sorted(names | set(_PLUGINS)):
        root = name.split(".")[0]
        if root not in _OURS | _UNNEEDED or name in _PLUGINS:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def imports_of(path: Path) -> Iterator[str]:
    """Yield what a module imports anywhere in it; of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def independent_of(module: str) -> list[str]:
    """Return the modules of schemas and pipeline that do not import `module`, however far away."""
    paths = [path for part in ("schemas", "pipeline") for path in sorted(Path(part).rglob("*.py"))]
    imports = {_name(path): set(imports_of(path)) for path in paths}
    dependent, grown = {module}, True
    while grown:
        more = {name for name, needed in imports.items() if _needs(name, needed, dependent)}
        grown = not more <= dependent
        dependent |= more
    return [name for name in imports if name not in dependent and not name.endswith("__main__")]


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _needs(name: str, imported: set[str], dependent: set[str]) -> bool:
    """Tell whether a module imports one of `dependent`, itself or by the packages they lie in."""
    parents = {name.rsplit(".", at)[0] for at in range(1, name.count(".") + 1)}
    wanted = imported | parents | {part.rsplit(".", 1)[0] for part in imported if "." in part}
    return not wanted.isdisjoint(dependent)


def assert_no_threads() -> None:
    """Refuse to fork once something calculates in threads: a forked process would wait for them."""
    threads = {path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")}
    own = Path("/proc/self/comm").read_text().strip()
    assert threads - {own} <= HARMLESS, threads


def forked(work: Callable[[Callable[[Answer], None]], None], seconds: float) -> Answer:
    """Give what `work` answers in a forked process, which ends with its answer."""
    assert_no_threads()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, theirs)
    os.close(theirs)
    with open(ours, "rb") as pipe:  # noqa: PTH123 - a pipe
        answer = _read_within(pipe.fileno(), seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return answer


def _work(work: Callable[[Callable[[Answer], None]], None], pipe: int) -> None:
    """Never return: whatever happens, this process ends here."""
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        importlib.invalidate_caches()
        with open(pipe, "wb") as told:
            work(lambda answer: _tell(told, answer))
    finally:
        os._exit(0)


def _tell(pipe: BinaryIO, answer: Answer) -> None:
    pipe.write(json.dumps(answer).encode() + b"\n")
    pipe.flush()
    os._exit(0)


def _read_within(pipe: int, seconds: float) -> Answer:
    """Read one line, or give "time" when it takes too long and "died" when it ends before."""
    said, end = b"", time.monotonic() + seconds
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([pipe], [], [], max(end - time.monotonic(), 0))
        more = os.read(pipe, 1 << 16) if ready else b""
        if not more:
            return {"killer": "died" if ready else "time"}
        said += more
    return dict(json.loads(said))


class Base:
    """A process in which all is loaded that does not import one module, and that forks from it."""

    def __init__(self, module: str) -> None:
        self.module = module
        ask, self._asked = os.pipe()
        self._answers, answer = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._asked)
            os.close(self._answers)
            _serve_module(module, ask, answer)
        os.close(ask)
        os.close(answer)
        self._reader = open(self._answers, encoding="utf-8")  # noqa: PTH123, SIM115 - a pipe

    def ask(self, asked: Answer) -> Answer:
        """Have it answer."""
        os.write(self._asked, json.dumps(asked).encode() + b"\n")
        return dict(json.loads(self._reader.readline()))

    def end(self) -> None:
        """End it."""
        os.close(self._asked)
        self._reader.close()
        os.waitpid(self._process, 0)


def _serve_module(module: str, ask: int, answer: int) -> None:
    try:
        for name in independent_of(_name(Path(module))) if module else []:
            importlib.import_module(name)
        gc.collect()
        gc.freeze()
        with open(ask, encoding="utf-8") as asked, open(answer, "w", encoding="utf-8") as told:
            for line in asked:
                told.write(json.dumps(answered(json.loads(line))) + "\n")
                told.flush()
    finally:
        os._exit(0)


def answered(asked: Answer) -> Answer:
    """Answer: {"reach": file} with tests and lines, {"try": tests, "seconds"} with who noticed."""
    if "reach" in asked:
        return forked(lambda answer: reach(asked["reach"], answer), asked["seconds"])
    return forked(lambda answer: run_chosen(asked["try"], answer), asked["seconds"])


def main() -> None:
    """Answer until nobody asks any more."""
    load_libraries()
    gc.collect()
    gc.freeze()
    assert_no_threads()
    base = Base("")
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["module"] != base.module:
            base.end()
            base = Base(asked["module"])
        print(json.dumps(base.ask(asked)), flush=True)
    base.end()


if __name__ == "__main__":
    main()
