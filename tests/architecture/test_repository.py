"""In the repository: agreed top level, no machine's paths, a lock installing alike everywhere."""

import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from typing import Any, Final

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import PACKAGES, modules, repository_files
from tests.builders.paths import ROOT

TOP_LEVEL: Final = {
    "pipeline",
    "flows",
    "schemas",
    "templates",
    "inputs",
    "outputs",
    "tests",
    "pyproject.toml",
    "requirements.lock",
    "requirements-docs.lock",
    "requirements-mutants.lock",
    "prefect.yaml",
    "Makefile",
    "README.md",
    "PANDUAN.md",
    "PANDUAN-PRIVASI.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "LICENSE",
    "CONTRIBUTING.md",
    "docs",
    ".ci",
    ".editorconfig",
    ".git-blame-ignore-revs",
    ".gitattributes",
    ".gitignore",
    ".pre-commit-config.yaml",
}
SHIPPED_REFERENCES: Final = {"kebijakan.toml", "opd.csv", "unit_kerja.csv"}
# Written so that they do not find themselves.
MACHINE_PATHS: Final = re.compile(
    r"(?<![\w.<{}])/(?:wor[k]|roo[t]|hom[e]|User[s]|tm[p])/[\w.-]|[A-Z]:\\User[s]"
)
REGISTRIES: Final = re.compile(
    r"https?://\S*/(?:simpl[e]|package[s])\b|pypi\.or[g]|pythonhoste[d]|index-ur[l] *[=h]"
)
TEXTS: Final = {
    "",
    ".py",
    ".toml",
    ".md",
    ".csv",
    ".j2",
    ".css",
    ".js",
    ".lock",
    ".yaml",
    ".service",
    ".gitignore",
    ".gitattributes",
    ".editorconfig",
}
PIN: Final = re.compile(
    r"(?P<name>[a-z0-9-]+)(?:\[[a-z0-9, -]+\])?==(?P<version>[^ ;]+)(?: ; [^\\]+)? \\"
)
LOCK_OF_GROUP: Final = re.compile(r"requirements-(?P<group>\w+)\.lock")
each_lock = pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-docs.lock", "requirements-mutants.lock"]
)
NOT_IMPORTED: Final = {
    "lxml": "openpyxl writes through it when it is installed",
    "tzdata": "zoneinfo reads it",
}


def test_the_top_level_holds_what_was_agreed_and_no_more() -> None:
    assert {path.parts[0] for path in repository_files()} == TOP_LEVEL


def test_no_link_is_tracked() -> None:
    """One to a folder of this machine, as a .venv may be, would take that folder's place."""
    assert not [path for path in repository_files() if (ROOT / path).is_symlink()]


def test_no_data_of_people_is_tracked() -> None:
    """inputs/ ships the references, outputs/ nothing (domain §6)."""
    inputs = {path.as_posix() for path in repository_files() if path.parts[0] == "inputs"}
    assert inputs == {
        "inputs/.gitignore",
        *(f"inputs/referensi/{name}" for name in SHIPPED_REFERENCES),
    }
    outputs = [path.as_posix() for path in repository_files() if path.parts[0] == "outputs"]
    assert outputs == ["outputs/.gitignore"]


@pytest.mark.parametrize(
    "pattern", [MACHINE_PATHS, REGISTRIES], ids=["machine paths", "registry addresses"]
)
def test_no_file_names_a_place_of_one_machine(pattern: re.Pattern[str]) -> None:
    texts = [path for path in repository_files() if path.suffix in TEXTS]
    assert len(texts) > 50
    assert [place for path in texts for place in _lines_with(pattern, path.as_posix())] == []


def _lines_with(pattern: re.Pattern[str], name: str) -> Iterator[str]:
    lines = (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()
    yield from (f"{name}:{at}" for at, line in enumerate(lines, 1) if pattern.search(line))


def test_the_hooks_of_pre_commit_hold_what_make_lint_holds() -> None:
    """Local ones only: nothing is fetched.

    What `make hooks` switches on runs `make lint` itself.
    """
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))[
        "repos"
    ]
    assert local["repo"] == "local"
    hooks = {hook["name"]: hook["entry"] for hook in local["hooks"]}
    lint = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nlint:")[1].split("\n\n")[0]
    steps = re.findall(r'^\t@echo "([^"]+)"', lint, re.MULTILINE)
    assert len(steps) >= 3
    assert [step for step in steps if step not in hooks] == []


def test_every_group_of_tools_has_a_lock_of_its_own() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "dependency-groups"
    ]
    locks = {path.name for path in ROOT.glob("requirements-*.lock")}
    assert locks == {f"requirements-{group}.lock" for group in groups}


@each_lock
def test_every_pin_of_a_lock_has_its_hashes(lock: str) -> None:
    assert len(_pins(lock)) > 10
    assert [pin for pin, hashes in _pins(lock) if not hashes] == []


@each_lock
def test_a_lock_holds_pins_hashes_and_remarks_only(lock: str) -> None:
    """No index address, option, file or URL.

    Where packages come from is the matter of who installs them.
    """
    shape = re.compile(
        rf"{PIN.pattern}|    --hash=sha256:[0-9a-f]{{64}}(?: \\)?|    # via [a-z0-9 ,():._-]+"
    )
    assert [line for line in _lock_lines(lock) if not shape.fullmatch(line)] == []


@each_lock
def test_every_declared_package_is_in_its_lock_in_an_allowed_version(lock: str) -> None:
    locked = {canonicalize_name(pin["name"]): pin["version"] for pin, _ in _pins(lock)}
    declared = _declared(lock)
    assert [str(r) for r in declared if canonicalize_name(r.name) not in locked] == []
    outside = [
        str(r) for r in declared if not r.specifier.contains(locked[canonicalize_name(r.name)])
    ]
    assert outside == [], "run `make lock`"


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dask"]]
    declared = {canonicalize_name(Requirement(text).name) for text in asked}
    owners = packages_distributions()
    tops = {name.split(".")[0] for m in modules() for name, _ in m.imports()}
    foreign = tops - set(sys.stdlib_module_names) - set(PACKAGES)
    used = {canonicalize_name(owners[top][0]) for top in foreign}
    assert used - declared == set()
    assert declared - used <= set(NOT_IMPORTED)


@cache
def _lock_lines(lock: str) -> tuple[str, ...]:
    return tuple((ROOT / lock).read_text(encoding="utf-8").splitlines())


def _pins(lock: str) -> list[tuple[re.Match[str], list[str]]]:
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in _lock_lines(lock):
        if pin := PIN.match(line):
            found.append((pin, []))
        elif "--hash=sha256:" in line:
            found[-1][1].append(line)
    return found


def _declared(lock: str) -> list[Requirement]:
    """Return what pyproject.toml asks for: for a group's tool; or to run, test, develop, build."""
    raw: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if own := LOCK_OF_GROUP.fullmatch(lock):
        return [Requirement(text) for text in raw["dependency-groups"][own["group"]]]
    extras = [text for texts in raw["project"]["optional-dependencies"].values() for text in texts]
    return [
        Requirement(text)
        for text in (*raw["project"]["dependencies"], *extras, *raw["build-system"]["requires"])
    ]
