"""Whose payment, which months, which worker, and the verdict on every ASN (contract §5.2-5.5).

Takes: Known and a period with a roster. Gives: a Decision: people with status and reason, records
with disposition. Raises: nothing for what the data hold. Pure: no file, no clock. Knows nothing of:
earlier publications, sentences, the gate.
"""

__all__ = [
    "attribution",
    "coverage",
    "decision",
    "near_names",
    "near_numbers",
    "paid_months",
    "participation",
    "tally",
]
