"""The one place that writes files and folders: private modes, fsynced, atomic (contract §6).

Files are 0600 and folders 0700, whatever the umask: everything here names people. What the disk
refuses is told in a sentence (DiskError).
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from pipeline.core.errors import UsageError, disk_error
from pipeline.core.wording import say
from pipeline.system.failpoints import around
from pipeline.system.processes import lives

_WRONG_PATH: Final = (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG)
_ROOM: Final = 8 << 20


def private_by_default() -> None:
    """Make what this process and its children write readable by its owner only (contract §6)."""
    os.umask(0o077)


@contextmanager
def telling_disk_faults(path: Path) -> Iterator[None]:
    """Raise what the disk refuses at `path` as a DiskError, which says so in a sentence."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from None


def make_folder(folder: Path) -> Path:
    """Make `folder` and its missing parents with mode 0700 and return it.

    Raises UsageError or DiskError.
    """
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            path.chmod(0o700)
    except OSError as error:
        if error.errno in _WRONG_PATH:
            raise UsageError(say("tolak.keluaran", folder=folder)) from None
        raise disk_error(error, folder) from None
    return folder


def write_private(path: Path, data: bytes) -> None:
    """Write `data` to a new file with mode 0600 and fsync it; the parent folder is made.

    Raises DiskError.
    """
    make_folder(path.parent)
    with telling_disk_faults(path):
        _write(path, data)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        with around("tulis"):
            file.write(data)
            file.flush()
        with around("fsync"):
            os.fsync(file.fileno())


def replace_private(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader sees the old bytes or the new, never a part.

    Raises DiskError.

    Drafts of the same file that processes left that died are removed.
    """
    with _draft_of(path, data) as draft, telling_disk_faults(path), around("ganti"):
        draft.replace(path)
    _remove_dead_drafts(path)
    sync_folder(path.parent)


def create_private(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole, unless something is there or the disk cannot tell.

    Raises DiskError.
    """
    # A second name for the draft: unlike a rename it takes nothing's place.
    with _draft_of(path, data) as draft, suppress(OSError):
        path.hardlink_to(draft)
    _remove_dead_drafts(path)
    sync_folder(path.parent)


@contextmanager
def _draft_of(path: Path, data: bytes) -> Iterator[Path]:
    """Give a file beside `path` with `data`, gone afterwards. Raises DiskError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    make_folder(path.parent)
    try:
        with telling_disk_faults(path):
            _write(draft, data)
        yield draft
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def append_private(path: Path, data: bytes) -> None:
    """Add `data`, whole lines, to the end of a file with mode 0600 and fsync it. Raises DiskError.

    File and folder are made. A line that a power cut tore stays a line of its own: it does not
    swallow the next.
    """
    make_folder(path.parent)
    with telling_disk_faults(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "ab") as file:
            os.fchmod(handle, 0o600)
            size = os.fstat(handle).st_size
            torn = size and os.pread(handle, 1, size - 1) != b"\n"
            with around("tambah"):
                file.write(b"\n" + data if torn else data)
                file.flush()
                os.fsync(handle)


def own_bytes(path: Path) -> bytes | None:
    """Return what is in a file that we wrote; None when it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def link_to(target: Path, folder: Path) -> str:
    """Return the way from `folder` to `target`, as a page in that folder has it in a link."""
    return Path(os.path.relpath(target, folder)).as_posix()


def owner_of(path: Path) -> int:
    """Return the user whose file `path` is. Raises DiskError."""
    with telling_disk_faults(path):
        return path.stat().st_uid


def open_log(path: Path) -> BinaryIO:
    """Open an empty file with mode 0600 for a process of ours to write its log to.

    Raises DiskError.
    """
    write_private(path, b"")
    return path.open("ab")


def _remove_dead_drafts(path: Path) -> None:
    for draft in path.parent.glob(f".{path.name}.*-*"):
        owner = draft.name.rpartition(".")[2].partition("-")[0]
        if owner.isdecimal() and not lives(int(owner)):
            with suppress(OSError):
                draft.unlink()


def sync_folder(folder: Path) -> None:
    """fsync the folder itself, so that a rename in it survives a power cut. Raises DiskError."""
    with telling_disk_faults(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def move_folder(source: Path, target: Path) -> None:
    """Rename a whole folder into place; both names are durable afterwards. Raises DiskError."""
    make_folder(target.parent)
    for folder in (source, *(p for p in source.rglob("*") if p.is_dir())):
        sync_folder(folder)
    with telling_disk_faults(target), around("pindah"):
        source.rename(target)
    sync_folder(target.parent)
    sync_folder(source.parent)


def replace_folder(target: Path, files: dict[str, bytes]) -> None:
    """Put a folder with just these files at `target`, in place of what was there.

    Old and new never mix.
    """
    draft, old = (target.with_name(f".{target.name}.{word}") for word in ("baru", "lama"))
    for leftover in (draft, old):
        remove_folder(leftover)
    for name, data in files.items():
        write_private(draft / name, data)
    if target.exists():
        with telling_disk_faults(target), around("geser"):
            target.rename(old)
    move_folder(draft, target)
    remove_folder(old)


def remove_folder(folder: Path) -> None:
    """Remove `folder` and what is in it; a missing one is fine. Raises DiskError."""
    with telling_disk_faults(folder):
        if folder.exists():
            shutil.rmtree(folder)


def remove_file(path: Path) -> None:
    """Remove one file; a missing one is fine. Raises DiskError."""
    with telling_disk_faults(path):
        path.unlink(missing_ok=True)


def require_room(folder: Path) -> None:
    """Raise DiskError when `folder` cannot be written or has no room for a few megabytes."""
    probe = folder / f".ruang-{os.getpid()}"
    try:
        with telling_disk_faults(folder):
            _write(probe, bytes(_ROOM))
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
