"""The report of each unit of an OPD that asks for it: its own people alone (contract §6)."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.month import Month
from pipeline.core.signing import signature
from pipeline.knowledge.references import References
from pipeline.reporting.breakdowns import by_reason
from pipeline.reporting.followup import with_last_answer
from pipeline.reporting.late_groups import late_groups
from pipeline.reporting.model import OpdReport
from pipeline.reporting.opd import exempt_people, nips_of
from pipeline.reporting.units import UNIT, Unit
from schemas.codes import STATUSES


def unit_reports(
    month: Month,
    references: References,
    whole: OpdReport,
    people: pl.DataFrame,
    signing_key: bytes,
) -> Iterator[OpdReport]:
    """Yield the report of each of `whole.units`: its own people, and nobody's else in any part.

    `people` are those of the whole OPD (`OpdReports.people`). What was answered is told without
    its note, which may be about others too.
    """
    if not whole.units:
        return
    late = with_last_answer(people.filter(status="belum"), month, references, notes=False)
    for unit in whole.units:
        own = people.filter(pl.col(UNIT) == unit.name)
        yield _unit_report(whole, unit, own, late.filter(pl.col(UNIT) == unit.name), signing_key)


def _unit_report(
    whole: OpdReport, unit: Unit, people: pl.DataFrame, late: pl.DataFrame, signing_key: bytes
) -> OpdReport:
    by_status = {status: people.filter(pl.col("status") == status) for status in STATUSES}
    lists = {
        "belum": by_status["belum"],
        "sudah": by_status["sudah"],
        "dikecualikan": exempt_people(by_status),
    }
    marks = replace(whole.marks, tanda="", unit=unit.code)
    return OpdReport(
        edition=whole.edition,
        opd=whole.opd,
        counts=_counts_of_people(people),
        before=None,
        by_unit=whole.by_unit.clear(),
        by_kind=whole.by_kind.clear(),
        by_reason=by_reason(people),
        belum=late,
        sudah=by_status["sudah"],
        dikecualikan=lists["dikecualikan"],
        to_mend=whole.to_mend.clear(),
        changes=None,
        groups=late_groups(late),
        ages=whole.ages.clear(),
        restatement=None,
        signature=signature(signing_key, marks, nips_of(lists)),
        follow_up=None,
        answer_by=whole.answer_by,
        answer_to=whole.answer_to,
        unit=unit,
    )


def _counts_of_people(people: pl.DataFrame) -> Counts:
    """Return the counts of a unit; rows that could not be read belong to no unit."""
    counted = {status: people.filter(pl.col("status") == status).height for status in STATUSES}
    return Counts(**counted, tak_terbaca=0, jumlah_pekerja=int(people["jumlah_pekerja"].sum()))
