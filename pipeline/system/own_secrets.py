"""Secrets in files of our own: 0600, in the outputs folder, for the user alone who runs us (§7)."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.system.files import replace_private, telling_disk_faults

FOLDER: Final = ".rahasia"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_BYTES: Final = 32


def made_by_chance() -> str:
    """Return a secret that nobody can guess, of letters and digits."""
    return secrets.token_hex(_BYTES)


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret in `path`; made when there is none, and anew when others could read it.

    Raises DiskError.
    """
    held = "" if _others_may_read(path) else _text(path)
    if held:
        return held
    made = make()
    replace_private(path, made.encode() + b"\n")
    return made


def private_text(path: Path) -> str | None:
    """Return what stands in a secret file; None when there is none or it is empty.

    Raises RefusedError when others may read it, DiskError when we may not.
    """
    if _others_may_read(path):
        raise RefusedError(say("rahasia.terbuka", berkas=path), say("rahasia.terbuka_singkat"))
    return _text(path) or None


def _text(path: Path) -> str:
    with telling_disk_faults(path):
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""


def _others_may_read(path: Path) -> bool:
    """Tell whether `path` is another user's file, or one that others may read or replace."""
    with telling_disk_faults(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            return False
    return bool(found.st_mode & _OTHERS) or found.st_uid not in (os.getuid(), 0)
