"""Changes that Cosmic Ray does not know: to chains of polars calls, lists of words, patterns.

Each has the two methods of its operators; the nodes are parso's, which is not in .venv.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

Node = Any

# Calls without which a chain still is one, but says another thing.
DROPPED: Final = frozenset(
    [
        "abs",
        "cast",
        "casefold",
        "ceil",
        "clip",
        "cum_sum",
        "drop_nulls",
        "fill_null",
        "filter",
        "floor",
        "head",
        "implode",
        "lower",
        "lstrip",
        "not_",
        "over",
        "replace",
        "replace_all",
        "reverse",
        "round",
        "rstrip",
        "shift",
        "slice",
        "sort",
        "sorted",
        "strip",
        "strip_chars",
        "sub",
        "tail",
        "to_lowercase",
        "to_uppercase",
        "union",
        "unique",
        "upper",
        "zfill",
    ]
)
NAMESPACES: Final = frozenset({"str", "list", "dt"})
OPPOSITES: Final = {
    one: other
    for pair in (
        "is_null is_not_null",
        "first last",
        "min max",
        "any all",
        "min_horizontal max_horizontal",
        "any_horizontal all_horizontal",
        "starts_with ends_with",
        "startswith endswith",
        "is_duplicated is_unique",
    )
    for one, other in (pair.split(), pair.split()[::-1])
}
WORDS: Final = {'"semi"': '"anti"', '"anti"': '"semi"', '"left"': '"inner"'}
_RAW: Final = re.compile(r"[rR]|[rR][fF]|[fF][rR]")
# A quantifier dropped, an anchor dropped, a count one higher.
_PATTERN: Final = re.compile(
    r"(?<=[\w\])}.])[?*+](?!:)|(?<!\[)(?<!\\)\^|(?<!\\)\$(?!\{)|\{+\d+(?:,\d*)?\}+"
)


class DropCall:
    """`x.filter(...)` becomes `x`."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Any, Any]]:
        yield from ((node.start_pos, node.end_pos) for _ in _calls(node))

    def mutate(self, node: Node, index: int) -> Node:
        first, last = list(_calls(node))[index]
        del node.children[first:last]
        return node


class DropCondition:
    """`.when(...).then(...)` goes out of a longer chain."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Any, Any]]:
        yield from ((node.start_pos, node.end_pos) for _ in _conditions(node))

    def mutate(self, node: Node, index: int) -> Node:
        at = list(_conditions(node))[index]
        del node.children[at : at + 4]
        return node


class DropItem:
    """One word or number goes out of a list of them."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Any, Any]]:
        yield from ((node.start_pos, node.end_pos) for _ in _items(node))

    def mutate(self, node: Node, index: int) -> Node:
        at = list(_items(node))[index]
        _, *comma = node.children[at : at + 2]
        del node.children[at : at + 2]
        # A word alone in brackets would be no list any more.
        node.children += comma if len(node.children) == 1 else []
        return node


class Opposite:
    """`.is_null()` becomes `.is_not_null()`, "semi" becomes "anti"."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Any, Any]]:
        if _opposite(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Node, index: int) -> Node:
        leaf = node.children[1] if node.type == "trailer" else node
        leaf.value = _opposite(node)
        return node


class OtherPattern:
    """A quantifier or an anchor of a regular expression goes, or a count grows by one."""

    def mutation_positions(self, node: Node) -> Iterator[tuple[Any, Any]]:
        if _is_pattern(node):
            yield from ((node.start_pos, node.end_pos) for _ in _PATTERN.finditer(node.value))

    def mutate(self, node: Node, index: int) -> Node:
        found = list(_PATTERN.finditer(node.value))[index]
        more = re.sub(r"\d+", lambda count: str(int(count[0]) + 1), found[0], count=1)
        kept = more if found[0].startswith("{") else ""
        node.value = node.value[: found.start()] + kept + node.value[found.end() :]
        return node


OPERATORS: Final = (DropCall(), DropCondition(), DropItem(), Opposite(), OtherPattern())


def _names(node: Node) -> list[str]:
    """Return for each child of a chain the name after its dot, "(" for a call, else ""."""
    if node.type not in ("atom_expr", "power"):
        return []
    texts = [child.get_code(include_prefix=False) for child in node.children]
    return [
        text[1:].strip() if text.startswith(".") else "(" if text.startswith("(") and at else ""
        for at, text in enumerate(texts)
    ]


def _calls(node: Node) -> Iterator[tuple[int, int]]:
    names = _names(node)
    for at in range(1, len(names) - 1):
        if names[at] in DROPPED and names[at + 1] == "(":
            yield at - (names[at - 1] in NAMESPACES), at + 2


def _conditions(node: Node) -> Iterator[int]:
    names = _names(node)
    seen = False
    for at in range(len(names) - 3):
        if names[at : at + 4] == ["when", "(", "then", "("]:
            if seen:
                yield at
            seen = True


def _items(node: Node) -> Iterator[int]:
    items = [child for child in getattr(node, "children", ()) if child.type != "operator"]
    literal = node.type == "testlist_comp" and {item.type for item in items} <= {"string", "number"}
    if literal and len(items) > 1:
        yield from (at for at, child in enumerate(node.children) if child.type != "operator")


def _opposite(node: Node) -> str | None:
    if node.type == "string":
        setting = node.parent.get_code() if node.parent.type == "argument" else "how"
        return WORDS.get(node.value) if setting.strip().startswith("how") else None
    is_name = node.type == "trailer" and node.children[0].value == "."
    return OPPOSITES.get(node.children[1].value) if is_name else None


def _is_pattern(node: Node) -> bool:
    if node.type == "fstring_string":
        return bool(_RAW.match(node.parent.children[0].value))
    return node.type == "string" and bool(_RAW.match(node.value))
