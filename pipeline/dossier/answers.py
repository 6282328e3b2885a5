"""What secretaries answered about one person, and what the data say to it (contract §8.5)."""

from typing import Any

import polars as pl

from pipeline.assessing.answers import answer_table
from pipeline.assessing.arrivals import arrivals
from pipeline.deciding.decision import Decision
from pipeline.dossier.model import Told
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.references import References
from pipeline.reading.returned.given import GivenAnswers
from schemas.layouts import answer_choices


def told_by_secretaries(
    known: Known, decision: Decision, nip: str, given: GivenAnswers
) -> tuple[Told, ...]:
    """Return every answer about `nip`, the newest last."""
    mine = given.about(decision.period).filter(pl.col("nip") == nip)
    rows = answer_table(mine, decision, arrivals(known, decision.period)).drop("nip")
    return tuple(_with_words(row, known.references) for row in rows.iter_rows(named=True))


def _with_words(row: dict[str, Any], references: References) -> Told:
    choice = answer_choices()[row["jawaban"]][0] if row["jawaban"] else None
    named = {"nama_opd": references.opd_of(row["kode_opd"]).nama, "jawaban": choice}
    return Told(**{**row, **named})
