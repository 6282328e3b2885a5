"""What one OPD is sent: the message's words and the parcel of documents, sealed if the policy asks.

Takes: a Delivery and the published revision. Gives: a Parcel. Raises: PublicationError for altered
documents. Knows nothing of: channels, the ledger.
"""

__all__ = ["packing", "words"]
