"""What the iuran files are made of: donors with their habits, and the payments they make."""

import datetime as dt
from dataclasses import dataclass

from pipeline.core.periods import Period
from pipeline.demo.workers import OTHER, TRANSPORT, Worker
from pipeline.knowledge.policy import Policy

PEMUDA = "pemuda"
MAJAPAHIT = "majapahit"


@dataclass(frozen=True, slots=True)
class Signature:
    """How a donor is written on every form: with the errors made once and copied ever since."""

    nip: str
    name: str
    nik: str
    opd: str


@dataclass(slots=True)
class Donor:
    """One ASN who began to take part.

    `span` months are paid at a time, from `due` on; `flaw` is what is wrong with the payments (of
    behaviour.toml's [cacat_penanggung]); a reliable donor has neither flaw nor slip.
    """

    signature: Signature
    workers: list[Worker]
    span: int
    due: Period
    branch: str
    reliable: bool
    flaw: str | None = None
    flat: bool = False
    stopped: bool = False
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of an iuran file: a donor paid for one worker, `first` to `last`.

    It was received in `received`.
    """

    signature: Signature
    worker: Worker
    first: Period
    last: Period
    rupiah: int
    day: dt.date
    status: str
    source: str
    received: Period
    branch: str
    reliable: bool


class Tariffs:
    """What months cost, from the policy alone (contract §5.2)."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[tuple[int, str], int] = {}

    def month(self, month: Period, sector: str) -> int:
        """Return the least iuran of one worker in `month`."""
        key = (month.index, sector)
        if key not in self._known:
            self._known[key] = self._policy.tariff_of(month, sector) or 0
        return self._known[key]

    def months(self, first: Period, last: Period, sector: str) -> int:
        """Return the least iuran of one worker for first..last."""
        return sum(
            self.month(Period(index), sector) for index in range(first.index, last.index + 1)
        )

    def flat(self, first: Period, last: Period, sector: str) -> int:
        """Return what someone pays who thinks that the first month's tariff holds for all."""
        return self.month(first, sector) * (last.index - first.index + 1)

    def too_little(self, first: Period, sector: str) -> int:
        """Return an amount that does not reach the first month.

        It is the transport tariff for others, or a bit less.
        """
        least, other = (
            self.month(first, sector),
            self.month(first, TRANSPORT if sector == OTHER else OTHER),
        )
        return other if other < least else least - 400
