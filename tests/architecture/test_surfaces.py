"""Each package is entered by what its `__init__` names in `__all__`.

The rest is its own affair (house §1).
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import Module, modules

PACKAGES = sorted(
    {module.name.split("/")[1] for module in modules("pipeline") if module.name.count("/") > 1}
)


def _surface(package: str) -> set[str]:
    """Return the names in the package's `__all__`."""
    [init] = [m for m in modules("pipeline") if m.name == f"pipeline/{package}/__init__.py"]
    lists = [
        node.value for node in init.tree.body if isinstance(node, ast.Assign) and _is_all(node)
    ]
    return {
        str(name.value)
        for held in lists
        for name in ast.walk(held)
        if isinstance(name, ast.Constant)
    }


def _is_all(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)


def _entered(module: Module, package: str) -> Iterator[str]:
    """Yield the first names below `package` that `module`, of another package, imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (
                name.split(".")[2] for name in names if name.startswith(f"pipeline.{package}.")
            )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_entered_by_its_surface(package: str) -> None:
    outside = [m for m in modules() if not m.name.startswith(f"pipeline/{package}/")]
    entered = {name for module in outside for name in _entered(module, package)}
    assert entered - _surface(package) == set(), "name it in __all__ if others are meant to use it"
    assert _surface(package) - entered == set(), "nobody outside uses it: take it off __all__"
