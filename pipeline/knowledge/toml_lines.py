"""On which line of a TOML text each key stands: tomllib does not say it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

Path = tuple[str | int, ...]
_TOKEN: Final = re.compile(
    r'''#[^\n]*|"""(?:\\.|[^\\])*?"""|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\[\]{}]|\n''',
    re.DOTALL,
)
_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_KEY: Final = re.compile(rf"\s*({_NAME})\s*=")
_HEADING: Final = re.compile(rf"\s*(\[\[?)\s*({_NAME})\s*\]")
_DEPTHS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of each key and table of a TOML text.

    Rows of an array of tables are counted from 0.
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    rows: Counter[Path] = Counter()
    for number, line in _statements(text):
        heading, key = _HEADING.match(line), _KEY.match(line)
        if heading:
            table = _placed(_parts(heading[2]), rows, new_row=heading[1] == "[[")
            lines.setdefault(table, number)
            lines.setdefault(tuple(part for part in table if isinstance(part, str)), number)
        elif key:
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the nearest thing around it that has one.

    0 when none has.
    """
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that begins outside every text, list and inline table."""
    starts, depth = [0], 0
    for token in _TOKEN.finditer(text):
        depth += _DEPTHS.get(token[0], 0)
        if token[0] == "\n" and depth == 0:
            starts.append(token.end())
    number = 1
    for start, end in pairwise([*starts, len(text) + 1]):
        yield number, text[start:end]
        number += text.count("\n", start, end)


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))


def _placed(name: Path, rows: Counter[Path], *, new_row: bool) -> Path:
    """Return a table's path with the row in it that an array of tables is at."""
    if new_row:
        rows[name] += 1
    placed: Path = ()
    for end in range(1, len(name) + 1):
        placed = (*placed, name[end - 1], *([rows[name[:end]] - 1] if rows[name[:end]] else []))
    return placed
