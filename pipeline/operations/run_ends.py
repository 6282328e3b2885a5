"""How runs ended: one line each in outputs/riwayat.jsonl, for operator and `asn-peduli status`."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pipeline.system.files import append_private

# No end, and never in the history: what a log says of a run that has begun.
STARTED: Final = "mulai"
COMPLETED: Final = "selesai"
WAITING: Final = "menunggu"
FAILED: Final = "gagal"
CRASHED: Final = "mati"
OVERDUE: Final = "terlambat"
HISTORY: Final = "riwayat.jsonl"
CALENDAR: Final = "laporan-terjadwal"
OF_ONE_MONTH: Final = "laporan-bulanan"
FLEET_CALENDAR: Final = "laporan-armada-terjadwal"
_FLEETS: Final = frozenset({FLEET_CALENDAR, "laporan-armada"})
# Their runs take the month from the hour for which they were scheduled.
CALENDARS: Final = (CALENDAR, FLEET_CALENDAR)
_OF_A_MONTH: Final = frozenset({CALENDAR, OF_ONE_MONTH, *_FLEETS})


@dataclass(frozen=True)
class RunEnd:
    """How a run ended: when (ISO 8601, UTC), its flow, its name, COMPLETED or such, a sentence."""

    waktu: str
    alur: str
    nama: str
    akhir: str
    pesan: str


def note_end(outputs: Path, ended: RunEnd) -> None:
    """Add a line to the history."""
    append_private(
        outputs / HISTORY, json.dumps(asdict(ended), ensure_ascii=False).encode() + b"\n"
    )


def last_ends(outputs: Path, most: int) -> list[RunEnd]:
    """Return the last `most` ends, newest first. A line that a power cut tore is passed over."""
    path = outputs / HISTORY
    lines = path.read_bytes().splitlines() if path.is_file() else []
    return [ended for line in reversed(lines) if (ended := _end_in_line(line)) is not None][:most]


def ends_of_months(outputs: Path) -> dict[str, list[RunEnd]]:
    """Return month ("2026-10") -> how the runs that were about it alone ended, oldest first."""
    ends: dict[str, list[RunEnd]] = {}
    for ended in reversed(last_ends(outputs, sys.maxsize)):
        if ended.alur in _OF_A_MONTH:
            ends.setdefault(ended.nama, []).append(ended)
    return ends


def _end_in_line(line: bytes) -> RunEnd | None:
    try:
        return RunEnd(**json.loads(line))
    except (ValueError, TypeError):
        return None
