"""The gate: what must not be published, with its numbers and its way out (contract §5.7).

Takes: Known, the decisions on P and P-1. Gives: stops, measures, cautions. Pure. To add a measure:
its share in `shares`, its code in `model.CONDITIONS`, its limit in knowledge's `Gate` and
kebijakan.toml, its sentence in wording.toml [gerbang].
"""

from pipeline.assessing.gate.files import against_deciding, input_stops, require_roster
from pipeline.assessing.gate.judging import Judgement, judge_gate
from pipeline.assessing.gate.model import CONDITIONS, Caution, Measure, Stop
from pipeline.assessing.gate.shares import skipped_note
from pipeline.assessing.gate.telling import (
    brief_refusal,
    labels,
    sentences,
    unnamed_sentences,
)

__all__ = [
    "CONDITIONS",
    "Caution",
    "Judgement",
    "Measure",
    "Stop",
    "against_deciding",
    "brief_refusal",
    "input_stops",
    "judge_gate",
    "labels",
    "require_roster",
    "sentences",
    "skipped_note",
    "unnamed_sentences",
]
