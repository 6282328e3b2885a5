"""Use-cases of flows and commands: what operator or calendar may ask, plain values at the edges.

Takes: a Desk (settings and references, opened once per task), months as text. Gives: outcomes,
states, plain values. Raises: the errors of core, each with its exit code. Knows nothing of:
Prefect, the screen.
"""

__all__ = [
    "answering",
    "cases",
    "checking",
    "deliveries",
    "desk",
    "documents",
    "due",
    "fleet_due",
    "fleets",
    "handover",
    "health",
    "late",
    "lost_answers",
    "months",
    "named_span",
    "outdated",
    "people",
    "readiness",
    "reconciling",
    "repairs",
    "run_ends",
    "signing",
    "spans",
]
