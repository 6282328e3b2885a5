"""What programs write around a cell's text in a delimited file (contract §2).

It is HTML entities and ="...".
"""

import html
import re
from typing import Final

_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_DEPTH: Final = 3
# Lines hold no NUL: it is dropped when they are decoded.
_KEPT: Final = "\x00"
_FORMULA: Final = re.compile(r'\s*="([^"]*)"\s*')


def may_hold_marks(line: str) -> bool:
    """Tell whether a line is worth a closer look."""
    return "&" in line or '="' in line


def line_without_entities(line: str, delimiter: str) -> str:
    """Decode a line's entities before splitting: if ";" divides fields, `&#039;` would divide one.

    Those that stand for a quote, the delimiter or a line end are kept for `plain_field`, out of the
    splitting's way. Some programs encode what is encoded already.
    """
    for _ in range(_DEPTH):
        if "&" not in line:
            break
        line = _ENTITY.sub(lambda found: _harmless(found[0], delimiter), line)
    return line


def plain_field(field: str) -> str:
    """Return a field as Excel or browsers show it: `="1975..."` is the text between the quotes."""
    formula = _FORMULA.fullmatch(field)
    text = (formula[1] if formula else field).replace(_KEPT, ";")
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def _harmless(entity: str, delimiter: str) -> str:
    text = html.unescape(entity)
    kept = text in ('"', delimiter) or (len(text) == 1 and not text.isprintable())
    return entity[:-1] + _KEPT if kept else text
