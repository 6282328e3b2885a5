"""A revision: planned, rendered into staging, checked, put in place.

What is out, and taking it away (contract §6).

Takes: an assessed Month, References, Settings. Gives: a Plan, a Manifest, what differs between
revisions. Raises: DiskError, UsageError, ConservationError; PublicationError when what is out
cannot be read. A kill at any moment leaves the last published revision current and whole. Knows
nothing of: how a month is judged, who receives it.
"""

__all__ = [
    "first",
    "manifest",
    "month_summary",
    "paths",
    "planning",
    "pruning",
    "publications",
    "publishing",
    "revisions",
    "since_revision",
    "staging",
    "workspace",
]
