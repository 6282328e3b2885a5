"""Answers that came on another way: a CSV that an operator hands in, kept signed (contract §8, §7).

`asn-peduli answers` checks it whole, then keeps it in a month's tindak_lanjut as a slip: its rows
with period, revision and signature in front, so that a slip that somebody wrote there is none.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.core.marks import SLIP, Marks
from pipeline.core.signing import same_signature, signature
from schemas.codes import FILL_INS

COLUMNS: Final = ("kode_opd", "nip", *FILL_INS)
_FIRST: Final = "asn-peduli jawaban"
_NAMED: Final = 4


@dataclass(frozen=True)
class Slip:
    """Answers of a period and revision; rows: COLUMNS as texts, "" for an empty one."""

    marks: Marks
    rows: tuple[tuple[str, ...], ...]


def new_slip(period: str, revision: str, rows: Sequence[tuple[str, ...]], key: bytes) -> Slip:
    """Return the slip of `rows`, signed."""
    plain = Slip(Marks(SLIP, period, revisi=revision), tuple(sorted(rows)))
    return replace(plain, marks=replace(plain.marks, tanda=_signature(plain, key)))


def slip_bytes(slip: Slip) -> bytes:
    """Return the slip as it is kept."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow((_FIRST, slip.marks.periode, slip.marks.revisi, slip.marks.tanda))
    writer.writerow(COLUMNS)
    writer.writerows(slip.rows)
    return sink.getvalue().encode()


def read_slip(data: bytes) -> Slip | None:
    """Return the slip in a file's bytes, whoever signed it; None for anything else."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode()), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if len(lines) < 2 or len(lines[0]) != _NAMED or lines[0][0] != _FIRST:
        return None
    if tuple(lines[1]) != COLUMNS or any(len(line) != len(COLUMNS) for line in lines[2:]):
        return None
    _, period, revision, tanda = lines[0]
    return Slip(Marks(SLIP, period, revisi=revision, tanda=tanda), tuple(map(tuple, lines[2:])))


def is_ours(slip: Slip, key: bytes) -> bool:
    """Tell whether the slip is signed with `key`, and is as it was."""
    return bool(key) and same_signature(_signature(slip, key), slip.marks.tanda)


def _signature(slip: Slip, key: bytes) -> str:
    rows = (json.dumps(row, ensure_ascii=True) for row in slip.rows)
    return signature(key, slip.marks, {"jawaban": rows})
