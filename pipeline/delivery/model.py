"""What the delivery knows of a message: its state and place in the ledger (contract §7, send)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

PLANNED: Final = "direncanakan"
SENDING: Final = "mengirim"
ACCEPTED: Final = "diterima"
FAILED: Final = "gagal"
UNKNOWN: Final = "tidak_pasti"
# What follows the OPD's code in the name of a reminder's folder or package.
REMINDER: Final = "-pengingat"
STATES: Final = (PLANNED, SENDING, ACCEPTED, FAILED, UNKNOWN)


Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Delivery:
    """One OPD's documents on their way to one recipient.

    penerima: the recipient's address; for a channel without addresses the OPD's code. sidik:
    `content_hash` of the plain documents. koreksi: an earlier, different content of this period
    was, or may have been, sent to this OPD. berkas: name and SHA-256 of each plain document.
    ukuran: bytes of the message as sent, 0 while unknown. ulang: how often the operator asked for
    another copy. percobaan: attempts so far. waktu: of the last change, UTC. jawaban: the channel's
    last answer, one line. tenggat: of a reminder, the day (2026-11-15) until which an answer was
    asked for; of a report "". urutan: which place its last attempt has among all of the ledger.
    """

    periode: str
    kode_opd: str
    penerima: str
    sidik: str
    revisi: str
    saluran: str
    koreksi: bool
    message_id: str
    berkas: tuple[tuple[str, str], ...]
    ukuran: int = 0
    keadaan: str = PLANNED
    ulang: int = 0
    percobaan: int = 0
    waktu: str = ""
    jawaban: str = ""
    tenggat: str = ""
    urutan: int = field(default=0, compare=False)

    @property
    def order(self) -> tuple[int, str]:
        """What was tried later is greater, whatever the clock said.

        The clock decides what the ledger did not count.
        """
        return (self.urutan, self.waktu)

    @property
    def is_reminder(self) -> bool:
        """Whether it asks for an answer that is late, instead of bringing a report."""
        return bool(self.tenggat)

    def goes_to(self, address: str) -> bool:
        """Tell whether it is for this address, however its letters are written."""
        return self.penerima.lower() == address.lower()

    @property
    def key(self) -> Key:
        """What makes it one delivery: the same content goes to the same recipient once."""
        return (self.periode, self.kode_opd, self.penerima, self.sidik)


@dataclass(frozen=True)
class Attempt:
    """One try at a delivery, of the `nomor`-th; `selesai` is empty while it is under way."""

    nomor: int
    mulai: str
    selesai: str
    keadaan: str
    jawaban: str


RETURNED: Final = "gagal"
DELAYED: Final = "tertunda"
UNSURE: Final = "belum_tentu"


@dataclass(frozen=True)
class Bounce:
    """What a mail server told later of a message: which one, when, with which code ("5.1.1"), why.

    berkas: the fingerprint of the file it was read from, whose name may name people. pesan_ke: its
    number in that file. sifat: RETURNED, or
    DELAYED while the server still tries; the code does not tell, for a server that gives up after
    days says 4.4.7. Read back, it is UNSURE where no report of RFC 3464 named our recipient: such
    news is kept and changes nothing.
    """

    message_id: str
    penerima: str
    waktu: str
    kode: str
    alasan: str
    berkas: str
    pesan_ke: int
    sifat: str = RETURNED


def content_hash(documents: Iterable[tuple[str, str]]) -> str:
    """Return an OPD's content hash: (file name, SHA-256) of its plain documents, in any order."""
    lines = sorted(f"{name}\x00{sha256}" for name, sha256 in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
