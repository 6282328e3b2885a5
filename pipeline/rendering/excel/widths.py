"""Columns narrow enough that a printed list can be read: A4 lying, no type under 7 points."""

import math
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from pipeline.rendering.excel import styles
from pipeline.rendering.excel.heights import text_width

# A sheet is fitted to the width of its page: 784 points lie between the margins, a character of
# the sheet's 10 points takes 5.25, and of them at least seven tenths may be left.
MOST_ON_PAPER: Final = 208.0
# Halving the share so often finds it to a thousandth of a digit.
_HALVINGS: Final = 30
Bounds = tuple[float, float]


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
    widths: Sequence[float],
    columns: Sequence[Bounded],
    word_width: Callable[[int], float],
    usual_width: Callable[[int], float],
) -> list[float]:
    """Return widths that fit the paper: those whose texts wrap give way.

    They share what is left by the length of their texts (`usual_width`, by the column's place), so
    that no column makes rows high while another stands half empty.

    No word is broken where the paper can hold it whole: `word_width` gives the width that the
    widest word of a column needs, by the column's place. Where it cannot hold all, the columns
    that need least for it keep theirs.
    """
    if sum(widths) <= MOST_ON_PAPER:
        return list(widths)
    heads = [least_width(column) for column in columns]
    words = [max(head, _tenths(word_width(place), math.ceil)) for place, head in enumerate(heads)]
    texts = [usual_width(place) for place in range(len(columns))]
    least = list(heads)
    for place in sorted(range(len(heads)), key=lambda place: words[place] - heads[place]):
        tried = [*least[:place], words[place], *least[place + 1 :]]
        # At the least, when all that wrap have given way, the paper must hold them.
        if (
            sum(_tenths(low, math.floor) for low, _ in _bounds(widths, columns, tried))
            <= MOST_ON_PAPER
        ):
            least = tried
    return _given_way(_bounds(widths, columns, least), texts)


def _bounds(
    widths: Sequence[float], columns: Sequence[Bounded], least: Sequence[float]
) -> list[Bounds]:
    """Return how narrow and how wide each column may be: only those that wrap give way."""
    return [
        (min(bound, width), width) if styles.wraps(column.style) else (width, width)
        for width, bound, column in zip(widths, least, columns, strict=True)
    ]


def _given_way(bounds: Sequence[Bounds], texts: Sequence[float]) -> list[float]:
    """Return the widths made narrower as far as `bounds` let them, by their `texts`."""
    whole = (width / text for (_, width), text in zip(bounds, texts, strict=True) if text)
    few, many = 0.0, max(whole, default=0.0)
    for _ in range(_HALVINGS):
        share = (few + many) / 2
        if sum(_shared(bounds, texts, share)) <= MOST_ON_PAPER:
            few = share
        else:
            many = share
    return [_tenths(width, math.floor) for width in _shared(bounds, texts, few)]


def _tenths(width: float, rounded: Callable[[float], int]) -> float:
    """Return a width in tenths, as it is where it is in tenths but for the last binary digit."""
    return rounded(round(10 * width, 6)) / 10


def _shared(bounds: Sequence[Bounds], texts: Sequence[float], share: float) -> list[float]:
    """Return for each column that share of its text, within its bounds."""
    return [
        min(most, max(least, share * text))
        for (least, most), text in zip(bounds, texts, strict=True)
    ]
