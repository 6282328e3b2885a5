"""Deliveries in which far fewer of last month's donors stand again than usual (contract §5.7).

An export that was cut exactly at a line's end looks whole, and a third of its rows less is not yet
half. How many donors come again from month to month hardly changes with a branch's growth or
arrears, so that it tells such a cut from a quiet month. Who has paid ahead is not expected again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Final

import polars as pl

from pipeline.assessing.arrivals import Arrivals
from pipeline.assessing.gate.lacking import is_halved
from pipeline.assessing.gate.model import Caution
from pipeline.core.formats import number, percent
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.deliveries import KnownDelivery
from pipeline.knowledge.knowledge import Known
from schemas.codes import IURAN

CODE: Final = "penanggung_berkurang"
# The month is held against the lowest share of the three before it; two of them at least.
_COMPARED: Final = 3
_FEWEST_COMPARED: Final = 2
# How far below: a tenth, twenty people, and three times what chance makes of so many.
_SHARE: Final = 0.9
_FEWEST_PEOPLE: Final = 20
_BEYOND_CHANCE: Final = 3.0


def returning_cautions(came: Arrivals, known: Known) -> list[Caution]:
    """Return a caution for each delivery of which many of last month's donors do not come again.

    None for one of which it is told already that it is half as long.
    """
    period = came.period
    falls = ((one, _fall(shares, period)) for one, shares in _shares_by_delivery(known, period))
    return [
        _caution(one, fall, period)
        for one, fall in falls
        if fall and fall.is_beyond_chance and not (one in came.due and is_halved(came, one))
    ]


@dataclass(frozen=True)
class _Fall:
    """How many of the donors `before` stand `again`, and which share of them usually does."""

    again: int
    before: int
    usual: float

    @property
    def is_beyond_chance(self) -> bool:
        lacking = self.usual * self.before - self.again
        share = (1 - _SHARE) * self.usual * self.before
        chance = sqrt(self.before * self.usual * (1 - self.usual))
        return lacking >= max(_FEWEST_PEOPLE, share, _BEYOND_CHANCE * chance)


def _shares_by_delivery(
    known: Known, period: Period
) -> Iterator[tuple[KnownDelivery, pl.DataFrame]]:
    """Give each delivery with its bulan, kembali, dahulu: donors of the month before that stand.

    Of those whose records of that month do not pay this one already.
    """
    every = sorted({one for one in known.deliveries.values() if one.kind == IURAN})
    donors = _donors(known, every, period)
    before = donors.with_columns(pl.col("bulan") + 1).filter(pl.col("sampai") < pl.col("bulan"))
    came = donors.select("kiriman", "bulan")
    again = before.join(donors, on=["kiriman", "bulan", "penanggung"], how="semi")
    both = (
        before.join(came, on=["kiriman", "bulan"], how="semi")
        .group_by("kiriman", "bulan")
        .agg(dahulu=pl.len())
        .join(
            again.group_by("kiriman", "bulan").agg(kembali=pl.len()),
            on=["kiriman", "bulan"],
            how="left",
        )
        .with_columns(pl.col("kembali").fill_null(0))
        .sort("kiriman", "bulan")
    )
    for at, one in enumerate(every):
        yield one, both.filter(pl.col("kiriman") == at)


def _donors(known: Known, every: list[KnownDelivery], period: Period) -> pl.DataFrame:
    """Return kiriman (its place in `every`), bulan, penanggung and sampai, up to `period`.

    penanggung: whose the record is, however it is written; each once. sampai: the last month that
    the records pay.
    """
    places = [
        (month, path, every.index(one), Period.parse(month).index)
        for (month, path), one in known.deliveries.items()
        if one.kind == IURAN and month <= str(period)
    ]
    schema = {
        "bulan_terima": pl.String,
        "berkas": pl.String,
        "kiriman": pl.Int64,
        "bulan": pl.Int64,
    }
    whose = pl.DataFrame(places, schema=schema, orient="row")
    donor = pl.coalesce("nip", "nip_tercatat", "nik_donatur").alias("penanggung")
    written = known.iuran.select("bulan_terima", "berkas", "akhir", donor)
    return (
        written.drop_nulls("penanggung")
        .join(whose, on=["bulan_terima", "berkas"], how="inner")
        .group_by("kiriman", "bulan", "penanggung")
        .agg(sampai=pl.col("akhir").max())
    )


def _fall(shares: pl.DataFrame, period: Period) -> _Fall | None:
    """Return the month beside the lowest share of the last ones before it.

    None where nothing came, or too few months are known.
    """
    now = shares.filter(pl.col("bulan") == period.index)
    earlier = shares.filter(pl.col("bulan") < period.index).tail(_COMPARED)
    if not now.height or earlier.height < _FEWEST_COMPARED:
        return None
    again, before = (int(now[name].item()) for name in ("kembali", "dahulu"))
    shares_before: list[float] = (earlier["kembali"] / earlier["dahulu"]).to_list()
    return _Fall(again, before, min(shares_before))


def _caution(one: KnownDelivery, fall: _Fall, period: Period) -> Caution:
    told = {"kembali": number(fall.again), "dahulu": number(fall.before)}
    parts = {"nilai": percent(100 * fall.again / fall.before), "biasa": percent(100 * fall.usual)}
    last = period.plus(-1).name
    return Caution(
        CODE, say(f"gerbang.{CODE}", kiriman=one.shown_name, bulan=last, **told, **parts)
    )
