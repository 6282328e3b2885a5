"""What the berita acara of a month's delivery says: frozen, sorted, with no ASN's name or NIP."""

from dataclasses import dataclass
from typing import Final

from pipeline.delivery.model import Attempt, Bounce, Delivery
from pipeline.delivery.returned import ReturnedFile
from pipeline.reporting.model import Edition

SENT: Final = "terkirim"
# It lies ready for the operator, who hands it on: no server took it yet.
LAID_READY: Final = "diletakkan"
HANDED_OVER: Final = (SENT, LAID_READY)
CAME_BACK: Final = "dipantulkan"
FAILED: Final = "gagal"
UNCERTAIN: Final = "tidak_pasti"
WAITING: Final = "belum_dikirim"
NOBODY: Final = "tanpa_penerima"
# The first of these that holds for one of an OPD's deliveries is the OPD's own state.
STATES: Final = (SENT, LAID_READY, UNCERTAIN, CAME_BACK, FAILED, WAITING)


@dataclass(frozen=True)
class Line:
    """One delivery of one OPD; `delivery` is None where what counts now was not sent.

    returned: the latest genuine workbook that came back from this OPD. units: how many workbooks of
    units the revision has for it; units_back: of how many units one came back.
    """

    kode_opd: str
    nama_opd: str
    state: str
    revision: str
    delivery: Delivery | None
    attempts: tuple[Attempt, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    returned: ReturnedFile | None = None
    units: int = 0
    units_back: int = 0


@dataclass(frozen=True)
class Totals:
    """How many OPDs of the period stand where; the six states add up to `opd`.

    `kembali` stands beside them.
    """

    opd: int
    terkirim: int
    diletakkan: int
    tidak_pasti: int
    dipantulkan: int
    gagal: int
    belum_dikirim: int
    kembali: int


@dataclass(frozen=True)
class Receipt:
    """All that the berita acara says.

    lines: in the order of opd.csv, the unit of the unmapped last. bounces: (name of the OPD,
    bounce). reminders: what was sent of them, by deadline, in the same order. returned_files: (name
    of the OPD, file): the workbooks of this period, then files that cannot be told to be any.
    """

    edition: Edition
    totals: Totals
    lines: tuple[Line, ...]
    bounces: tuple[tuple[str, Bounce], ...]
    reminders: tuple[Line, ...]
    returned_files: tuple[tuple[str, ReturnedFile], ...]


def receipt_name(period: object, ending: str) -> str:
    """Return the name of a month's receipt as a file."""
    return f"berita-acara-{period}.{ending}"
