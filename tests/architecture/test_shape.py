"""Functions are short, modules under 300 lines, and what is public says what it takes and gives."""

import ast
from collections.abc import Iterator
from statistics import median
from typing import Final

from tests.architecture.tree import Function, Module, modules

LONGEST_FUNCTION: Final = 50
LONGEST_MODULE: Final = 300
MEDIAN_FUNCTION: Final = 10
LONGEST_FLOW: Final = 60


def _length(node: Function) -> int:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (node.end_lineno or node.lineno) - first + 1


def _public(module: Module) -> Iterator[Function | ast.ClassDef]:
    for node in module.tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _unannotated(node: Function) -> list[str]:
    arguments = node.args
    named = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    bare = [
        a.arg
        for a in named
        if a is not None and a.annotation is None and a.arg not in ("self", "cls")
    ]
    return bare if node.returns is not None else [*bare, "return"]


def test_no_function_is_longer_than_fifty_lines() -> None:
    functions = [(m.at(f), f.name, _length(f)) for m in modules() for f in m.functions()]
    assert [found for found in functions if found[2] > LONGEST_FUNCTION] == []
    assert median(length for _, _, length in functions) < MEDIAN_FUNCTION


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    assert {
        m.name: m.source.count("\n") for m in modules() if m.source.count("\n") > LONGEST_MODULE
    } == {}


def test_a_flow_reads_like_the_process() -> None:
    """Under 60 lines, and no column name or frame method in it (architecture §1)."""
    flows = [(m, f) for m in modules("flows") for f in m.functions() if _is_flow(f)]
    assert flows
    assert [m.at(f) for m, f in flows if _length(f) >= LONGEST_FLOW] == []
    handles_frames = [
        m.name for m, _ in flows if any(name.split(".")[0] == "polars" for name, _ in m.imports())
    ]
    assert handles_frames == []


def _is_flow(function: Function) -> bool:
    called = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return any(isinstance(node, ast.Name) and node.id == "flow" for node in called)


def test_what_is_public_has_a_docstring() -> None:
    assert [
        f"{m.at(n)} {n.name}" for m in modules() for n in _public(m) if not ast.get_docstring(n)
    ] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [m.name for m in modules() if not ast.get_docstring(m.tree)] == []


def test_every_function_is_annotated_in_full() -> None:
    bare = {f"{m.at(f)} {f.name}": _unannotated(f) for m in modules() for f in m.functions()}
    assert {place: names for place, names in bare.items() if names} == {}
