"""Deliveries: which sender's file a file is, and which are expected each month (contract §5.7).

Policy's [[kiriman]] names them; of a kind without any they are learned from the names of files.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from pipeline.core.periods import Period, month_words
from pipeline.core.wording import say
from pipeline.knowledge.policy import ExpectedDelivery
from pipeline.system.sources import InputFile
from schemas.codes import IURAN

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
# What systems add to the name of a second copy.
_COPY_WORDS: Final = frozenset({"copy", "salinan"})
# What senders add to the name of what they send after.
_LATER_WORDS: Final = frozenset({"susulan", "revisi"})
MONTHS_LEARNED: Final = 2


@dataclass(frozen=True, order=True)
class KnownDelivery:
    """One sender's files of a kind: `declared` in the policy, or learned from their names.

    `contact` is whom to ask, "" where the policy names nobody; `required`: whether a month that
    lacks it is stopped.
    """

    kind: str
    name: str
    declared: bool = False
    required: bool = True
    contact: str = ""

    def sends_after(self, other: "KnownDelivery") -> bool:
        """Tell whether this is `other`, or what it sends later by its name.

        An example is "majapahit susulan" after "majapahit".
        """
        words = [word for word in self.name.split() if word not in _LATER_WORDS]
        return self == other or (self.kind == other.kind and " ".join(words) == other.name)

    @property
    def shown_name(self) -> str:
        """The name as a sentence tells it; files named by nothing but their month have none."""
        return self.name or say("kiriman.tanpa_nama")


class DeliveryBook:
    """The deliveries of a city: of what each file is, and what each month is to bring."""

    def __init__(self, expected: Sequence[ExpectedDelivery]) -> None:
        self._expected = tuple(expected)
        self._patterns = {one: _pattern(one.pattern) for one in expected}

    def declares(self, kind: str) -> bool:
        """Tell whether the policy names deliveries of `kind`; else they are learned."""
        return any(one.kind == kind for one in self._expected)

    def delivery_of(self, kind: str, name: str) -> KnownDelivery:
        """Return a file's delivery by name: the first declared one that fits, else the learned."""
        fitting = (
            one
            for one in self._expected
            if one.kind == kind and self._patterns[one].fullmatch(name.lower())
        )
        declared = next(fitting, None)
        return _declared(declared) if declared else KnownDelivery(kind, learned_name(name))

    def expected_in(
        self, month: Period, came: Mapping[Period, Collection[KnownDelivery]]
    ) -> tuple[KnownDelivery, ...]:
        """Return deliveries `month` is to bring, sorted: those declared for it and those learned.

        Learned is a delivery of iuran that came in both of the two months before; `came` says which
        came when.
        """
        declared = {_declared(one) for one in self._expected if one.start <= month}
        before = [set(came.get(month.plus(-back), ())) for back in range(1, MONTHS_LEARNED + 1)]
        regular = set.intersection(*before)
        learned = {one for one in regular if one.kind == IURAN and not self.declares(IURAN)}
        return tuple(sorted(declared | learned))


def learned_name(file_name: str) -> str:
    """Return a file's name without its ending, digits, months and punctuation.

    It is "majapahit" of majapahit-2026-04.csv.

    Words for a second copy are left out too: they do not make another sender.
    """
    stem = _HUMP.sub(" ", PurePosixPath(file_name).stem)
    words = [word.lower() for word in _LETTERS.findall(stem)]
    return " ".join(word for word in words if word not in month_words() and word not in _COPY_WORDS)


def deliveries_by_file(
    book: DeliveryBook, files: Iterable[InputFile]
) -> dict[tuple[str, str], KnownDelivery]:
    """Return the delivery of each file, by (month, path as it is shown)."""
    return {
        (file.month, file.berkas): book.delivery_of(file.kind, file.path.partition("/")[2])
        for file in files
    }


def _declared(one: ExpectedDelivery) -> KnownDelivery:
    return KnownDelivery(
        one.kind, one.name, declared=True, required=one.required, contact=one.contact
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.lower().split("*")), re.DOTALL)
