"""Bar charts as inline SVG: geometry and text equivalents.

The drawing stands in templates/partials.

Lengths are percentages of the figure's width, so a chart keeps its letters' size on a phone.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.core.formats import number, percent
from pipeline.core.wording import say

_ROW_HEIGHT: Final = 44
_LINE_HEIGHT: Final = 16
_LABEL_LENGTH: Final = 40


@dataclass(frozen=True)
class Part:
    """One coloured stretch of a bar, in percent of the bar's room."""

    css: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One bar: its name, whole and in lines that fit, its value in words, place and stretches."""

    label: str
    lines: tuple[str, ...]
    value: str
    top: int
    parts: tuple[Part, ...]

    @property
    def below(self) -> int:
        """Pixels from its top to its stretches, below the lines of its name."""
        return _LINE_HEIGHT * len(self.lines) + 5

    @property
    def height(self) -> int:
        """Pixels that it takes."""
        return self.below + _ROW_HEIGHT - _LINE_HEIGHT - 5


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
        return sum(bar.height for bar in self.bars)


def share_chart(key: str, title: str, rows: Sequence[tuple[str, int, int]]) -> Chart:
    """Return bars of sudah and belum, each filling its whole room: what is compared is the share.

    Rows are (name, sudah, belum), somebody obliged in each.
    """
    bars = _placed_bars(
        (name, _share_value(sudah, belum), single_bar(100 * sudah / (sudah + belum)))
        for name, sudah, belum in rows
    )
    said = [
        say("halaman.grafik.bagian", nama=n, sudah=number(s), wajib=number(s + b))
        for n, s, b in rows
    ]
    return Chart(key, title, _spoken_bars(said), bars, legend=True)


def _share_value(sudah: int, belum: int) -> str:
    wajib = sudah + belum
    counts = {"sudah": number(sudah), "wajib": number(wajib)}
    return say("halaman.grafik.nilai", **counts, persen=percent(100 * sudah / wajib))


def count_chart(key: str, title: str, rows: Sequence[tuple[str, int]]) -> Chart:
    """Return one plain bar per row; rows are (name, how many ASN). All share one scale."""
    longest = max((count for _, count in rows), default=0)
    bars = _placed_bars(
        (name, number(count), (Part("belum", "0", _bar_length(count, longest)),))
        for name, count in rows
    )
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


def _placed_bars(named: Iterable[tuple[str, str, tuple[Part, ...]]]) -> tuple[Bar, ...]:
    """Return the bars (name, value, stretches), each below the one before."""
    bars: list[Bar] = []
    for name, value, parts in named:
        lines = tuple(textwrap.wrap(name, _LABEL_LENGTH)) or (name,)
        top = bars[-1].top + bars[-1].height if bars else 0
        bars.append(Bar(name, lines, value, top, tuple(p for p in parts if float(p.width))))
    return tuple(bars)


def _bar_length(value: int, longest: int) -> str:
    return f"{100 * value / longest:.3f}" if longest else "0"
