"""What came back after sending: matched to the ledger by Message-ID, never guessed, kept once."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipeline.delivery.bounces.mail_files import MOST_MESSAGES, messages_in
from pipeline.delivery.bounces.notices import Notice, NoticeRecipient, read_notice
from pipeline.delivery.ledger import Ledger
from pipeline.delivery.model import DELAYED, RETURNED, UNSURE, Bounce, Delivery
from pipeline.system.mailbox import mail_files

UNKNOWN_ID: Final = "bukan_kiriman"
WITHOUT_ID: Final = "tanpa_message_id"
SEVERAL: Final = "lebih_dari_satu"
TOO_LARGE: Final = "berkas_tak_terbaca"
TOO_MANY: Final = "terlalu_banyak"
FINGERPRINT: Final = 12


@dataclass(frozen=True)
class Matched:
    """A bounce with the delivery that it is about, UNSURE where it is.

    file: what it was read from, for the screen. new: it was not in the ledger before.
    """

    file: str
    bounce: Bounce
    delivery: Delivery
    new: bool


@dataclass(frozen=True)
class Stray:
    """A message, or a whole file (pesan_ke 0), that nothing was recorded of, and why."""

    file: str
    message_number: int
    cause: str


@dataclass
class Reading:
    """What came of reading a folder: what belongs to a delivery, all the rest with its reason."""

    messages: int = 0
    matched: list[Matched] = field(default_factory=list)
    others: list[Stray] = field(default_factory=list)

    def new(self) -> list[Matched]:
        """Return what was recorded by this reading."""
        return [found for found in self.matched if found.new]

    def periods(self) -> set[str]:
        """Return the periods whose deliveries something came back of."""
        return {found.delivery.periode for found in self.matched}


def read_bounces(place: Path, ledger: Ledger) -> Reading:
    """Read the mail in a folder or a file and record what is about our deliveries.

    Raises UsageError without it.
    """
    reading = Reading()
    for name, data in mail_files(place):
        if data is None:
            reading.others.append(Stray(name, 0, TOO_LARGE))
            continue
        number, mark = 0, _fingerprint(data)
        for number, message in enumerate(messages_in(data), start=1):
            _take(reading, ledger, (name, mark, number), read_notice(message))
        reading.messages += number
        if number == MOST_MESSAGES:
            reading.others.append(Stray(name, 0, TOO_MANY))
    return reading


def _fingerprint(data: bytes) -> str:
    """Return what tells a file of mail from others without its name: the start of its hash."""
    return hashlib.sha256(data).hexdigest()[:FINGERPRINT]


def _take(reading: Reading, ledger: Ledger, at: tuple[str, str, int], notice: Notice) -> None:
    name, mark, number = at
    if notice.kind not in (RETURNED, DELAYED):
        reading.others.append(Stray(name, number, notice.kind))
        return
    found = _delivery_of(ledger, notice)
    if isinstance(found, str):
        reading.others.append(Stray(name, number, found))
        return
    message_id, delivery = found
    for bounce in _bounces(notice, message_id, delivery, (mark, number)):
        fresh = ledger.record_bounce(bounce)
        sure = delivery.goes_to(bounce.penerima)
        told = bounce if sure else replace(bounce, sifat=UNSURE)
        reading.matched.append(Matched(name, told, delivery, fresh))


def _delivery_of(ledger: Ledger, notice: Notice) -> tuple[str, Delivery] | str:
    """Return the one delivery that the surest place names, or why there is none."""
    for ids in notice.ids:
        known = [(one, held) for one in ids if (held := ledger.delivery_of(one)) is not None]
        if known:
            return known[0] if len({held.key for _, held in known}) == 1 else SEVERAL
    return UNKNOWN_ID if any(notice.ids) else WITHOUT_ID


def _bounces(
    notice: Notice, message_id: str, delivery: Delivery, at: tuple[str, int]
) -> Iterator[Bounce]:
    for one in notice.about:
        yield Bounce(
            message_id, _address(one, delivery), notice.time, one.code, one.reason, *at, one.kind
        )


def _address(told: NoticeRecipient, delivery: Delivery) -> str:
    """Return our recipient where a report names it, else the address that the report names.

    Without a report none.
    """
    if any(delivery.goes_to(address) for address in told.address):
        return delivery.penerima
    return told.recipient if told.address else ""
