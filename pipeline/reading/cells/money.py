"""Rupiah as offices write it (contract §2 cell rules)."""

import re
from decimal import Decimal
from typing import Final

_PREFIX: Final = re.compile(r"^(?:rp\.?|idr\.?)\s*", re.IGNORECASE)
_TAIL: Final = re.compile(r"\s*[.,]\s*-{1,2}$")
_AMOUNT: Final = re.compile(
    r"(\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:([.,])(\d{1,2}))?", re.ASCII
)
_LEAST_WITH_FRACTION: Final = 1000
_LARGEST: Final = 10**15


def parse_rupiah(text: str) -> int | None:
    """Read an amount as whole rupiah, fractions cut.

    None when unreadable, negative, or a fraction below 1000.
    """
    bare = _TAIL.sub("", _PREFIX.sub("", text.strip()))
    match = _AMOUNT.fullmatch(bare)
    if match is None or _mixed(match[1], match[2]):
        return None
    return _whole(Decimal(re.sub(r"[.,]", "", match[1]) + "." + (match[3] or "0")))


def parse_native_rupiah(text: str) -> int | None:
    """Read an amount from a cell that was natively a number: as it is."""
    value = Decimal(text)
    return _whole(value) if value.is_finite() else None


def _mixed(whole: str, mark: str | None) -> bool:
    """Tell whether the decimal mark is also the one that groups thousands (16.800.00)."""
    return mark is not None and mark in whole


def _whole(value: Decimal) -> int | None:
    if value < 0 or value >= _LARGEST:
        return None
    if value < _LEAST_WITH_FRACTION and value != int(value):
        return None
    return int(value)
