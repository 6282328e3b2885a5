"""Inputs are opened, files written, clock and environment read in pipeline/system only (house §1).

Which modules may import os, shutil and the like, import-linter holds; here stands what needs no
import.
"""

import ast
import re
from collections.abc import Callable, Container, Iterator
from typing import Final

from tests.architecture.tree import Function, Module, called, dotted, modules

SYSTEM: Final = "pipeline/system/"
SOURCES: Final = "pipeline/system/sources.py"

READS_OTHER_THAN_INPUTS: Final = {
    "pipeline/reading/cache.py": "its own cache, and the reading code that the cache's key covers",
    "pipeline/reading/returned/kept.py": "its own part of the cache",
    "pipeline/delivery/documents.py": "the documents of the published revision that it sends",
    "pipeline/publishing/manifest.py": "published manifests and the files they name, and the code and templates that documents are made by",
    "pipeline/publishing/workspace.py": "the work folder that it wrote",
    "pipeline/publishing/pruning.py": "the revisions that it removes, and its own record",
    "pipeline/operations/run_ends.py": "its own history of runs",
    "pipeline/publishing/month_summary.py": "the revision that is current",
    "pipeline/publishing/publications.py": "the revision that a returned workbook names",
    "flows/serving/new_database.py": "the schema that lies beside it",
    "pipeline/publishing/first.py": "the revision that was published first",
    "pipeline/publishing/revisions.py": "what is published, to compare it with the manifests",
    "pipeline/reading/files/archive.py": "parts inside the bytes that it was handed",
    "pipeline/rendering/html/shell.py": "style and script of the pages",
    "pipeline/reading/files/mending.py": "parts inside the bytes that it was handed",
    "pipeline/core/wording.py": "templates/wording.toml",
    "pipeline/demo/data.py": "the demo's own data lists",
    "schemas/findings.py": "the findings register",
    "schemas/layouts/__init__.py": "the layouts",
}
HANDLES_IDS: Final = {
    f"flows/{name}.py": "Prefect's ids have that type"
    for name in (
        "runtime/artifacts",
        "runtime/runs",
        "serving/deployments",
        "serving/reconciliation",
        "serving/recovery",
        "serving/running",
    )
}
KNOWS_FOLDERS: Final = {
    f"pipeline/demo/{name}.py": "fills its own" for name in ("__init__", "fleet", "nation")
}

WRITING_CALLS: Final = {
    "write_text",
    "write_bytes",
    "mkdir",
    "touch",
    "unlink",
    "rmdir",
    "chmod",
    "symlink_to",
    "hardlink_to",
}
READING_CALLS: Final = {
    "read_bytes",
    "read_text",
    "read_csv",
    "read_parquet",
    "read_excel",
    "scan_parquet",
    "scan_csv",
}
CLOCK_CALLS: Final = {
    "now",
    "utcnow",
    "today",
    "time_ns",
    "monotonic",
    "perf_counter",
    "localtime",
    "gmtime",
}
FOLDER_CALLS: Final = {"cwd", "home", "expanduser", "getcwd"}


def _places(
    found: Callable[[Module], Iterator[ast.AST]], allowed: Container[str] = ()
) -> list[str]:
    outside = [
        module
        for module in modules()
        if not module.name.startswith(SYSTEM) and module.name not in allowed
    ]
    return [module.at(node) for module in outside for node in found(module)]


def test_only_system_writes_to_disk() -> None:
    assert _places(_writing_calls) == []
    assert _places(_calls_that_may_write_a_path) == []


def test_only_system_opens_inputs() -> None:
    assert _places(_reading_calls, READS_OTHER_THAN_INPUTS) == []
    idle = [
        m.name
        for m in modules()
        if m.name in READS_OTHER_THAN_INPUTS and not any(map(_opens, m.calls()))
    ]
    assert idle == [], "these read nothing: take them off the list"


def test_only_system_builds_paths_below_inputs() -> None:
    assert _places(_paths_below_inputs, KNOWS_FOLDERS) == []


def test_the_clock_is_read_in_system_only() -> None:
    assert _places(_clock_calls) == []


def test_the_environment_and_the_current_folder_are_read_in_system_only() -> None:
    assert _places(_environment_readings) == []
    assert _places(lambda m: (c for c in m.calls() if called(c) in FOLDER_CALLS)) == []


def test_ids_that_no_seed_controls_are_kept_to_prefects_own() -> None:
    users = [
        m.name for m in modules() if any(name.split(".")[0] == "uuid" for name, _ in m.imports())
    ]
    assert sorted(users) == sorted(HANDLES_IDS)


def test_the_doors_are_where_these_tests_look() -> None:
    """Were a door moved or renamed, the tests above would hold for nothing."""
    system = [module for module in modules() if module.name.startswith(SYSTEM)]
    for found in (
        _writing_calls,
        _reading_calls,
        _clock_calls,
        _environment_readings,
        _paths_below_inputs,
    ):
        assert [node for module in system for node in found(module)], found.__name__


def _writing_calls(module: Module) -> Iterator[ast.AST]:
    yield from (call for call in module.calls() if _writes(call))


def _writes(call: ast.Call) -> bool:
    if called(call) == "open":
        return bool(_open_mode(call) & set("wax+"))
    return called(call) in WRITING_CALLS or (
        called(call) in ("rename", "replace") and _moves_a_file(call)
    )


def _moves_a_file(call: ast.Call) -> bool:
    """Tell Path.rename(target) from DataFrame.rename({...}).

    Tell also Path.replace(target) from those of str and polars.
    """
    if not isinstance(call.func, ast.Attribute) or len(call.args) != 1 or call.keywords:
        return False
    return not isinstance(call.args[0], ast.Dict | ast.DictComp) and _root(call.func) != "pl"


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def _open_mode(call: ast.Call) -> set[str]:
    place = 0 if isinstance(call.func, ast.Attribute) else 1
    given = [
        *call.args[place : place + 1],
        *(word.value for word in call.keywords if word.arg == "mode"),
    ]
    return {
        letter for mode in given if isinstance(mode, ast.Constant) for letter in str(mode.value)
    }


def _calls_that_may_write_a_path(module: Module) -> Iterator[ast.AST]:
    """Yield frame.write_parquet(x), book.save(x) and the like.

    Leave out an x that is a BytesIO made in the same function.
    """
    for function in module.functions():
        buffers = _buffers(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            first = call.args[0] if call.args else None
            if first is not None and _writes_to(call) and dotted(first) not in buffers:
                yield call


def _writes_to(call: ast.Call) -> bool:
    formats = "parquet|csv|ipc|json|ndjson|excel|avro"
    return isinstance(call.func, ast.Attribute) and bool(
        re.fullmatch(f"save|(write|sink)_({formats})", called(call))
    )


def _buffers(function: Function) -> set[str]:
    assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    made = [
        node
        for node in assigned
        if isinstance(node.value, ast.Call) and called(node.value) == "BytesIO"
    ]
    return {dotted(target) for node in made for target in node.targets}


def _opens(call: ast.Call) -> bool:
    return called(call) in READING_CALLS or called(call) in ("open", "fdopen")


def _reading_calls(module: Module) -> Iterator[ast.AST]:
    yield from (call for call in module.calls() if _opens(call))


def _paths_below_inputs(module: Module) -> Iterator[ast.AST]:
    divisions = (
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    )
    yield from (
        node for node in divisions if dotted(node.left).split(".")[-1] in ("inputs", "references")
    )


def _environment_readings(module: Module) -> Iterator[ast.AST]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv"):
            yield node


def _clock_calls(module: Module) -> Iterator[ast.AST]:
    for call in module.calls():
        if called(call) in CLOCK_CALLS and isinstance(call.func, ast.Attribute):
            yield call
