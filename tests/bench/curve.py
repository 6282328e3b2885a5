"""What a month costs against how many ASN it has, drawn as SVG by a template of our own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jinja2

from tests.bench.measuring import Cost
from tests.builders.paths import ROOT

PICTURE = ROOT / "tests" / "pictures" / "biaya.svg"
_TEMPLATE = ROOT / "tests" / "bench" / "biaya.svg.j2"
# The drawing's room of one panel, in SVG's own units.
_WIDTH, _HEIGHT = 300, 200
_TICKS = 4


class Point(NamedTuple):
    """The cost of one size: stage -> cost, cold and warm."""

    asn: int
    cold: Mapping[str, Cost]
    warm: Mapping[str, Cost]


@dataclass(frozen=True)
class Line:
    """One line of a panel: its name, its class, its points, and where its name stands."""

    name: str
    css: str
    places: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The points as SVG has them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.places)


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its lines, and the marks of its axes as (place, text)."""

    title: str
    lines: tuple[Line, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


def write_curve(points: Sequence[Point]) -> None:
    """Draw processor seconds and peak memory against size, and write the picture."""
    drawn = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _TEMPLATE.read_text(encoding="utf-8")
    )
    cpu = [(name, css, [_cpu(getattr(one, css)) for one in points]) for name, css in _RUNS]
    memory = [(name, css, [_memory(getattr(one, css)) for one in points]) for name, css in _RUNS]
    sizes = [one.asn for one in points]
    panels = (_panel("CPU seconds", sizes, cpu), _panel("peak memory, MB", sizes, memory))
    told = "; ".join(
        f"{one.asn:,} ASN: {_cpu(one.cold):.0f} s cold, {_cpu(one.warm):.0f} s warm"
        for one in points
    )
    PICTURE.write_text(drawn.render(panels=panels, told=told, width=_WIDTH, height=_HEIGHT))


_RUNS = (("cold", "cold"), ("warm", "warm"))


def _cpu(costs: Mapping[str, Cost]) -> float:
    return sum(cost.cpu for cost in costs.values())


def _memory(costs: Mapping[str, Cost]) -> float:
    return max(cost.memory for cost in costs.values())


def _panel(
    title: str, sizes: Sequence[int], runs: Sequence[tuple[str, str, Sequence[float]]]
) -> Panel:
    right, top = max(sizes), _rounded_up(max(max(values) for _, _, values in runs))
    lines = tuple(
        Line(
            name,
            css,
            tuple(
                (_WIDTH * size / right, _HEIGHT * (1 - value / top))
                for size, value in zip(sizes, values, strict=True)
            ),
        )
        for name, css, values in runs
    )
    across = tuple((_WIDTH * size / right, f"{size:,}") for size in sizes)
    steps = [top * step / _TICKS for step in range(_TICKS + 1)]
    return Panel(title, lines, across, tuple((_HEIGHT * (1 - s / top), f"{s:,.0f}") for s in steps))


def _rounded_up(value: float) -> float:
    """Return the next 1, 2, 4 or 8 times a power of ten: it has four even marks."""
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next(size * times for times in (1, 2, 4, 8, 10) if size * times >= value)
