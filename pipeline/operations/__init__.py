"""What an operator or the calendar may ask for, with plain values at the edges: the use-cases of flows and commands.

Takes: a Desk (settings and references, opened once per task), months as text. Gives: outcomes, states, plain values.
Raises: the errors of core, each with its exit code. Knows nothing of: Prefect, the screen.
"""

__all__ = [
    "checking",
    "deliveries",
    "desk",
    "handover",
    "months",
    "people",
    "readiness",
    "repairs",
    "run_ends",
    "spans",
]
