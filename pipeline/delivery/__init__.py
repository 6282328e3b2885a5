"""A published revision to each secretary, once, and on record (contract §7, send).

Takes: a published period, the rules of sending, channels. Gives: what would happen, what happened,
the receipt; the ledger is ahead of every effect. Raises: UsageError, RefusedError,
PublicationError, LockedError. Knows nothing of: how documents are made, Prefect.
"""

__all__ = [
    "bounces",
    "channels",
    "documents",
    "earlier",
    "ledger",
    "mail_sign_in",
    "message",
    "model",
    "passwords",
    "prospects",
    "receipt",
    "recipients",
    "reminders",
    "returned",
    "sending",
    "traces",
]
