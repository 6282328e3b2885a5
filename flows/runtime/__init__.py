"""Prefect for flows: names, parameters, artifacts, hooks, progress, errors without personal data.

Takes: what the pipeline gave. Gives: what Prefect's pages show. Raises: nothing of its own.
Knows nothing of: the order of the steps.
"""

__all__ = [
    "artifacts",
    "faults",
    "folders",
    "hooks",
    "messages",
    "own_flow",
    "parameters",
    "progress",
    "repeating",
    "runs",
]
