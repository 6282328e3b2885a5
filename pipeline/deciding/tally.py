"""How many are obliged, take part and are protected in a month whose reasons nobody asks for.

A trend needs no more of earlier months. Who an unknown donor may be, and why somebody does not take
part, changes none of these figures (contract §5.5), so neither is worked out: the verdicts counted
are those of `decide`, by the same functions.
"""

from dataclasses import dataclass

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.attribution import attribute, people, usable_repairs
from pipeline.deciding.coverage import with_disposition, with_worker_kind
from pipeline.deciding.participation import with_status, with_workers
from pipeline.knowledge.knowledge import Known


@dataclass(frozen=True)
class Tally:
    """The figures of one month."""

    period: Period
    wajib: int
    sudah: int
    jumlah_pekerja: int


def tally(known: Known, period: Period, keyed: pl.DataFrame) -> Tally:
    """Count the verdicts on `period`; `keyed` are the records of `decision.keyed_records`."""
    persons = people(known.rosters, str(period))
    repairs, _ = usable_repairs(known.references.repairs, persons.roster)
    covering = keyed.filter((pl.col("awal") <= period.index) & (pl.col("akhir") >= period.index))
    attributed = attribute(covering, persons, repairs).with_columns(
        nip_usulan=pl.lit(None, dtype=pl.String)
    )
    records = with_disposition(with_worker_kind(attributed, persons.roster), period)
    judged = with_status(with_workers(persons.roster, records), known.references.policy, period)
    return tally_of(judged, period)


def tally_of(judged: pl.DataFrame, period: Period) -> Tally:
    """Count verdicts; `judged` have status and jumlah_pekerja, as Decision.people."""
    status = judged["status"]
    return Tally(
        period,
        int(status.is_in(["sudah", "belum"]).sum()),
        int((status == "sudah").sum()),
        int(judged["jumlah_pekerja"].sum()),
    )
