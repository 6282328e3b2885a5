"""Names that people gave to files and sheets, as readers are shown them (contract §6).

Offices put names and numbers of persons into them, and programs put in what nobody sees.
"""

import re
from collections.abc import Iterable
from typing import Final

from pipeline.core.written_numbers import INVISIBLE, with_each_number

_RUN: Final = re.compile(rf"\d(?:[{INVISIBLE}]*\d){{7,}}")
_DIGIT: Final = re.compile(r"\d")
_UNSEEN: Final = re.compile(f"[{INVISIBLE}]")
# How Python writes a byte of a name that is no text.
_BYTES: Final = range(0xDC80, 0xDD00)


def shown_name(name: str) -> str:
    """Return a name as every reader sees it, digits of persons masked, the invisible made visible.

    Each run of 8 or more digits becomes stars, and so does a personal number in any other writing.
    What cannot be seen is written as <U+200E>, a byte that is no text as <0xE9>.
    """
    masked = with_each_number(name, _without_digits)
    return "".join(map(_visible, _RUN.sub(lambda run: _without_digits(run[0]), masked)))


def _without_digits(number: str) -> str:
    return _DIGIT.sub("*", number)


def shown_names(names: Iterable[str]) -> list[str]:
    """Return `shown_name` of each, those that would look alike told apart by a number."""
    shown: list[str] = []
    for name in names:
        told, number = shown_name(name), 1
        while (one := told if number == 1 else f"{told} ({number})") in shown:
            number += 1
        shown.append(one)
    return shown


def is_text(name: str) -> bool:
    """Tell whether a name is text: a folder of another system may hold names that are not."""
    return not any(ord(character) in _BYTES for character in name)


def _visible(character: str) -> str:
    if ord(character) in _BYTES:
        return f"<0x{ord(character) - 0xDC00:02X}>"
    plain = character.isprintable() and not _UNSEEN.fullmatch(character)
    return character if plain else f"<U+{ord(character):04X}>"
