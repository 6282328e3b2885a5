"""Text that a workbook can hold, shown exactly as it is written in the data."""

import re
from typing import Final

from pipeline.rendering.fitting import fit_text

_LIMIT: Final = 32_767
# Excel reads _x0041_ as the letter A unless its first underscore is itself written so.
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str) -> str:
    """Return `text` as a cell takes it.

    It has no characters that XML or a reader cannot bear, and is at most 32,767 long.
    """
    fit = _ESCAPE_LIKE.sub("_x005F_", fit_text(text))
    return fit if 2 * len(fit) <= _LIMIT else _cut_to_limit(fit)


def _cut_to_limit(text: str) -> str:
    """Cut as Excel counts, in UTF-16 units: a character outside the basic plane counts twice."""
    return text.encode("utf-16-le")[: 2 * _LIMIT].decode("utf-16-le", "ignore")
