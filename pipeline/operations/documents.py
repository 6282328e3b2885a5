"""The documents of the OPDs, rendered in chunks by all cores, the largest OPDs first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.knowledge.references import References
from pipeline.operations.desk import Desk
from pipeline.operations.pace import Pace, unwatched
from pipeline.publishing.publishing import render_opds
from pipeline.publishing.workspace import Plan, people_per_opd
from pipeline.system.settings import Settings
from pipeline.system.workers import share_count, shared_out

# Fewer people are rendered before another process has started.
_WORTH_SHARING: Final = 4_000
# So many chunks for each worker that none waits long for the last one, and so many OPDs at most.
_CHUNKS_EACH: Final = 6
_MOST_OPDS: Final = 64


@dataclass(frozen=True)
class Chunk:
    """Some OPDs to render, and what it takes; `people` are how many stand in their lists."""

    folder: Path
    settings: Settings = field(repr=False)
    references: References = field(repr=False)
    kodes: tuple[str, ...]
    people: int


def render_documents(
    desk: Desk,
    folder: Path,
    plan: Plan,
    announce: Callable[[str], None],
    watch: Callable[[float], None] = unwatched,
) -> dict[str, str]:
    """Render what `plan` says; return kode -> kind of error of those that failed, by kode."""
    todo = chunks(desk, folder, plan)
    if not todo:
        return {}
    people = sum(chunk.people for chunk in todo)
    pace = Pace("langkah.susun", len(plan.render), announce, watch, people)
    failed: dict[str, str] = {}
    for chunk, lacking in shared_out(render_chunk, todo, worthwhile=people >= _WORTH_SHARING):
        failed |= lacking
        pace.advance(len(chunk.kodes), chunk.people)
    return dict(sorted(failed.items()))


def render_chunk(chunk: Chunk) -> dict[str, str]:
    """Render the documents of some OPDs; return kode -> kind of error of those that failed."""
    return render_opds(chunk.folder, chunk.settings, chunk.references, list(chunk.kodes))


def chunks(desk: Desk, folder: Path, plan: Plan) -> list[Chunk]:
    """Share out the OPDs to render, those with most people first."""
    if plan.nothing_new:
        return []
    people = people_per_opd(folder)
    # One counts for each OPD itself: its notes and its cover.
    weights = {kode: 1 + people.get(kode, 0) for kode in plan.render}
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
