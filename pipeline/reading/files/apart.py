"""Has workbooks opened by another process (contract §2.6).

So a hostile one costs that process and not the run.
"""

import atexit
import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from pipeline.reading.files.errors import MachineError, UnreadableError
from pipeline.reading.files.kinds import FileKind
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.sheets import Merged
from pipeline.system.environment import plain_environment

# In isolated mode Python finds nothing of ours by itself.
_ROOT: Final = Path(__file__).parents[3]
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from pipeline.reading.files import opener; opener.main()"
)
# Far beyond the half minute that the largest workbook within the limits takes.
_PATIENCE: Final = 300.0
# How long one waits for its next workbook: longer than a usual one is looked through here. What
# waits for nothing would hold the memory that the rest of the month needs.
_LINGERING: Final = 3.0
_BEGUN: Final = b"A"
_READY: Final = (b".", b"!")
# How a process ends that somebody else ends, and not what it reads.
_FROM_OUTSIDE: Final = frozenset(
    -number for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
)
_ATTEMPTS: Final = 3
_MOMENT: Final = 5.0


@dataclass
class PackedSheet:
    """One sheet as it came: name, if hidden, cells merged over rows, batches of rows in JSON."""

    name: str
    hidden: bool
    merged: tuple[Merged, ...]
    batches: list[bytes] = field(default_factory=list)


def sheets_read_apart(
    data: bytes, limits: Limits, kind: FileKind = FileKind.ARCHIVE
) -> list[PackedSheet]:
    """Return every sheet of a file of `kind`, hidden ones too, in its own order.

    Raises UnreadableError when it is protected, damaged, or takes more room or time than it may;
    MachineError when something outside ends the process again and again, or the machine gives it
    less memory than the limits do: that says nothing of the file.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            # One that waited may just be leaving; a new one waits for its first.
            process = _borrowed() if attempt == 1 else _started()
            return _unpacked(_read_by(process, data, kind, limits), limits)
        except MachineError:
            if attempt == _ATTEMPTS:
                raise
    raise MachineError


def _read_by(
    process: subprocess.Popen[bytes], data: bytes, kind: FileKind, limits: Limits
) -> list[bytes]:
    late = threading.Event()
    timer = threading.Timer(_PATIENCE, _end_late, (process, late))
    timer.start()
    try:
        packed, ready = _asked(process, data, kind, limits, late)
    finally:
        timer.cancel()
    if ready:
        _idle.append(process)
    else:
        _ended(process)
    return packed


# Processes that wait for their next workbook: to start one takes longer than to read a usual file.
_idle: Final[list[subprocess.Popen[bytes]]] = []


def _borrowed() -> subprocess.Popen[bytes]:
    while True:
        try:
            process = _idle.pop()
        except IndexError:
            return _started()
        if process.poll() is None:
            return process
        _ended(process)


def _started() -> subprocess.Popen[bytes]:
    # What a panic prints may hold data of people, so nobody listens to its stderr.
    command = [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT)]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603 - our own script
            command, env=plain_environment(), stdin=pipe, stdout=pipe, stderr=nowhere
        )
    except OSError:
        raise MachineError from None


def _ended(process: subprocess.Popen[bytes]) -> int:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            # What was not sent yet cannot be sent to a process that is gone.
            with suppress(BrokenPipeError):
                stream.close()
    return process.wait()


@atexit.register
def dismiss() -> None:
    """End the processes that wait."""
    while _idle:
        _ended(_idle.pop())


def _end_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _asked(
    process: subprocess.Popen[bytes],
    data: bytes,
    kind: FileKind,
    limits: Limits,
    late: threading.Event,
) -> tuple[list[bytes], bool]:
    """Return the lines of the answer and whether the process waits for more.

    Raises MachineError when the machine ended it, and UnreadableError when it broke otherwise or
    was `late`.
    """
    try:
        _send(process.stdin, data, kind, limits)
        lines = list(_lines(process.stdout))
    except BrokenPipeError:
        lines = []
    except BaseException:
        process.kill()
        _ended(process)
        raise
    if not lines or lines[-1] not in _READY:
        code = _exit_code(process)
        if late.is_set():
            raise UnreadableError("berkas_terlalu_lama", menit=str(int(_PATIENCE // 60)))
        if code in _FROM_OUTSIDE or lines[:1] != [_BEGUN] or _memory_is_scarce(limits):
            raise MachineError
        raise UnreadableError.too_large(limits.size)
    return lines[1:-1], lines[-1] == b"."


def _memory_is_scarce(limits: Limits) -> bool:
    """Tell whether the machine gives processes less memory than a file may take (ulimit -v)."""
    given = resource.getrlimit(resource.RLIMIT_AS)[0]
    return given != resource.RLIM_INFINITY and given < limits.of_a_workbook()["memori"]


def _exit_code(process: subprocess.Popen[bytes]) -> int:
    """End the process, and return how it had ended by then."""
    try:
        code = process.wait(_MOMENT)
    except subprocess.TimeoutExpired:
        code = 0
        process.kill()
    _ended(process)
    return code


def _send(sink: IO[bytes] | None, data: bytes, kind: FileKind, limits: Limits) -> None:
    if sink is None:
        raise BrokenPipeError
    wish = {"jenis": kind, "ukuran": len(data), "sabar": _LINGERING, **limits.of_a_workbook()}
    sink.write(json.dumps(wish).encode() + b"\n")
    sink.write(data)
    sink.flush()


def _lines(source: IO[bytes] | None) -> Iterator[bytes]:
    for line in source or ():
        yield line[:-1]
        if line[:-1] in _READY:
            return


def _unpacked(lines: list[bytes], limits: Limits) -> list[PackedSheet]:
    sheets: list[PackedSheet] = []
    for line in lines:
        tag, rest = line[:1], line[1:]
        if tag == b"B":
            sheets[-1].batches.append(rest)
        elif tag == b"L":
            sheet = json.loads(rest)
            merged = tuple(Merged(*place) for place in sheet["gabung"])
            sheets.append(PackedSheet(sheet["nama"], sheet["tersembunyi"], merged))
        elif tag == b"M":
            raise MachineError
        else:
            raise _refusal(json.loads(rest), limits)
    return sheets


def _refusal(why: dict[str, Any], limits: Limits) -> UnreadableError:
    if why["kode"] == "berkas_terlalu_besar":
        return UnreadableError.too_large(limits.size)
    return UnreadableError(why["kode"], **why["nilai"])
