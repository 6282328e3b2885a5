"""Which tests could notice a mutant: those that run its line, what is likely and fast first."""

import ast
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.builders.paths import ROOT
from tests.mutants.mutant import Mutant

HELD: Final = ROOT / "build" / "mutan-jangkauan.json"
# What runs while modules are imported is a matter of no test alone.
IMPORTED: Final = ""


@dataclass
class Reach:
    """What is known of tests: their seconds, the lines each runs, and who shares a fixture.

    lines: by module, by test. kills: how many mutants of a module each test has noticed so far.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    together: dict[str, set[str]] = field(default_factory=dict)
    kills: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, file: str, told: Mapping[str, Any]) -> None:
        """Add what a run of one file's tests has told (watching.reached)."""
        self.seconds |= told["seconds"]
        self.together[file] = set(told["together"])
        for module, tests in told["lines"].items():
            known = self.lines.setdefault(module, {})
            for test, lines in tests.items():
                known.setdefault(test, set()).update(lines)

    def noticed(self, mutant: Mutant, test: str) -> None:
        """Remember who noticed: the mutants beside it are likely to be noticed by it, too."""
        if test in self.seconds:
            place = mutant.module, test
            self.kills[place] = self.kills.get(place, 0) + 1

    def has_tests(self, files: Sequence[str]) -> bool:
        """Tell whether `files` hold any test at all."""
        return any(test.split("::")[0] in files for test in self.seconds)

    def tests_for(self, mutant: Mutant, files: Sequence[str]) -> list[str]:
        """Return the tests of `files` that could notice: all where its line is not within one."""
        listed = {test for test in self.seconds if test.split("::")[0] in set(files)}
        known = self.lines.get(mutant.module, {})
        wanted = lines_of(mutant)
        running = {test for test in listed & known.keys() if known[test] & wanted}
        running |= {mate for test in running for mate in self._mates(test)}
        everywhere = not wanted or known.get(IMPORTED, set()) & wanted or not running
        chosen = listed if everywhere else running & listed
        return sorted(chosen, key=lambda test: self._order(mutant.module, test, test in known))

    def _mates(self, test: str) -> set[str]:
        mates = self.together.get(test.split("::", maxsplit=1)[0], set())
        return mates if test in mates else set()

    def _order(self, module: str, test: str, runs_some: bool) -> tuple[int, bool, float, str]:
        return -self.kills.get((module, test), 0), not runs_some, self.seconds[test], test


def lines_of(mutant: Mutant) -> set[int]:
    """Return the lines of the statement that is changed; none when importing the module runs it."""
    tree = ast.parse((ROOT / mutant.module).read_text(encoding="utf-8"))
    scope, found = False, set[int]()
    for node, within in _statements(tree, within=False):
        first, last = node.lineno, _last_line(node)
        if first <= mutant.line <= last:  # the innermost comes last
            scope, found = within, set(range(first, last + 1))
    return found | {mutant.line} if scope else set()


def _statements(node: ast.AST, *, within: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield each statement, and whether it stands within a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child, within
        function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _statements(child, within=within or function)


def _last_line(node: ast.stmt) -> int:
    """Return a statement's last line; of one that holds others all lines, which they narrow down."""
    return node.end_lineno or node.lineno


def gathered(
    files: Mapping[str, Sequence[str]],
    run: Callable[[str], dict[str, Any]],
    tell: Callable[[str], None],
) -> Reach:
    """Return what is known of the tests of `files`; what has changed since is run.

    Each file comes with the modules that are to be tried by it: its tests are run again when one of
    them, the file or a builder has changed.

    Raises AssertionError when a test fails: then nothing can be said of a mutant.
    """
    held = json.loads(HELD.read_text(encoding="utf-8")) if HELD.exists() else {}
    reach, builders = Reach(), sorted((ROOT / "tests" / "builders").glob("*.py"))
    for file, modules in files.items():
        state = digest([*builders, ROOT / file])
        texts = {module: digest([ROOT / module]) for module in modules}
        known = held.get(file, {"state": None, "texts": {}})
        if known["state"] != state or not texts.items() <= known["texts"].items():
            every = {path: digest([ROOT / path]) for path in _program()}
            told = run(file)
            assert told.get("code") in (0, 5), f"without any change: {file}: {told}"
            held[file] = {"state": state, "texts": every, **told}
            HELD.write_text(json.dumps(held), encoding="utf-8")
            tell(f"{file}: {len(told['seconds'])} tests")
        reach.add(file, held[file])
    return reach


def _program() -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*.py"))


def digest(paths: Sequence[Path]) -> str:
    """Return what tells whether one of the files has changed."""
    held = hashlib.sha256()
    for path in paths:
        held.update(hashlib.sha256(path.read_bytes()).digest())
    return held.hexdigest()[:24]
