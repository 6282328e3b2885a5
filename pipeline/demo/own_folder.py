"""The demo's folders bear a mark: whatever lies in a folder without it is somebody's, and stays."""

from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.files import write_private

# A dotfile: it is none of the inputs (contract §1).
MARK: Final = ".kota-rekaan"


def claim(*folders: Path) -> None:
    """Mark folders as the demo's own, all or none.

    Raises UsageError when one holds anything and was not made by the demo itself.
    """
    for folder in folders:
        if not (folder / MARK).is_file() and _holds_anything(folder):
            raise UsageError(say("demo.bukan_milik", folder=folder))
    for folder in folders:
        write_private(folder / MARK, say("demo.tanda").encode())


def _holds_anything(folder: Path) -> bool:
    """Tell whether anything lies there but what this very command made before it came here."""
    if not folder.is_dir():
        return folder.exists()
    return any(not one.name.startswith(".") for one in folder.iterdir())
