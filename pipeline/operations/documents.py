"""All documents of a month, rendered in parts by all cores: the city's, then the largest OPDs'."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.knowledge.references import References
from pipeline.operations.desk import Desk
from pipeline.operations.pace import Pace, unwatched
from pipeline.publishing.staging import render_city, render_opds
from pipeline.publishing.workspace import Plan, opds_among, people_per_opd
from pipeline.system.settings import Settings
from pipeline.system.workers import share_count, shared_out, start_ahead

# What an OPD costs by itself, its cover, letter and page, is as much as so many people in lists.
_OPD_ALONE: Final = 500
# Less is rendered before another process has started.
_WORTH_SHARING: Final = 4_000
# So many chunks for each worker that none waits long for the last one, and so many OPDs at most.
_CHUNKS_EACH: Final = 6
_MOST_OPDS: Final = 64


@dataclass(frozen=True)
class Chunk:
    """Some OPDs to render, and what it takes; `weight` is how much work, counted in people."""

    folder: Path
    settings: Settings = field(repr=False)
    references: References = field(repr=False)
    kodes: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class CityPart:
    """The documents over all OPDs, and what it takes to render them."""

    folder: Path
    references: References = field(repr=False)


def expect_documents(desk: Desk) -> None:
    """Have processes begin that may be asked to render, where there are OPDs enough."""
    opds = desk.references.opd.height
    if opds * _OPD_ALONE >= _WORTH_SHARING:
        start_ahead(render_part, opds + 1)


def render_documents(
    desk: Desk,
    folder: Path,
    plan: Plan,
    announce: Callable[[str], None],
    watch: Callable[[float], None] = unwatched,
) -> dict[str, str]:
    """Render what `plan` says; return kode -> kind of error of the OPDs that failed, by kode."""
    if plan.nothing_new:
        return {}
    todo = chunks(desk, folder, plan)
    weight = sum(chunk.weight for chunk in todo)
    parts: list[CityPart | Chunk] = [CityPart(folder, desk.references), *todo]
    pace = Pace("langkah.susun", plan.opds_made, announce, watch, weight)
    failed: dict[str, str] = {}
    for part, lacking in shared_out(render_part, parts, worthwhile=weight >= _WORTH_SHARING):
        failed |= lacking
        if isinstance(part, Chunk):
            pace.advance(opds_among(part.kodes), part.weight)
    return dict(sorted(failed.items()))


def render_part(part: CityPart | Chunk) -> dict[str, str]:
    """Render some of the documents; return kode -> kind of error of the OPDs that failed."""
    if isinstance(part, CityPart):
        render_city(part.folder, part.references)
        return {}
    return render_opds(part.folder, part.settings, part.references, list(part.kodes))


def chunks(desk: Desk, folder: Path, plan: Plan) -> list[Chunk]:
    """Share out the OPDs to render, those with most people first."""
    people = people_per_opd(folder)
    weights = {kode: _OPD_ALONE + people.get(kode, 0) for kode in plan.render}
    enough = sum(weights.values()) / (_CHUNKS_EACH * share_count())
    return [
        Chunk(folder, desk.settings, desk.references, kodes, sum(weights[k] for k in kodes))
        for kodes in _shares(weights, enough)
    ]


def _shares(weights: dict[str, int], enough: float) -> Iterator[tuple[str, ...]]:
    share: list[str] = []
    for kode in sorted(weights, key=lambda kode: (-weights[kode], kode)):
        share.append(kode)
        if len(share) == _MOST_OPDS or sum(weights[k] for k in share) >= enough:
            yield tuple(share)
            share = []
    if share:
        yield tuple(share)
