"""How high a row must be for its wrapped texts.

Office programs do not agree on working it out themselves.
"""

from collections.abc import Callable, Iterable
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
# No character is wider: with a hair more than the widest, so that a bound never falls short.
_WIDEST: Final = 1.551


class _Advances(dict[str, float]):
    def __missing__(self, _: str) -> float:
        return 1.0


_ADVANCE: Final = _Advances(_NARROW | _WIDE)
_WIDEST_COMMON: Final = 0.75


def row_height(cells: Iterable[tuple[str, float, bool]]) -> float:
    """Return the height in points for a row of wrapped (text, column width, is bold) cells."""
    return height_of_lines(
        max((line_counter(width, bold)(text) for text, width, bold in cells), default=1)
    )


def height_of_lines(most: int) -> float:
    """Return the height in points for a row whose tallest cell has `most` lines."""
    return min(most * LINE + _PADDING, _HIGHEST)


def line_counter(width: float, bold: bool) -> Callable[[str], int]:
    """Return what counts the lines that a text takes in a column of `width`."""
    room = _digits_of_room(width, bold)
    surely_one = room * _WIDEST_COMMON
    return lambda text: 1 if len(text) <= surely_one else _line_count(text, room)


def widest_text(texts: Iterable[str], bold: bool, most: float) -> float:
    """Return the column width for the widest of `texts`; at least `most` is told as any such."""
    wanted, stretched = 0.0, _WIDEST * (_BOLD if bold else 1.0)
    for text in sorted(set(texts), key=len, reverse=True):
        if wanted >= most or len(text) * stretched + _EDGES <= wanted:
            break
        wanted = max(wanted, text_width(text, bold))
    return wanted


def text_width(text: str, bold: bool = False) -> float:
    """Return the column width in which `text` stands on one line."""
    return _text_advance(text) * (_BOLD if bold else 1.0) + _EDGES


def broken_within(text: str, width: float, size: float = 10.0, bold: bool = False) -> list[str]:
    """Return a paragraph in lines no wider than `width`; a wider word stands on its own line.

    `width` counts digits of 10 points, `size` is the text's own in points.
    """
    room = width * 10 / size
    if text_width(text, bold) <= room:
        return [text]
    first, *words = text.split(" ")
    lines = [first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if text_width(longer, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _digits_of_room(width: float, bold: bool) -> float:
    return round((width - _EDGES) / (_BOLD if bold else 1.0), 2)


@lru_cache(maxsize=65_536)
def _line_count(text: str, room: float) -> int:
    """Count the lines of `text` in `room` digits' widths, broken between words where possible."""
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


@lru_cache(maxsize=65_536)
def _text_advance(text: str) -> float:
    return sum(map(_ADVANCE.__getitem__, text))
