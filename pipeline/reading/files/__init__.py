"""Bytes to sheets of text rows, however written: workbooks in their own process, delimited text.

Takes: bytes and limits. Gives: RawSheet, each row with its place as the person sees it in Excel,
each cell with whether it was a number. Raises: UnreadableError with a finding's code; MachineError
when the opener was killed. Knows nothing of: headers, fields, what a row means. To add a format:
`kinds` tells it by its bytes, `opener` (in its own process) has a reader for each kind, `foreign`
names those that are refused; which extensions are looked at stands in system's `sources`.
"""
