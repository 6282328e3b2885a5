"""What every stage speaks in: months, numbers, names, masks, sentences and the ways a run can end.

Takes: plain values and polars expressions. Gives: the same, in the one form that all stages agree
on. Raises: the errors that `errors` defines; KeyError for a sentence that the wording file lacks.
Knows nothing of: files (but templates/wording.toml), the clock, the frames of any stage.
"""

__all__ = [
    "errors",
    "formats",
    "guessing",
    "libraries",
    "looking_up",
    "marks",
    "masking",
    "month_columns",
    "names",
    "periods",
    "places",
    "secret",
    "sentences",
    "shown_names",
    "signing",
    "sizes",
    "text",
    "uniform",
    "validation",
    "wording",
]
