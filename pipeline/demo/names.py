"""Invented Indonesian names and degrees, fitting sex, generation and profession."""

from random import Random
from typing import Final

from pipeline.demo.data import demo_data

_OLD_NAMES_UNTIL: Final = 1980
_OLD_DEGREES_UNTIL: Final = 1972
_MIXED: Final = 0.12
_ONE_WORD: Final = 0.1
_THREE_WORDS: Final = 0.34
_DOCTORANDUS: Final = 0.3
_HAJI: Final = 0.06
_DOCTOR: Final = 0.004
_GRADUATES: Final = frozenset({"guru", "umum", "pamong"})


def full_name(rng: Random, birth_year: int, *, female: bool) -> str:
    """Return a name of one to three words as that generation bears it."""
    words = demo_data("names")["wanita" if female else "pria"]
    old = (birth_year < _OLD_NAMES_UNTIL) != (rng.random() < _MIXED)
    first = rng.choice(words["lama" if old else "baru"])
    shape = rng.random()
    if old and shape < _ONE_WORD:
        return f"{first}" if len(first) > 5 else f"{first} {rng.choice(words['belakang'])}"
    last = rng.choice(words["belakang"])
    if shape < 1 - _THREE_WORDS:
        return f"{first} {last}"
    return _without_repeats(first, rng.choice(words["baru" if not old else "lama"]), last)


def degrees(rng: Random, group: str, birth_year: int, *, female: bool) -> tuple[str, str]:
    """Return the degrees before and after the name, by profession and generation (domain §4)."""
    forms = demo_data("jobs")["gelar"][group]
    front, back = rng.choice(forms["depan"]), rng.choice(forms["belakang"])
    old = birth_year < _OLD_DEGREES_UNTIL
    if old and group in _GRADUATES and rng.random() < _DOCTORANDUS:
        front, back = "Dra." if female else "Drs.", _masters(back)
    elif old and group == "teknik":
        front, back = "Ir.", _masters(back)
    elif not front and rng.random() < _DOCTOR:
        front = "Dr."
    if old and rng.random() < _HAJI:
        front = f"{front} {'Hj.' if female else 'H.'}".strip()
    return front, back


def _masters(back: str) -> str:
    """Keep what comes after the first degree: a doctorandus has no bachelor's letters too."""
    return back.partition(", ")[2]


def _without_repeats(*words: str) -> str:
    return " ".join(dict.fromkeys(" ".join(words).split()))
