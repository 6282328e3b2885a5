"""Named places where a test kills the process or fills the disk, to see what is left (contract §6).

ASN_PEDULI_GAGAL_DI names one of them: "terkini-sebelum" kills the process with SIGKILL when that
place is reached, "terkini-sebelum:3" when it is reached for the third time, "terkini-sebelum=penuh"
makes the disk full there, "terkini-sebelum=tunggu" has it say so and wait.
Without that variable nothing ever happens.
"""

import errno
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pipeline.system.processes import end_at_once
from pipeline.system.settings import failpoint, pause

# Steps that leave something on disk; each has a place before it and one after it.
STEPS: Final = (
    "cache",
    "kerja",
    "rencana",
    "opd-xlsx",
    "opd-html",
    "opd-docx",
    "opd-unit",
    "opd-zip",
    "salin",
    "rekap",
    "mutu",
    "usulan",
    "data",
    "indeks-bulan",
    "manifest",
    "terkini",
    "indeks-utama",
    "bersih",
    "koreksi",
    "pangkas-niat",
    "pangkas-tanda",
    "pangkas-singkir",
    "pangkas-hapus",
    "pangkas-tipis",
    "pangkas-catat",
    "pangkas-selesai",
    "tulis",
    "fsync",
    "ganti",
    "pindah",
    "tambah",
    "geser",
)
POINTS: Final = (
    *(f"{step}-{when}" for step in STEPS for when in ("sebelum", "sesudah")),
    "kirim-direncanakan",
    "kirim-mulai",
    "kirim-sebelum-titik",
    "kirim-sesudah-titik",
    "kirim-diterima",
)
_FULL: Final = "penuh"
_WAIT: Final = "tunggu"
_LONG: Final = 120.0
_times: Final[Counter[str]] = Counter()


def reached(name: str) -> None:
    """Say that place `name` is reached.

    If a test asks, the process dies or waits here, or the disk is full.

    Raises OSError (ENOSPC) when asked to, ValueError when the name, or the one asked for, is not
    registered.
    """
    asked, way = _asked()
    place, _, nth = asked.partition(":")
    for known in filter(None, (name, place)):
        if known not in POINTS:
            raise ValueError(known)
    if name != place:
        return
    _times[name] += 1
    if _times[name] != int(nth or 1):
        return
    if way == _FULL:
        raise OSError(errno.ENOSPC, "")
    if way == _WAIT:
        sys.stderr.write(f"{name}\n")
        sys.stderr.flush()
        pause(_LONG)
        return
    end_at_once()


def _asked() -> tuple[str, str]:
    asked, _, way = failpoint().partition("=")
    return asked, way


@contextmanager
def around(step: str) -> Iterator[None]:
    """Have a place before and after a step of STEPS."""
    reached(f"{step}-sebelum")
    yield
    reached(f"{step}-sesudah")
