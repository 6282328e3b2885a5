"""The berita acara of a month's delivery: who got what when, what came back (contract §7, receipt).

Takes: the ledger, the published revision, returned workbooks. Gives: a Receipt, and its page and
workbook. Raises: PublicationError. Knows nothing of: sending.
"""

__all__ = ["building", "files", "model", "page", "returned", "rows", "workbook"]
