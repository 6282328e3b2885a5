"""Workbooks that secretaries return: whose they are, and what is filled in (contract §8).

Takes: a file's bytes, and what was published of its OPD as a value (`Publication`). Gives: its
state, answers and findings. Raises: UnreadableError for what is no workbook, MachineError where the
machine lacks what it takes. Knows nothing of: folders, rosters, verdicts.
"""
