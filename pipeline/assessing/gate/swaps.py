"""OPDs that stand under each other's name, as their people show (contract §5.7).

Most of last month's people of one are now in another, and that one's in the first: two roster files
or two rows of opd.csv were swapped. Every secretary concerned would get another OPD's people.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from pipeline.assessing.gate.hurt import ELSEWHERE, with_hurt
from pipeline.assessing.gate.model import Stop
from pipeline.core.formats import number
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from schemas.codes import UNMAPPED_OPD

# Two people who change places are a matter of every month.
_FEWEST: Final = 5
_MOST: Final = 0.5


def swap_stops(
    now: Decision, seats: pl.DataFrame, opd: pl.DataFrame, names: Mapping[str, str]
) -> list[Stop]:
    """Return a stop for each two or more OPDs whose people went round among them.

    `seats` (nip, kode_opd) is where people were last month. OPDs that begin or end with the period
    by `opd` (opd.csv) were changed on purpose. `names` has every OPD of the month: each of a ring
    has people in it.
    """
    moves = _main_moves(now, seats)
    rounds = [found for found in _rounds(moves) if not _declared(found, opd, now.period)]
    return [_stop(found, moves, names, now, seats) for found in rounds]


def _main_moves(now: Decision, seats: pl.DataFrame) -> dict[str, tuple[str, int, int]]:
    """Return kode_opd -> the other OPD that most of its people went to, how many, and of how many.

    Of those who are still on a roster.
    """
    both = _moved(now, seats).filter(
        (pl.col("kode_opd") != UNMAPPED_OPD) & (pl.col("kini") != UNMAPPED_OPD)
    )
    pairs = both.group_by("kode_opd", "kini").len("jumlah")
    shares = pairs.with_columns(semua=pl.col("jumlah").sum().over("kode_opd"))
    many = shares.filter(
        (pl.col("kode_opd") != pl.col("kini"))
        & (pl.col("jumlah") >= _FEWEST)
        & (pl.col("jumlah") > _MOST * pl.col("semua"))
    )
    return {kode: (other, part, whole) for kode, other, part, whole in many.rows()}


def _moved(now: Decision, seats: pl.DataFrame) -> pl.DataFrame:
    here = now.people.select("nip", kini="kode_opd")
    return seats.join(here, on="nip", how="inner").select("nip", "kode_opd", "kini")


def _rounds(moves: Mapping[str, tuple[str, int, int]]) -> Iterator[tuple[str, ...]]:
    """Yield each ring of OPDs, of which one's people are in the next, beginning with its least."""
    for kode in sorted(moves):
        ring = [kode]
        while (after := moves[ring[-1]][0]) in moves and after not in ring:
            ring.append(after)
        if after == kode and kode == min(ring):
            yield tuple(ring)


def _declared(ring: tuple[str, ...], opd: pl.DataFrame, period: Period) -> bool:
    begun = pl.col("sejak") == str(period)
    ended = pl.col("sampai") == str(period.plus(-1))
    return not opd.filter(pl.col("kode_opd").is_in(ring) & (begun | ended)).is_empty()


def _stop(
    ring: tuple[str, ...],
    moves: Mapping[str, tuple[str, int, int]],
    names: Mapping[str, str],
    now: Decision,
    seats: pl.DataFrame,
) -> Stop:
    parts = [
        say(
            "gerbang.tertukar_butir",
            opd=names[kode],
            lain=names[moves[kode][0]],
            jumlah=number(moves[kode][1]),
            dari=number(moves[kode][2]),
        )
        for kode in ring
    ]
    stop = Stop(
        "opd_tertukar", say("gerbang.opd_tertukar", butir="; ".join(parts)), about="+".join(ring)
    )
    targets = pl.DataFrame({"kode_opd": ring, "kini": [moves[kode][0] for kode in ring]})
    wrong = _moved(now, seats).join(targets, on=["kode_opd", "kini"], how="semi")
    return with_hurt(stop, ELSEWHERE, wrong.select("nip", kode_opd="kini"))
