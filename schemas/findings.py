"""The findings register: every fault that data can have, who can mend it, and what to tell them.

`tingkat` says what the fault costs: `berkas` the whole file, `baris` the row, `peringatan` nothing.
A message may carry {placeholders}; they are filled from the row and never hold a NIP, NIK or name.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class FindingKind:
    """One code of the register."""

    kode: str
    tingkat: str
    pemilik: str
    pesan: str


@cache
def register() -> dict[str, FindingKind]:
    """Return every known code with its level, owner and Indonesian message."""
    raw = tomllib.loads(files(__package__).joinpath("findings.toml").read_text(encoding="utf-8"))
    return {kode: FindingKind(kode=kode, **row) for kode, row in raw.items()}
