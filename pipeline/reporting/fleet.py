"""The report object of a fleet: how each instansi's month ended, and no person (contract §7)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from pipeline.assessing.counts import Counts
from pipeline.core.periods import Period

PUBLISHED: Final = "terbit"
UNCHANGED: Final = "tetap"
IN_PART: Final = "sebagian"
WAITING: Final = "menunggu"
REFUSED: Final = "ditolak"
HELD: Final = "dipakai"
FAILED: Final = "gagal"
# Whose month is whole in the outputs.
WELL: Final = (PUBLISHED, UNCHANGED)


@dataclass(frozen=True)
class MemberLine:
    """How the month of one instansi ended.

    state: PUBLISHED, UNCHANGED, IN_PART, WAITING, REFUSED, HELD or FAILED. revision, counts and
    files (how many were read) are those of the current revision, "" and None where there is none.
    reason: why it did not end well, in a sentence that names no file. page: the address of the
    month's page from the fleet's.
    """

    name: str
    state: str
    revision: str = ""
    counts: Counts | None = None
    files: int | None = None
    seconds: float = 0.0
    reason: str = ""
    page: str = ""

    @property
    def well(self) -> bool:
        """Whether the month is out, and whole."""
        return self.state in WELL


@dataclass(frozen=True)
class FleetReport:
    """The page of a fleet: its instansi in the order of their file."""

    period: Period
    ended: dt.datetime
    zone: dt.tzinfo
    lines: tuple[MemberLine, ...]

    @property
    def well(self) -> int:
        """How many instansi have their month out, and whole."""
        return sum(line.well for line in self.lines)
