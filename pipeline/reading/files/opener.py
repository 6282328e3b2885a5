"""Opens workbooks in its own process, which may exhaust memory, crash or hang: the run is unharmed.

The reader in Rust holds a sheet as a dense grid: one cell at XFD1048576 asks for 500 GB, and a
failed allocation aborts the whole process. Run by reading.files.apart; imports only the readers
beside it, so that it starts at once.

Takes, again and again, a line of JSON (the limits, the kind of file, how many bytes follow, and for
how many seconds to wait for the next) and the bytes of a file. Gives lines: A once it begins, L and
a sheet's name, state and merged cells, B and a batch of its rows, G and why it is refused, M where
the machine has less memory than the limits allow, and at last "." when it is ready for the next one
or "!" when it leaves, having grown.
"""

import datetime as dt
import io
import json
import resource
import select
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline.reading.files.biff import record_grids
from pipeline.reading.files.grids import MOST_COLUMNS, FaultyFileError, Grid
from pipeline.reading.files.html_tables import page_grids
from pipeline.reading.files.mending import mended_book
from pipeline.reading.files.old_errors import old_errors
from pipeline.reading.files.spreadsheetml import xml_book_grids

_GROWN: Final = 500_000  # ru_maxrss, in KB on Linux
_HEAD_ROWS: Final = 100
_BATCH_ROWS: Final = 4_000
_BATCH_CELLS: Final = 2_000_000
_PANIC: Final = "PanicException"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")


class TooLargeError(Exception):
    """A workbook beyond the limits it was given."""


def main() -> None:
    """Answer requests until the other side closes, or asks no more for as long as it said."""
    given = resource.getrlimit(resource.RLIMIT_AS)
    # Linux counts what the process held that started this one as held by this one too.
    usual = max(_GROWN, _most_memory())
    patience: float | None = None
    while line := _next_line(patience):
        limits = json.loads(line)
        patience = limits["sabar"]
        scarce = _bound_memory(limits["memori"], *given)
        _put(sys.stdout.buffer, b"A")
        sys.stdout.buffer.flush()
        data = sys.stdin.buffer.read(limits["ukuran"])
        for answer in _answers(data, limits, scarce):
            _put(sys.stdout.buffer, answer)
        grown = _most_memory() > usual
        _put(sys.stdout.buffer, b"!" if grown else b".")
        sys.stdout.buffer.flush()
        if grown:
            return


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _next_line(patience: float | None) -> bytes:
    """Return the line that begins a request; an empty one where none comes in time."""
    waits, _, _ = select.select([sys.stdin.buffer], [], [], patience)
    return sys.stdin.buffer.readline() if waits else b""


def _bound_memory(wanted: int, soft: int, hard: int) -> bool:
    """Take no more memory than `wanted`; tell whether the machine gives less than that."""
    scarce = soft != resource.RLIM_INFINITY and soft < wanted
    resource.setrlimit(resource.RLIMIT_AS, (soft if scarce else wanted, hard))
    return scarce


def _put(sink: BinaryIO, answer: bytes) -> None:
    sink.write(answer + b"\n")


def _answers(data: bytes, limits: dict[str, Any], scarce: bool) -> Iterator[bytes]:
    try:
        yield from _sheets(data, limits)
    except FaultyFileError as error:
        yield _refusal(error.kode, **error.values)
    except PasswordError:
        yield _refusal("berkas_terenkripsi")
    except TooLargeError:
        yield _refusal("berkas_terlalu_besar")
    except MemoryError:
        yield b"M" if scarce else _refusal("berkas_terlalu_besar")
    except (CalamineError, OSError, ValueError):
        yield _refusal("berkas_rusak")
    except BaseException as error:
        # A reader in Rust that trips over damaged bytes panics, and pyo3's panic is no Exception.
        if type(error).__name__ != _PANIC:
            raise
        yield _refusal("berkas_rusak")


def _refusal(kode: str, **values: str) -> bytes:
    return b"G" + json.dumps({"kode": kode, "nilai": values}).encode()


def _sheets(data: bytes, limits: dict[str, Any]) -> Iterator[bytes]:
    """Yield the sheets of a file in its own order, within the limits on all they hold together."""
    grids = _GRIDS.get(limits["jenis"])
    written = 0
    for answer in _grids(grids(data, limits["sel"]), limits) if grids else _book(data, limits):
        written += len(answer)
        if written > limits["teks"]:
            raise TooLargeError
        yield answer


def _book(data: bytes, limits: dict[str, Any]) -> Iterator[bytes]:
    whole, told = mended_book(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(whole))
    errors = old_errors(data) if data.startswith(_OLE) else {}
    names = book.sheet_names
    if len({name.lower() for name in names}) < len(names):
        raise ValueError
    cells = lines = 0
    for at, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(at)
        height, columns = (last + 1 for last in sheet.end or (-1, -1))
        cells, lines = cells + height * columns, lines + height
        if columns > MOST_COLUMNS or cells > limits["sel"] or lines > limits["baris"]:
            raise TooLargeError
        yield _label(
            sheet.name, meta.visible != SheetVisibleEnum.Visible, told.get(at) or _merged(sheet)
        )
        # An empty sheet has no start; one whose first rows are empty starts later, and Excel's row
        # numbers must still be right: calamine's iterator begins at A1.
        rows = sheet.iter_rows() if sheet.start is not None else iter(())
        yield from _batches(_with_errors(rows, errors.get(at, {})), max(1, columns))


def _with_errors(
    rows: Iterator[list[Any]], errors: dict[int, dict[int, str]]
) -> Iterator[list[Any]]:
    """Show the errors of an .xls, which its reader leaves empty, in their cells."""
    for at, row in enumerate(rows):
        for column, text in errors.get(at, {}).items():
            if column < len(row):
                row[column] = text
        yield row


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    return [
        (top, bottom, left, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]


def _grids(grids: list[Grid], limits: dict[str, Any]) -> Iterator[bytes]:
    if (
        sum(len(grid) for grid in grids) > limits["baris"]
        or sum(len(g) * g.width for g in grids) > limits["sel"]
    ):
        raise TooLargeError
    for grid in grids:
        yield _label(grid.name, grid.hidden, grid.merged)
        yield from _batches(grid.lines(), max(1, grid.width))


def _label(name: str, hidden: bool, merged: list[tuple[int, int, int, int]]) -> bytes:
    high = [place for place in merged if place[0] < place[1]]
    return b"L" + json.dumps({"nama": name, "tersembunyi": hidden, "gabung": high}).encode()


def _batches(rows: Iterator[list[Any]], columns: int) -> Iterator[bytes]:
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


_GRIDS: Final[dict[str, Callable[[bytes, int], list[Grid]]]] = {
    "html": page_grids,
    "xml": xml_book_grids,
    "biff": record_grids,
}
