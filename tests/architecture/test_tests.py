"""How tests are laid out: they share builders, not each other.

unit/ mirrors the packages (house §3).
"""

import ast
from pathlib import Path
from typing import Final

from tests.architecture.tree import modules
from tests.builders.paths import ROOT
from tests.lengths import ALWAYS, add_long_tests, long_tests
from tests.turns import AT_ONCE, BETWEEN, WAITING, in_turn

NO_PACKAGES: Final = {"flows", "schemas"}  # folders of tests/unit for these two as a whole


def test_no_test_imports_from_a_test_file() -> None:
    """What two test files need is a builder: so every file runs alone and in any order."""
    found = [
        f"{module.name}:{line}"
        for module in modules("tests")
        for name, line in module.imports()
        if name.startswith("tests.") and name.rsplit(".", 1)[-1].startswith("test_")
    ]
    assert found == []


def test_only_paths_counts_folders() -> None:
    counting = [
        module.at(node)
        for module in modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "parents"
        and "__file__" in ast.unparse(node.value)
    ]
    assert [place for place in counting if not place.startswith("tests/builders/paths.py")] == []
    assert counting, "the rule sees nothing: paths.py itself counts folders"


def test_what_make_check_leaves_out_for_its_length_is_a_test_that_there_is() -> None:
    held = {
        f"{module.name.removeprefix('tests/')}::{node.name}"
        for module in modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert long_tests() - held == set()
    assert [test for test in long_tests() if test.startswith(ALWAYS)] == []


def test_tests_that_became_long_are_added_by_what_pytest_says_of_durations(tmp_path: Path) -> None:
    file = tmp_path / "lama.txt"
    file.write_text("unit/a.py::test_old\n")
    lines = [
        "0.50s call     tests/unit/b.py::test_new[a name]\n",
        "0.02s setup    tests/unit/b.py::test_new[a name]\n",
        "0.01s call     tests/unit/b.py::test_new[another]\n",
        "0.25s call     tests/unit/b.py::test_short[once]\n",
        *(f"0.00s call     tests/unit/b.py::test_short[{number}]\n" for number in range(3)),
        "0.90s setup    tests/unit/a.py::test_old\n",
        "0.20s call     tests/unit/d.py::TestOfAClass::test_long\n",
        "0.90s call     tests/golden/c.py::test_verdicts\n",
        "(9 durations < 0.005s hidden.  Use -vv to show these durations.)\n",
    ]
    assert add_long_tests(lines, file) == 2
    assert long_tests(file) == {
        "unit/a.py::test_old",
        "unit/b.py::test_new",
        "unit/d.py::test_long",
    }


def test_files_that_wait_begin_one_by_one_among_the_others() -> None:
    assert [path for path in WAITING if not path.is_file()] == []
    others = [Path(f"test_{number}.py") for number in range(40)]
    order = in_turn([*others, *WAITING, *others])
    assert sorted(order) == sorted([*others, *WAITING])
    assert order[: AT_ONCE + BETWEEN + 1] == [*WAITING[:AT_ONCE], *others[:BETWEEN], WAITING[2]]
    assert order[AT_ONCE + 2 * BETWEEN + 1] == WAITING[3]
    assert [path for path in order if path in others] == others


def test_unit_mirrors_the_packages() -> None:
    folders = {path.parent.name for path in (ROOT / "tests" / "unit").glob("*/__init__.py")}
    packages = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert folders - packages == NO_PACKAGES
