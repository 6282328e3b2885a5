"""A cell's text into a value: numbers of persons, months, dates, rupiah (contract §2, cell rules).

Takes: texts, and whether the cell was a number. Gives: values, null where the rule does not accept
the text. Raises: nothing. Knows nothing of: rows, headers, files.
"""
