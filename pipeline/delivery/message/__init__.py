"""What one OPD is sent: the words of the message and the parcel of documents, sealed where the policy asks.

Takes: a Delivery and the published revision. Gives: a Parcel. Raises: PublicationError for altered documents.
Knows nothing of: channels, the ledger.
"""

__all__ = ["packing", "words"]
