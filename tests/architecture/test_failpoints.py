"""Every failpoint is registered, and every registered one is reached by some code."""

import ast
from collections.abc import Iterator

from pipeline.system.failpoints import POINTS
from tests.architecture.tree import called, modules


def _reached() -> Iterator[tuple[str, str]]:
    for module in modules("flows", "pipeline"):
        if module.name == "pipeline/system/failpoints.py":
            continue
        for call in module.calls():
            if called(call) in ("reached", "around") and call.args:
                name = call.args[0]
                assert isinstance(name, ast.Constant), f"{module.at(call)}: write the name out"
                endings = ("",) if called(call) == "reached" else ("-sebelum", "-sesudah")
                yield from ((f"{name.value!s}{ending}", module.at(call)) for ending in endings)


def test_every_failpoint_that_is_reached_is_registered() -> None:
    assert [(name, place) for name, place in _reached() if name not in POINTS] == []


def test_every_registered_failpoint_is_reached() -> None:
    assert set(POINTS) - {name for name, _ in _reached()} == set()


def test_the_names_are_different() -> None:
    assert len(set(POINTS)) == len(POINTS)
