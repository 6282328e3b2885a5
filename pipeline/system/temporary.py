"""Temporary files of libraries: in a folder of ours, which is removed when done (contract §6).

They hold parts of workbooks, so they name people and belong where all else of ours lies.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pipeline.core.errors import DiskError, UsageError
from pipeline.system.files import make_folder
from pipeline.system.interruption import when_interrupted
from pipeline.system.processes import lives

_VARIABLE: Final = "TMPDIR"


@contextmanager
def temporary_files_in(place: Path) -> Iterator[None]:
    """Have libraries, and the processes started meanwhile, put temporary files into `place`.

    In a folder for each process, which is gone afterwards; what processes left that died is removed
    first. Where the disk takes no folder they lie where the machine has them: whoever only looks
    need not be able to write. Nothing of this is left in a folder that was not there before.
    """
    made = [folder for folder in (place, place.parent) if not folder.exists()]
    try:
        own = make_folder(place / f"{os.getpid()}-{secrets.token_hex(4)}")
    except (DiskError, UsageError):
        yield
        return
    before = os.environ.get(_VARIABLE), tempfile.tempdir
    _remove_what_the_dead_left(place)
    os.environ[_VARIABLE] = tempfile.tempdir = str(own)
    when_interrupted(lambda: _remove(own, made))
    try:
        yield
    finally:
        tempfile.tempdir = before[1]
        if before[0] is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before[0]
        _remove(own, made)


def _remove(own: Path, made: Sequence[Path]) -> None:
    shutil.rmtree(own, ignore_errors=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


def _remove_what_the_dead_left(place: Path) -> None:
    for folder in place.iterdir():
        owner = folder.name.partition("-")[0]
        if owner.isdecimal() and not lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
