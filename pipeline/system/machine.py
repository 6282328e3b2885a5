"""What this machine has: Python, libraries, room on the disk, typefaces."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

OLDEST_PYTHON: Final = (3, 11)
_PATIENCE: Final = 10.0
_LOCK: Final = Path(__file__).resolve().parents[2] / "requirements.lock"
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def python_version() -> str:
    """Return the version of the Python that runs this."""
    return ".".join(map(str, sys.version_info[:3]))


def python_is_new_enough() -> bool:
    """Tell whether that version is one that the program is made for."""
    return sys.version_info[:2] >= OLDEST_PYTHON


def libraries() -> tuple[int, tuple[str, ...]]:
    """Return how many installed libraries are those of the lock, and which are others.

    A library of the lock that is not installed belongs to another system or to the tests.
    """
    text = _LOCK.read_text(encoding="utf-8") if _LOCK.is_file() else ""
    held = {name: _installed(name) for name, _ in _PINNED.findall(text)}
    wanted = {name: pinned for name, pinned in _PINNED.findall(text) if held[name]}
    other = tuple(sorted(name for name, pinned in wanted.items() if held[name] != pinned))
    return len(wanted) - len(other), other


def free_bytes(folder: Path) -> int:
    """Return the room on the disk of `folder`, or of the nearest folder above that is there."""
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    return shutil.disk_usage(there).free


def has_typeface(names: Iterable[str]) -> bool | None:
    """Tell whether one of these typefaces is installed; None where that cannot be asked."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        asked = subprocess.run(  # noqa: S603 - fc-list, with words of our own
            [program, ":", "family"], capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    families = re.split(r"[,\n]", asked.stdout.decode(errors="replace"))
    return not {*names}.isdisjoint(name.strip() for name in families)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
