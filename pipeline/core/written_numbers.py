"""Personal numbers in whatever writing: where in a text they stand (contract §6)."""

import re
from collections.abc import Callable
from typing import Final

# What is not seen: soft hyphens, joiners, marks of direction, fillers, variation selectors, tags,
# control characters.
INVISIBLE: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_DASHES: Final = (
    r"\-\u02d7\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u2212\u2796\u2e17\u2e1a\u2e3a\u2e3b\u2e40"
    r"\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d"
)
_DOTS: Final = r".\u00b7\u2022\u2024-\u2027\u2219\u22c5\u3002\uff0e\uff61"
_QUOTES: Final = "'`\u00b4\u02bc\u2018\u2019"
_BETWEEN: Final = rf"[\s_{_QUOTES}{_DOTS}{_DASHES}{INVISIBLE}]"
# The shortest personal number is a KPJ of 11 digits; people write them in groups, and several of
# them in a row. \d is a digit of any script, the full-width ones too.
_CHAIN: Final = re.compile(rf"\d(?:{_BETWEEN}{{0,5}}\d){{10,}}")
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)\d\d"
_HOUR: Final = r"(?: [012]?\d[.][0-5]\d(?:[.][0-5]\d)?)?"
_TIME: Final = (
    rf"(?:(?:{_DAY}[-. ])?{_MONTH}[-. ]{_YEAR}|{_YEAR}[-. ]{_MONTH}(?:[-. ]{_DAY})?){_HOUR}"
)
_TIMES: Final = re.compile(rf"{_TIME}(?:{_BETWEEN}{{1,5}}{_TIME})*")


def with_each_number(text: str, shown: Callable[[str], str]) -> str:
    """Return `text`, of each number of eleven digits or more what `shown` makes of it.

    Between the digits blanks, dots, dashes and what nobody sees may stand, up to five at a place.
    Days and months in a row ("01-03-2026 - 31-03-2026") are no such number.
    """
    return _CHAIN.sub(
        lambda found: found[0] if _TIMES.fullmatch(found[0]) else shown(found[0]), text
    )
