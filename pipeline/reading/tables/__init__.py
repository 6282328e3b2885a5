"""Sheets into tables: where the header is, each column's field, the class of every row below it.

Takes: a RawSheet and a Layout. Gives: a Header, a frame of texts by field, a class for each row
(contract §2.2-2.4). Raises: ConservationError when rows went missing. Knows nothing of: what makes
a roster or iuran row good.
"""
