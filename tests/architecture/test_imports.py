"""Imports run one way, flows -> pipeline -> schemas, and each outside tool stays where it belongs (architecture §1)."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import PACKAGES, ROOT, Module, modules

MAY_IMPORT: Final = {
    "schemas": {"schemas"},
    "pipeline": {"pipeline", "schemas"},
    "flows": {"flows", "pipeline", "schemas"},
}
KEPT_TO: Final = {
    "prefect": ("flows/",),
    "cyclopts": ("flows/",),
    "email_validator": ("pipeline/knowledge/",),
    "pydantic": ("flows/",),
    "rich": ("flows/",),
    "apprise": ("flows/",),
    "openpyxl": ("pipeline/rendering/excel/", "pipeline/demo/"),
    "msoffcrypto": ("pipeline/delivery/protection.py", "pipeline/reading/files/unlocking.py"),
    "python_calamine": ("pipeline/reading/",),
    "lxml": ("pipeline/reading/files/",),
    "jinja2": ("pipeline/rendering/",),
    "random": ("pipeline/demo/",),
}
NOT_IMPORTED: Final = {
    "fastapi": "only capped: prefect leaves it open",
    "sqlalchemy": "only capped: prefect leaves it open",
    "tzdata": "zoneinfo reads it",
}


def _ours(module: Module) -> set[str]:
    return {name.split(".")[0] for name, _ in module.imports()} & {*PACKAGES, "tests"}


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    wrong = {m.name: sorted(_ours(m) - MAY_IMPORT[package]) for m in modules(package)}
    assert not {name: names for name, names in wrong.items() if names}


def test_imports_are_absolute() -> None:
    relative = [f"{m.name}:{line}" for m in modules() for name, line in m.imports() if name.startswith(".")]
    assert not relative


@pytest.mark.parametrize("tool", KEPT_TO)
def test_each_tool_stays_where_it_belongs(tool: str) -> None:
    users = [m.name for m in modules() if any(name.split(".")[0] == tool for name, _ in m.imports())]
    assert [name for name in users if not name.startswith(KEPT_TO[tool])] == []
    assert users, f"{tool} is used nowhere: take it off this list"


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    owners = packages_distributions()
    tops = {name.split(".")[0] for m in modules() for name, _ in m.imports()}
    foreign = tops - set(sys.stdlib_module_names) - set(PACKAGES)
    used = {canonicalize_name(owners[top][0]) for top in foreign}
    assert used - declared == set()
    assert declared - used <= set(NOT_IMPORTED)
