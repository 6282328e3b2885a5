"""The repository for these tests: our modules, parsed, and files that are or would be tracked."""

import ast
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from tests.builders import paths

ROOT: Final = paths.ROOT
PACKAGES: Final = ("flows", "pipeline", "schemas")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One of our modules; `name` is its path in the repository, as "pipeline/core/errors.py"."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def package(self) -> str:
        return self.name.split("/", 1)[0]

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield every module imported and the line, those inside functions too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield "." * node.level + (node.module or ""), node.lineno

    def functions(self) -> Iterator[Function]:
        """Yield every function, method and nested function."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def strings(self) -> Iterator[str]:
        """Yield every whole string literal.

        Docstrings too, which do no harm, but no pieces of f-strings.
        """
        joined = [node for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr)]
        pieces = {id(piece) for node in joined for piece in node.values}
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in pieces
            ):
                yield node.value

    def at(self, node: ast.AST) -> str:
        """Return where `node` stands, for a message."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Return the modules of `packages` (all of ours when none is named).

    Fails when there are none.
    """
    paths = [
        path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
    ]
    assert paths, f"no module found in {packages or PACKAGES}"
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
    )


@cache
def repository_files() -> tuple[Path, ...]:
    """Return the files and links that git tracks or would track, from the repository's top."""
    # CI may run as another user than the one who cloned; git then needs to be told that the folder
    # is meant.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    there = (name for name in listed.split("\0") if name and os.path.lexists(ROOT / name))
    return tuple(sorted({Path(name) for name in there}))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression, "" for another."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def called(call: ast.Call) -> str:
    """Return the last name of what is called: "open" for both open(...) and path.open(...)."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def text_pattern(node: ast.AST) -> list[str]:
    """Return the texts a literal may be as regular expressions.

    A part filled in at run time matches anything.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [_escaped(node.value)]
    if isinstance(node, ast.JoinedStr):
        return [
            "".join(_escaped(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)
        ]
    if isinstance(node, ast.IfExp):
        return [*text_pattern(node.body), *text_pattern(node.orelse)]
    return []


def _escaped(value: object) -> str:
    return "".join(
        f"\\{letter}" if not (letter.isalnum() or letter == "_") else letter
        for letter in str(value)
    )
