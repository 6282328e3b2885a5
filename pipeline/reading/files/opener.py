"""Opens workbooks in a process of its own, which may run out of memory, crash or hang without harm to the run.

The reader in Rust holds a sheet as a dense grid: one cell at XFD1048576 asks for 500 GB, and a failed allocation
aborts the whole process. Run as a script by reading.apart; imports nothing of ours, so that it starts at once.

Takes, again and again, a line of JSON (the limits, and how many bytes follow) and the bytes of a workbook. Gives lines:
L and a sheet's name and merged labels, B and a batch of its rows, G and the code of a refusal, and at last "." when
it is ready for the next workbook or "!" when it leaves, having grown.
"""

import datetime as dt
import io
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

_GROWN: Final = 500_000  # ru_maxrss, in KB on Linux
_HEAD_ROWS: Final = 100
_BATCH_ROWS: Final = 20_000
_BATCH_CELLS: Final = 2_000_000
_PANIC: Final = "PanicException"


class TooLargeError(Exception):
    """A workbook beyond the limits it was given."""


def main() -> None:
    """Answer requests until the other side closes."""
    while line := sys.stdin.buffer.readline():
        limits = json.loads(line)
        data = sys.stdin.buffer.read(limits["ukuran"])
        resource.setrlimit(resource.RLIMIT_AS, (limits["memori"], resource.RLIM_INFINITY))
        for answer in _answers(data, limits):
            _put(sys.stdout.buffer, answer)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _GROWN
        _put(sys.stdout.buffer, b"!" if grown else b".")
        sys.stdout.buffer.flush()
        if grown:
            return


def _put(sink: BinaryIO, answer: bytes) -> None:
    sink.write(answer + b"\n")


def _answers(data: bytes, limits: dict[str, int]) -> Iterator[bytes]:
    try:
        yield from _sheets(data, limits)
    except PasswordError:
        yield b"Gberkas_terenkripsi"
    except (TooLargeError, MemoryError):
        yield b"Gberkas_terlalu_besar"
    except (CalamineError, OSError, ValueError):
        yield b"Gberkas_rusak"
    except BaseException as error:
        # A reader in Rust that trips over damaged bytes panics, and pyo3's panic is no Exception.
        if type(error).__name__ != _PANIC:
            raise
        yield b"Gberkas_rusak"


def _sheets(data: bytes, limits: dict[str, int]) -> Iterator[bytes]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names
    if len({name.lower() for name in names}) < len(names):
        raise ValueError
    cells = lines = written = 0
    for at, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(at)
        rows, columns = (last + 1 for last in sheet.end or (-1, -1))
        cells, lines = cells + rows * columns, lines + rows
        if cells > limits["sel"] or lines > limits["baris"]:
            raise TooLargeError
        for answer in _one_sheet(sheet, max(1, columns)):
            written += len(answer)
            if written > limits["teks"]:
                raise TooLargeError
            yield answer


def _one_sheet(sheet: CalamineSheet, columns: int) -> Iterator[bytes]:
    merged = sheet.merged_cell_ranges or []
    labels = [(top, bottom, left) for (top, left), (bottom, right) in merged if left == right and bottom < 100]
    yield b"L" + json.dumps({"nama": sheet.name, "gabung": labels}).encode()
    # An empty sheet has no start; one whose first rows are empty starts later, and Excel's row numbers must
    # still be right: calamine's iterator begins at A1.
    rows = sheet.iter_rows() if sheet.start is not None else iter(())
    size = min(_HEAD_ROWS, _BATCH_CELLS // columns)
    while batch := list(islice(rows, size)):
        yield b"B" + json.dumps(batch, default=_tagged).encode()
        size = max(1, min(_BATCH_ROWS, _BATCH_CELLS // columns))


def _tagged(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"waktu": value.isoformat()}
    if isinstance(value, dt.date):
        return {"tanggal": value.isoformat()}
    return str(value)


if __name__ == "__main__":
    main()
