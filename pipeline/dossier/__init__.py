"""Why, for one person: everything that led to a verdict (contract §7, explain).

Takes: Known, a period, a NIP. Gives: a Dossier of plain values for the operator's screen.
Raises: RefusedError without a roster, UsageError for what is no NIP. Knows nothing of: documents.
"""

__all__ = ["building", "model", "namesakes", "published"]
