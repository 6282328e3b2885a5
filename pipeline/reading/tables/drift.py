"""Labels that an export writes otherwise than we know them (contract §2.2).

An example is "NIP PENANGUNG" for "NIP PENANGGUNG".
"""

from dataclasses import dataclass
from typing import Final

from rapidfuzz.fuzz import ratio

from pipeline.reading.files.sheets import Row
from pipeline.reading.tables.headers import header_of
from schemas.layouts import Layout, plain_label

# One letter of four, two of thirteen; "NAMA DONATUR" and "NIP DONATUR" are 76 alike and not the
# same.
_ALIKE: Final = 85.0


@dataclass(frozen=True)
class DriftedLabel:
    """A label as written, the known label that it is like, and the field of that label."""

    written: str
    known: str
    field: str


def drifted_labels(row: Row, layout: Layout) -> list[DriftedLabel]:
    """Return unknown labels of `row` that are like one of a field it lacks: the best per field."""
    found, known = header_of(row, layout).columns, layout.ranked
    texts = [" ".join(cell.split()) for cell in row if isinstance(cell, str) and plain_label(cell)]
    unknown = [
        text
        for text in texts
        if plain_label(text) not in known and plain_label(text) not in layout.unread
    ]
    lacking = [field for field in layout.fields if field not in found]
    best = [
        drifted for field in lacking if (drifted := _best(unknown, field, layout.labels[field]))
    ]
    return [
        drifted
        for drifted in best
        if _likeness(drifted) == max(map(_likeness, _same_text(best, drifted)))
    ]


def _best(unknown: list[str], field: str, labels: tuple[str, ...]) -> DriftedLabel | None:
    pairs = [DriftedLabel(text, label, field) for text in unknown for label in labels]
    best = max(pairs, key=_likeness, default=None)
    return best if best and _likeness(best) >= _ALIKE else None


def _likeness(drifted: DriftedLabel) -> float:
    return ratio(plain_label(drifted.written), plain_label(drifted.known))


def _same_text(best: list[DriftedLabel], drifted: DriftedLabel) -> list[DriftedLabel]:
    return [other for other in best if other.written == drifted.written]
