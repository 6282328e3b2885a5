"""A decision into a Month: tables, evidence in words, gate, sums, what changed (contract §5.5-§6).

Takes: Known, a period, and what was published of it first (FirstPublished). Gives: a Month, never
changed after. Raises: RefusedError when something stands against deciding at all, ConservationError
when a sum does not add up. Pure. Knows nothing of: documents, folders, revisions but the first.
"""

__all__ = [
    "answers",
    "arrivals",
    "counts",
    "evidence",
    "gate",
    "month",
    "restatement",
    "trend",
    "words",
]
