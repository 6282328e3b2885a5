"""Text that any document can hold, shown exactly as it is written in the data."""

import re
from typing import Final

# What XML 1.0 cannot carry, and the marks that turn the reading direction and so disguise a text.
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def fit_text(text: str) -> str:
    """Return `text` without the characters that XML cannot carry or that disguise a text."""
    return _UNFIT.sub("", text)


def one_line(text: str) -> str:
    """Return `text` on one line: no break, tab or other control character, white space squeezed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
