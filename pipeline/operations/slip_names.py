"""Where a slip of answers is kept: its name counts up, for of two the later counts (contract §8.3).

Ties of one month are broken by path, so that a correction must come after what it corrects. The
number is no longer than a reader may see: longer runs of digits in names are masked.
"""

import re
from pathlib import Path
from typing import Final

from pipeline.core.periods import Period
from pipeline.reading.returned.slips import Slip, is_ours, read_slip
from pipeline.system.files import own_bytes
from pipeline.system.folders import RETURNED, files_in
from pipeline.system.sources import input_path

_COUNTED: Final = re.compile(r"jawaban-ke-([0-9]{4,6})-untuk-.*\.csv")


def slip_place(inputs: Path, month: Period, slip: Slip, key: bytes) -> Path:
    """Return where `slip`, received in `month`, is kept.

    It is an old place where what it says is in force already: our last slip there that answers for
    one of its people has the same rows for the same period. Else a new one, after all others.
    """
    paths = sorted(files_in(inputs, month, RETURNED), key=lambda path: path.name)
    for path in reversed(paths):
        held = read_slip(own_bytes(path) or b"")
        if held is None or not is_ours(held, key) or not _share_people(held, slip):
            continue
        if (held.marks.periode, held.rows) == (slip.marks.periode, slip.rows):
            return path
        break
    counts = [int(found[1]) for path in paths if (found := _COUNTED.fullmatch(path.name))]
    name = f"jawaban-ke-{max(counts, default=0) + 1:04d}-untuk-{slip.marks.periode}.csv"
    return input_path(inputs, str(month), f"{RETURNED}/{name}")


def _share_people(one: Slip, other: Slip) -> bool:
    return not {nip for _, nip, *_ in one.rows}.isdisjoint(nip for _, nip, *_ in other.rows)
