"""Bar charts as inline SVG: geometry and text equivalents.

The drawing stands in templates/partials.

Lengths are percentages of the figure's width, so a chart keeps its letters' size on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.core.formats import number
from pipeline.core.wording import say

_ROW_HEIGHT: Final = 44
_LABEL_LENGTH: Final = 40


@dataclass(frozen=True)
class Part:
    """One coloured stretch of a bar, in percent of the bar's room."""

    css: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One bar: its full name, the name as it fits, its value in words, its place, its stretches."""

    label: str
    short: str
    value: str
    top: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn; `desc` says in words what the bars show."""

    key: str
    title: str
    desc: str
    bars: tuple[Bar, ...]
    legend: bool

    @property
    def height(self) -> int:
        """Pixels that all bars take."""
        return _ROW_HEIGHT * len(self.bars)


def share_chart(key: str, title: str, rows: Sequence[tuple[str, int, int]]) -> Chart:
    """Return bars of sudah and belum, stacked; rows are (name, sudah, belum).

    All share one scale.
    """
    longest = max((sudah + belum for _, sudah, belum in rows), default=0)
    bars = tuple(_share_bar(i, row, longest) for i, row in enumerate(rows))
    said = [
        say("halaman.grafik.bagian", nama=n, sudah=number(s), wajib=number(s + b))
        for n, s, b in rows
    ]
    return Chart(key, title, _spoken_bars(said), bars, legend=True)


def count_chart(key: str, title: str, rows: Sequence[tuple[str, int]]) -> Chart:
    """Return one plain bar per row; rows are (name, how many ASN). All share one scale."""
    longest = max((count for _, count in rows), default=0)
    bars = tuple(_count_bar(i, row, longest) for i, row in enumerate(rows))
    said = [say("halaman.grafik.butir", nama=name, jumlah=number(count)) for name, count in rows]
    return Chart(key, title, _spoken_bars(said), bars, legend=False)


def single_bar(percent: float | None) -> tuple[Part, ...]:
    """Return the stretches of one bar for a table cell: sudah, then what is left.

    None where nobody is obliged.
    """
    if percent is None:
        return ()
    return Part("sudah", "0", f"{percent:.3f}"), Part(
        "belum", f"{percent:.3f}", f"{100 - percent:.3f}"
    )


def _spoken_bars(said: Sequence[str]) -> str:
    return say("halaman.grafik.uraian", isi="; ".join(said))


def _share_bar(position: int, row: tuple[str, int, int], longest: int) -> Bar:
    name, sudah, belum = row
    value = say("halaman.grafik.nilai", sudah=number(sudah), wajib=number(sudah + belum))
    done = Part("sudah", _bar_length(0, longest), _bar_length(sudah, longest))
    open_ = Part("belum", _bar_length(sudah, longest), _bar_length(belum, longest))
    return _placed_bar(
        position, name, value, tuple(p for p, n in ((done, sudah), (open_, belum)) if n)
    )


def _count_bar(position: int, row: tuple[str, int], longest: int) -> Bar:
    name, count = row
    return _placed_bar(
        position,
        name,
        number(count),
        (Part("belum", _bar_length(0, longest), _bar_length(count, longest)),),
    )


def _placed_bar(position: int, name: str, value: str, parts: tuple[Part, ...]) -> Bar:
    return Bar(name, _label_that_fits(name), value, position * _ROW_HEIGHT, parts)


def _bar_length(value: int, longest: int) -> str:
    return f"{100 * value / longest:.3f}" if longest else "0"


def _label_that_fits(name: str) -> str:
    return name if len(name) <= _LABEL_LENGTH else f"{name[: _LABEL_LENGTH - 1].rstrip()}…"
