"""The mutants of a module: its text with one small change, and what that change is."""

import ast
import copy
import difflib
from collections.abc import Iterator
from typing import Any, Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.mutant import Mutant
from tests.mutants.operators import OPERATORS

Node = Any
# Of Cosmic Ray's operators those whose mutants some test could miss. Nearly all others end in an
# exception at once (a column times a column), and would only make the share look better.
BINARY: Final = ("BitAnd_BitOr", "BitOr_BitAnd", "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul")
COMPARISON: Final = (
    "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_Gt", "Gt_Lt", "LtE_GtE",
    "GtE_LtE", "Is_IsNot", "IsNot_Is",
)  # fmt: skip
CHOSEN: Final = frozenset(
    [f"ReplaceBinaryOperator_{name}" for name in BINARY]
    + [f"ReplaceComparisonOperator_{name}" for name in COMPARISON]
    + [f"ReplaceUnaryOperator_Delete_{name}" for name in ("Invert", "Not", "USub")]
    + ["ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd"]
    + ["AddNot", "NumberReplacer", "ZeroIterationForLoop", "ReplaceContinueWithBreak"]
)
# Settings that say nothing of the data.
_CHECKS: Final = frozenset({"strict", "frozen", "check_dtypes"})


def mutants_of(module: str, text: str) -> list[Mutant]:
    """Return the mutants of `text`, which can be compiled and do another thing, in the order of their place."""
    found: dict[str, Mutant] = {}
    meaning = _meaning(text)
    for changed in _changed(text):
        if changed not in found and _meaning(changed) not in (meaning, ""):
            found[changed] = _told(module, text, changed)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.becomes))


def _operators() -> list[Any]:
    names = [name for name in operator_names() if name.split("/")[1] in CHOSEN]
    unknown = CHOSEN - {name.split("/")[1] for name in names}
    if unknown:
        raise LookupError(f"Cosmic Ray does not know {', '.join(sorted(unknown))}")
    return [*(get_operator(name)() for name in names), *OPERATORS]


def _changed(text: str) -> Iterator[str]:
    tree, operators = get_ast(text), _operators()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast_nodes(tree):
        if _says_nothing(node):
            continue
        for operator in operators:
            if _is_told_otherwise(operator, node):
                continue
            for index, _ in enumerate(list(operator.mutation_positions(node))):
                line, column = node.get_start_pos_of_prefix()
                end_line, end_column = node.end_pos
                code = operator.mutate(_alone(node), index).get_code()
                if node.type == "number":  # given with a blank before it
                    code = node.prefix + code.lstrip()
                yield (
                    text[: starts[line - 1] + column]
                    + code
                    + text[starts[end_line - 1] + end_column :]
                )


def _is_told_otherwise(operator: Any, node: Node) -> bool:
    """Tell `if not a == b`, which `if a != b` is."""
    tested = {"if_stmt": 1, "while_stmt": 1, "test": 2}.get(node.type)
    return (
        type(operator).__name__ == "AddNot"
        and tested is not None
        and node.children[tested].type == "comparison"
    )


def _alone(node: Node) -> Node:
    """Return a copy of `node` without what is around it, but for a name's dot."""
    parent, node.parent = node.parent, None
    try:
        alone = copy.deepcopy(node)
    finally:
        node.parent = parent
    alone.parent = parent
    return alone


def _says_nothing(node: Node) -> bool:
    """Tell annotations and settings that say nothing of the data."""
    while node.parent is not None:
        parent = node.parent
        if parent.type == "argument" and parent.children[0].get_code().strip() in _CHECKS:
            return True
        if parent.type in ("tfpdef", "annassign") and node is _annotation(parent):
            return True
        if parent.type == "funcdef" and node is parent.annotation:
            return True
        if parent.type == "expr_stmt" and parent.children[0].get_code().strip() == "__all__":
            return True
        node = parent
    return False


def _annotation(node: Node) -> Node:
    return node.children[2 if node.type == "tfpdef" else 1]


def _meaning(text: str) -> str:
    """Return what tells two texts apart that do not do the same; "" for what cannot be compiled."""
    try:
        compile(text, "mutant", "exec")
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return ""


def _told(module: str, text: str, changed: str) -> Mutant:
    old, new = text.splitlines(), changed.splitlines()
    blocks = [
        block
        for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if block[0] != "equal"
    ]
    first, last = blocks[0], blocks[-1]
    was, becomes = old[first[1] : last[2]], new[first[3] : last[4]]
    return Mutant(module, first[1] + 1, _one_line(was), _one_line(becomes), changed)


def _one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
