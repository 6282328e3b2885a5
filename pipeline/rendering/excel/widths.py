"""Columns narrow enough that a printed list can be read: A4 lying, no type under 7 points."""

import math
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pipeline.rendering.excel import styles
from pipeline.rendering.excel.heights import text_width

# A sheet is fitted to the width of its page: 784 points lie between the margins, a character of
# the sheet's 10 points takes 5.25, and of them at least seven tenths may be left.
MOST_ON_PAPER: Final = 208.0


class Bounded(Protocol):
    """A column: its heading, its style, and the least it needs in characters."""

    @property
    def label(self) -> str: ...

    @property
    def style(self) -> str: ...

    @property
    def least(self) -> int: ...


def least_width(column: Bounded) -> float:
    """Return the width that each word of the heading needs, and the column's own least."""
    words = (text_width(word, bold=True) + 0.6 for word in column.label.split())
    return max(column.least, *words)


def on_paper(
    widths: Sequence[float], columns: Sequence[Bounded], word_width: Callable[[int], float]
) -> list[float]:
    """Return widths that fit the paper: those whose texts wrap give way, each by its share.

    No word is broken where the paper can hold it whole: `word_width` gives the width that the
    widest word of a column needs, by the column's place. Where it cannot hold all, the columns
    that need least for it keep theirs.
    """
    if sum(widths) <= MOST_ON_PAPER:
        return list(widths)
    heads = [least_width(column) for column in columns]
    words = [max(head, word_width(place)) for place, head in enumerate(heads)]
    least = list(heads)
    for place in sorted(range(len(heads)), key=lambda place: words[place] - heads[place]):
        tried = [*least[:place], words[place], *least[place + 1 :]]
        if sum(_given_way(widths, columns, tried)) <= MOST_ON_PAPER:
            least = tried
    return _given_way(widths, columns, least)


def _given_way(
    widths: Sequence[float], columns: Sequence[Bounded], least: Sequence[float]
) -> list[float]:
    """Return the widths made narrower as far as `least` lets those that wrap."""
    room = [
        max(0.0, width - bound) if styles.wraps(column.style) else 0.0
        for width, bound, column in zip(widths, least, columns, strict=True)
    ]
    share = min(1.0, (sum(widths) - MOST_ON_PAPER) / sum(room)) if any(room) else 0.0
    return [
        math.floor(10 * (width - share * spare)) / 10
        for width, spare in zip(widths, room, strict=True)
    ]
