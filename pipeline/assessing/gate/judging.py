"""Everything that the gate finds in a decided month, in the order of contract §5.7."""

from dataclasses import dataclass

import polars as pl

from pipeline.assessing.arrivals import Arrivals
from pipeline.assessing.gate.columns import column_stops, label_cautions
from pipeline.assessing.gate.contradictions import contradiction_stops
from pipeline.assessing.gate.files import same_bytes_cautions
from pipeline.assessing.gate.hurt import Stakes
from pipeline.assessing.gate.lacking import delivery_cautions, lacking_stops
from pipeline.assessing.gate.model import CONDITIONS, Caution, Measure, Stop
from pipeline.assessing.gate.opds import lost_opds, opd_cautions, opd_stops
from pipeline.assessing.gate.own_numbers import own_number_stops
from pipeline.assessing.gate.returning import returning_cautions
from pipeline.assessing.gate.rows import rejected_rows, rejected_share, row_stops
from pipeline.assessing.gate.shares import measures, share_stops
from pipeline.assessing.gate.swaps import swap_stops
from pipeline.deciding.decision import Decision
from pipeline.deciding.tally import Participation
from pipeline.knowledge.knowledge import Known


@dataclass(frozen=True)
class Judgement:
    """What the gate found: reasons not to publish, all that it measured, what it only tells.

    The OPDs that are gone.
    """

    stops: tuple[Stop, ...]
    measures: tuple[Measure, ...]
    cautions: tuple[Caution, ...]
    lost: tuple[str, ...]


def judge_gate(
    known: Known,
    now: Decision,
    before: Participation | None,
    came: Arrivals,
    published_seats: pl.DataFrame | None = None,
) -> Judgement:
    """Return what stands against publishing the decided month, and what is only told of it.

    `published_seats` (nip, kode_opd) is where last month's documents put people: the city's books
    may have been changed since.
    """
    period, names, policy = now.period, known.references.names, known.references.policy.gerbang
    stakes, files, lost = (
        Stakes(now, before),
        rejected_rows(known, now.period),
        lost_opds(now, before),
    )
    shares = measures(now, before, policy)
    seats = before.people.select("nip", "kode_opd") if before else None
    stops = [
        *lacking_stops(came, known, stakes),
        *contradiction_stops(known, period, stakes),
        *column_stops(known, period, stakes),
        *own_number_stops(known, stakes),
        *row_stops(files, known, period, stakes),
        *share_stops(shares, period, stakes),
        *opd_stops(lost, names, stakes),
        *_swaps(now, seats, published_seats, known),
    ]
    cautions = (
        *opd_cautions(lost, now, before, names),
        *delivery_cautions(came, known),
        *returning_cautions(came, known),
        *same_bytes_cautions(known, period),
        *label_cautions(known, period),
    )
    ordered = sorted(stops, key=lambda stop: CONDITIONS.index(stop.kode))
    measured = (*shares, rejected_share(files, policy.baris_ditolak))
    return Judgement(tuple(ordered), measured, cautions, tuple(kode for kode, _ in lost))


def _swaps(
    now: Decision, decided: pl.DataFrame | None, published: pl.DataFrame | None, known: Known
) -> list[Stop]:
    """Return the swaps that either the roster of last month or its documents show, each once."""
    opd, names = known.references.opd, known.references.names
    seats = (decided, published) if decided is not None else ()
    found = [stop for one in seats if one is not None for stop in swap_stops(now, one, opd, names)]
    return list({stop.about: stop for stop in reversed(found)}.values())
