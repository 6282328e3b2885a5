"""Reading what came in into the cache, several files at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.core.errors import OurFaultError
from pipeline.core.wording import say
from pipeline.operations.pace import Pace, unwatched
from pipeline.reading import cache
from pipeline.reading.files import apart
from pipeline.reading.files.errors import MachineError
from pipeline.reading.intake import ParsedFile, too_large_file
from pipeline.reading.rules import ReadingRules
from pipeline.system.sources import InputFile, read_input
from pipeline.system.workers import done_everywhere, shared_out

# Less is read before another process has started.
_WORTH_SHARING: Final = 2_000_000


@dataclass(frozen=True)
class FileToRead:
    """A file, where it lies, where what it is read as is kept, and the rules to read it by."""

    inputs: Path
    cache: Path
    file: InputFile
    rules: ReadingRules


def read_into_cache(
    files: list[FileToRead],
    announce: Callable[[str], None],
    watch: Callable[[float], None] = unwatched,
) -> None:
    """Read the files that are not in the cache, the largest first, telling how many are done."""
    lacking = sorted((one for one in files if not _is_held(one)), key=_largest_first)
    weight = sum(one.file.size for one in lacking)
    if not lacking:
        return
    pace = Pace("langkah.dibaca", len(lacking), announce, watch, weight)
    shared = weight >= _WORTH_SHARING
    for one, _ in shared_out(read_and_keep, lacking, worthwhile=shared):
        pace.advance(1, one.file.size)
    if shared:
        # What waits for another workbook would hold the memory that assessing needs.
        done_everywhere(apart.dismiss)


def parsed_file(one: FileToRead) -> ParsedFile:
    """Return what a file is read as, from the cache where it is there.

    One larger than any file may be is refused unread. Raises OurFaultError when the machine could
    not read it.
    """
    if not one.file.sha256:
        return too_large_file(one.file.kind, one.rules)
    held = cache.known(one.cache, one.file.sha256, one.file.kind, one.rules)
    return read(one) if held is None else held


def read_and_keep(one: FileToRead) -> None:
    """Read a file into the cache: what another process is asked for gives nothing back."""
    read(one)


def read(one: FileToRead) -> ParsedFile:
    """Read a file and keep what it is read as in the cache; what the machine lacked is not kept."""
    try:
        data = read_input(one.inputs, one.file)
        return cache.parsed(one.cache, data, one.file.sha256, one.file.kind, one.rules)
    except (MachineError, MemoryError):
        told, brief = (
            say("revisi.pembuka", berkas=name)
            for name in (f"{one.file.month}/{one.file.berkas}", say("revisi.satu_berkas"))
        )
        raise OurFaultError(told, brief) from None


def _is_held(one: FileToRead) -> bool:
    return not one.file.sha256 or cache.holds(one.cache, one.file.sha256, one.file.kind, one.rules)


def _largest_first(one: FileToRead) -> tuple[int, str, str]:
    return -one.file.size, one.file.month, one.file.path
