"""Everything that is decided for one period from what is known (contract §5)."""

from dataclasses import dataclass

import polars as pl

from pipeline.core.periods import Period
from pipeline.core.validation import validated
from pipeline.deciding.attribution import People, attribute, people, usable_repairs
from pipeline.deciding.coverage import (
    with_claim_numbers,
    with_disposition,
    with_months_paid,
    with_worker_key,
    with_worker_kind,
)
from pipeline.deciding.participation import judge
from pipeline.deciding.suggestions import suggest
from pipeline.deciding.tally import Participation
from pipeline.knowledge.knowledge import Known
from schemas.codes import IURAN
from schemas.models import VERDICTS


@dataclass(frozen=True)
class Decision(Participation):
    """What is decided for one period.

    people: one row per ASN of roster P with verdict and facts, by nip. records: accepted iuran
    records with nip_asn, disposisi and suggestion, in the order of contract §5.4 without dates.
    repair_notes: findings on koreksi.csv.
    """

    rejected: pl.DataFrame
    repair_notes: pl.DataFrame


def keyed_records(known: Known) -> pl.DataFrame:
    """Return the accepted records with the months each pays and whose worker it is.

    Neither depends on the month that is decided.
    """
    return with_worker_key(with_months_paid(known.iuran, known.references.policy))


def decide(known: Known, period: Period, keyed: pl.DataFrame | None = None) -> Decision:
    """Decide `period` from `known`, which must hold its roster (gate.input_stops sees to that).

    Who decides several months hands on the same `keyed_records` of `known`.
    """
    persons = people(known.rosters, str(period))
    policy = known.references.policy
    repairs, notes = usable_repairs(known.references.repairs, persons.roster)
    records = _dispositions(
        keyed_records(known) if keyed is None else keyed, persons, repairs, period
    )
    verdicts = judge(
        persons.roster,
        known.rosters,
        records,
        known.iuran_rejected,
        policy,
        period,
        _first_iuran(known, period),
    )
    return Decision(period, validated(verdicts, VERDICTS), records, known.iuran_rejected, notes)


def _dispositions(
    keyed: pl.DataFrame, persons: People, repairs: pl.DataFrame, period: Period
) -> pl.DataFrame:
    attributed = suggest(attribute(keyed, persons, repairs), persons)
    return with_claim_numbers(
        with_disposition(with_worker_kind(attributed, persons.roster), period)
    )


def _first_iuran(known: Known, period: Period) -> Period:
    """Return the first month folder with a readable iuran file, P at the latest (contract §5.5)."""
    months = known.accounting.filter(pl.col("berkas").str.starts_with(f"{IURAN}/"))["bulan"]
    return min(Period.parse(str(months.min())), period) if months.len() else period


def covering_records(decision: Participation) -> pl.DataFrame:
    """Return the accepted records that cover the decided period."""
    p = decision.period.index
    return decision.records.filter((pl.col("awal") <= p) & (pl.col("akhir") >= p))


def paid_records(decision: Participation) -> pl.DataFrame:
    """Return the paid, ASN-money records that cover the decided period."""
    return covering_records(decision).filter(pl.col("lunas") & pl.col("dana_asn"))
