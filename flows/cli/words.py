"""Words that can be judged before anything slow is imported (contract §7).

A wrong month, a reason that says nothing, or what can be no NIP is answered at once.
"""

from collections.abc import Sequence
from typing import Final

from flows.runtime.choices import SHORTEST_REASON
from pipeline.core.errors import FormError, UsageError
from pipeline.core.periods import period_of
from pipeline.core.wording import say

# One digit left out still leads to the nearest; fewer lead to nobody.
_FEWEST_DIGITS: Final = 17


def require_months(*words: str | None) -> None:
    """Raise UsageError for a word that is no month; None is none and may be."""
    for word in words:
        if word is not None:
            period_of(word)


def require_reason(words: str | None) -> None:
    """Raise UsageError for a reason that is too short to be a sentence (contract §5.7)."""
    if words is not None and len(words.strip()) < SHORTEST_REASON:
        raise UsageError(say("cli.salah_alasan", huruf=SHORTEST_REASON))


def require_person(words: Sequence[str]) -> None:
    """Raise FormError where nobody is named, UsageError for digits that can be no NIP."""
    if not words:
        raise FormError(say("cli.salah_kurang", apa="NIP"))
    require_nip(" ".join(words))


def require_nip(words: str | None) -> None:
    """Raise UsageError for a text with digits, but too few for a NIP; one without is a name."""
    digits = sum(sign in "0123456789" for sign in words or "")
    if 0 < digits < _FEWEST_DIGITS:
        raise UsageError(say("jelaskan.salah_nip"))
