"""How high a row must be for its wrapped texts.

Office programs do not agree on working it out themselves.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

LINE: Final = 12.75
_PADDING: Final = 3.0
# Excel's own limit, in points.
_HIGHEST: Final = 409.0
# Left and right margins and the indent of one cell, in widths of a digit.
_EDGES: Final = 2.2
_BOLD: Final = 1.08
# Advance widths of Arial in units of a digit's, by kind of character; what is not named is as wide
# as a digit.
_NARROW: Final = (
    dict.fromkeys("ijl'|", 0.42)
    | dict.fromkeys(" !,./:;Ift()[]-r\\", 0.6)
    | dict.fromkeys("Jcksvxyz", 0.9)
)
_WIDE: Final = dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&", 1.27) | dict.fromkeys("MWmw@%", 1.55)
_ADVANCE: Final = _NARROW | _WIDE
_WIDEST_COMMON: Final = 0.75


def row_height(cells: Iterable[tuple[str, float, bool]]) -> float:
    """Return the height in points for a row of wrapped (text, column width, is bold) cells."""
    most = max(
        (_line_count(text, _digits_of_room(width, bold)) for text, width, bold in cells), default=1
    )
    return min(most * LINE + _PADDING, _HIGHEST)


def text_width(text: str, bold: bool = False) -> float:
    """Return the column width in which `text` stands on one line."""
    return _text_advance(text) * (_BOLD if bold else 1.0) + _EDGES


def _digits_of_room(width: float, bold: bool) -> float:
    return round((width - _EDGES) / (_BOLD if bold else 1.0), 2)


@lru_cache(maxsize=65_536)
def _line_count(text: str, room: float) -> int:
    """Count the lines of `text` in `room` digits' widths, broken between words where possible."""
    if len(text) <= room * _WIDEST_COMMON:
        return 1
    return sum(_wrapped_line_count(line.split(" "), room) for line in text.split("\n"))


def _wrapped_line_count(words: list[str], room: float) -> int:
    lines, used = 1, 0.0
    for word in words:
        width = _text_advance(word)
        if used and used + _ADVANCE[" "] + width > room:
            lines, used = lines + 1, 0.0
        used += width + (_ADVANCE[" "] if used else 0.0)
        if used > room:
            lines, used = lines + int(used // room), used % room
    return lines


def _text_advance(text: str) -> float:
    return sum(_ADVANCE.get(character, 1.0) for character in text)
