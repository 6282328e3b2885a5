"""Sizes as a policy writes them ("512 MiB"), and as a reader is told them."""

import re
from typing import Final

from pipeline.core.wording import say

_UNITS: Final = {"B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_STEPS: Final = (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


def parse_size(text: str) -> int:
    """Read "512 MiB" as bytes. Raises ValueError."""
    match = re.fullmatch(r"\s*([0-9]+)\s*([KMG]iB|B)\s*", text, re.IGNORECASE)
    if match is None:
        raise ValueError(say("tolak.ukuran", nilai=text))
    return int(match[1]) * _UNITS[match[2].upper()]


def size_text(size: int) -> str:
    """536870912 -> "512 MiB", 1468006 -> "1,4 MiB"; below a KiB in bytes."""
    for unit, step in _STEPS:
        if size >= step:
            return f"{size / step:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"
    return f"{size} B"
