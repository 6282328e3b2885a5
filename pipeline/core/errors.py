"""The ways a run can end other than well, each with its exit code (contract §7).

Messages are Indonesian, for the operator, and never carry a NIP, a NIK or a name: an exception's
text reaches logs and Prefect's database.
"""

import errno
import traceback
from pathlib import Path
from typing import Any, Final

from pipeline.core.shown_names import shown_name
from pipeline.core.wording import say

_ROOT: Final = Path(__file__).resolve().parents[2]
EXIT_DONE: Final = 0
EXIT_OUR_FAULT: Final = 1
EXIT_USAGE: Final = 2
EXIT_REFUSED: Final = 3
EXIT_PARTIAL: Final = 4
EXIT_LOCKED: Final = 5
_DISK: Final = {
    errno.ENOSPC: "penuh",
    errno.EDQUOT: "penuh",
    errno.EROFS: "baca_saja",
    errno.EACCES: "izin",
    errno.EPERM: "izin",
    errno.EIO: "rusak",
}


class PeduliError(Exception):
    """An end that the operator is told of in Indonesian, without a traceback.

    The text may name a file of the inputs, and offices put names and NIP into those; `brief` names
    none, for places where others look: Prefect's tables, the history of runs, notices (§6).
    """

    exit_code: int = EXIT_OUR_FAULT
    # What the operator's own screen shows where the text itself goes to Prefect and may name no
    # file.
    whole: str = ""

    def __init__(self, text: str = "", brief: str = "") -> None:
        super().__init__(text)
        self.brief = brief or text


class UsageError(PeduliError):
    """The command line asks for something that cannot be (exit 2)."""

    exit_code = EXIT_USAGE


class FormError(UsageError):
    """Words are missing or exclude each other: whoever hears of it is shown the right form too."""


class RefusedError(PeduliError):
    """The inputs were refused: a file, or the gate (exit 3). Nothing was published.

    Whoever says nothing briefer is taken to name a file.
    """

    exit_code = EXIT_REFUSED

    def __init__(self, text: str, brief: str = "") -> None:
        super().__init__(text, brief or say("jalan.ditolak"))


class PartialError(PeduliError):
    """Some units failed, the rest is published (exit 4).

    `done` is what a run that ended well would have returned.
    """

    exit_code = EXIT_PARTIAL

    def __init__(self, text: str, done: Any = None) -> None:
        super().__init__(text)
        self.done = done


class LockedError(PeduliError):
    """Another run works in the same outputs folder (exit 5)."""

    exit_code = EXIT_LOCKED


class ConservationError(PeduliError):
    """Rows or people went missing between two steps: a fault of ours, never published."""


class PublicationError(PeduliError):
    """What is published cannot be read; nothing new is published over it."""


class ModelError(PeduliError):
    """A frame does not fit its model: a fault of ours."""


class OurFaultError(PeduliError):
    """A fault of ours, stripped of everything but its kind and place: its text might hold data."""


class DiskError(PeduliError):
    """The disk is full, read-only, forbidden or broken: the operator's to mend.

    Nothing half-done is left.
    """


def disk_error(error: OSError, path: Path | None = None) -> DiskError:
    """Return `error` as a sentence that says what is wrong, where, and what to do.

    Where is `path`, else the folder of the one that the error names: that may be an input, whose
    name is for the operator's screen alone (`whole`). `brief` names neither.
    """
    named = Path(str(error.filename)) if error.filename else None
    kind = _DISK.get(error.errno or 0, "lain")
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    folder = named.parent if named and named.is_absolute() else None
    unnamed = say("disk.entah")
    text, brief = (
        say(f"disk.{kind}", tempat=where, jenis=name)
        for where in (path or folder or unnamed, unnamed)
    )
    fault = DiskError(text, brief)
    if path is None and named is not None:
        shown = named.with_name(shown_name(named.name)) if named.name else named
        fault.whole = say(f"disk.{kind}", tempat=shown, jenis=name)
    return fault


def stripped(error: BaseException) -> PeduliError:
    """Return `error` as a sentence with its kind and place only.

    What the disk refuses, as one that says so.
    """
    if isinstance(error, OSError) and error.errno in _DISK:
        return disk_error(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT)] or frames
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return OurFaultError(say("cli.kesalahan", jenis=type(error).__name__, tempat=place))
