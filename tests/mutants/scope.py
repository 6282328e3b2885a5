"""Which modules are changed, and which tests must notice it (modules.toml)."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

from tests.builders.paths import ROOT

MODULES: Final = Path(__file__).parent / "modules.toml"
Tests = tuple[str, ...]


def parts() -> list[dict[str, Any]]:
    """Return the parts of modules.toml: patterns of modules, and paths of tests."""
    return list(tomllib.loads(MODULES.read_text(encoding="utf-8"))["part"])


def module_tests() -> dict[str, Tests]:
    """Return the tests of each module: of several parts that name it the first counts."""
    paths = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*.py"))
    return {
        path: tuple(part["tests"])
        for part in reversed(parts())
        for path in paths
        if any(fnmatch(path, pattern) for pattern in part["modules"])
    }


def test_files() -> dict[str, Tests]:
    """Return the files of those tests, in their order."""
    return {module: tuple(_files(tests)) for module, tests in module_tests().items()}


def _files(tests: Tests) -> list[str]:
    found = [path for test in tests for path in _test_modules(ROOT / test)]
    return list(dict.fromkeys(path.relative_to(ROOT).as_posix() for path in found))


def _test_modules(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("test_*.py"))
