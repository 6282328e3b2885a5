"""How tests are laid out: they share builders, not each other.

unit/ mirrors the packages (house §3).
"""

import ast
from typing import Final

from tests.architecture.tree import modules
from tests.builders.paths import ROOT

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


def test_unit_mirrors_the_packages() -> None:
    folders = {path.parent.name for path in (ROOT / "tests" / "unit").glob("*/__init__.py")}
    packages = {path.parent.name for path in (ROOT / "pipeline").glob("*/__init__.py")}
    assert folders - packages == NO_PACKAGES
