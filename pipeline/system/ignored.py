"""Names no person gave a file: what programs and systems leave beside the inputs (contract §1)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_NAMES: Final = frozenset({"desktop.ini", "thumbs.db"})
_OFFICE_LOCK: Final = "~$"
_LIBRE_LOCK: Final = ".~lock."


def is_ignored(name: str) -> bool:
    """Tell whether a name is one of those.

    They are `~$*`, `.~lock.*`, `._*`, `~WRL*.tmp`, dotfiles, desktop.ini and Thumbs.db.
    """
    lower = name.lower()
    scratch = lower.startswith("~wrl") and lower.endswith(".tmp")
    return name.startswith((_OFFICE_LOCK, ".")) or lower in _NAMES or scratch


def open_elsewhere(folder: Path) -> Iterator[str]:
    """Yield the names of files in `folder` that an office program holds open.

    The lock beside them says so.
    """
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    files = [name for name in names if not is_ignored(name)]
    for name in names:
        held = _held_names(name, files)
        yield from held[:1]


def _held_names(lock: str, files: list[str]) -> list[str]:
    if lock.startswith(_LIBRE_LOCK):
        return [name for name in files if name == lock.removeprefix(_LIBRE_LOCK).removesuffix("#")]
    # Word and Excel leave the first two letters of a longer name out.
    return [
        name
        for name in files
        if lock.startswith(_OFFICE_LOCK) and name.endswith(lock.removeprefix(_OFFICE_LOCK))
    ]
