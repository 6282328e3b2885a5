"""The demo's folders bear a mark: whatever lies in a folder without it is somebody's, and stays."""

from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.wording import say
from pipeline.system.files import remove_file, write_private

# A dotfile: it is none of the inputs (contract §1).
MARK: Final = ".kota-rekaan"


def claim(*folders: Path) -> None:
    """Mark folders as the demo's own, all or none.

    Raises UsageError when one holds anything and was not made by the demo itself.
    """
    for folder in folders:
        if not _is_ours(folder) and _holds_anything(folder):
            raise UsageError(say("demo.bukan_milik", folder=folder))
    for folder in folders:
        mark(folder)


def mark(folder: Path) -> None:
    """Mark a folder that the demo makes as its own."""
    write_private(folder / MARK, say("demo.tanda").encode())


def keep_apart(inputs: Path, outputs: Path) -> None:
    """See to it that invented and real people never come together in one outputs folder.

    Raises UsageError where `inputs` are the demo's and reports of others lie in `outputs`, or the
    other way round. Empty outputs are anybody's.
    """
    invented, owned = _is_ours(inputs), _is_ours(outputs)
    if invented == owned or not _holds_anything(outputs):
        return
    key = "demo.rekaan_ke_sungguhan" if invented else "demo.sungguhan_ke_rekaan"
    told = say(key, masukan=inputs, keluaran=outputs, tanda=MARK)
    raise UsageError(told, say("demo.tercampur"))


def claim_outputs(inputs: Path, outputs: Path) -> None:
    """Have empty `outputs` be the demo's where `inputs` are, and nobody's where they are not.

    Raises as `keep_apart`.
    """
    keep_apart(inputs, outputs)
    if _is_ours(inputs):
        mark(outputs)
    elif _is_ours(outputs):
        remove_file(outputs / MARK)


def _is_ours(folder: Path) -> bool:
    return (folder / MARK).is_file()


def _holds_anything(folder: Path) -> bool:
    """Tell whether anything lies there but what this very command made before it came here."""
    if not folder.is_dir():
        return folder.exists()
    return any(not one.name.startswith(".") for one in folder.iterdir())
