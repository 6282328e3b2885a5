"""The outputs folder is its owner's alone: nobody else writes there, and no link in it is followed.

Contract §6.
"""

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from stat import S_IWGRP, S_IWOTH
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.wording import say

_OTHERS: Final = S_IWGRP | S_IWOTH
# Prefect's home, and temporary files of libraries, which come and go while this looks: nothing of
# ours is read there or written.
_NOT_OURS: Final = (".prefect", ".sementara")


def guard_outputs(outputs: Path, others: Collection[Path] = ()) -> None:
    """Take the right to write in `outputs` from others; see that no link lies in it.

    others: folders in it that are outputs of their own, guarded before anything in them is
    read or published; so is, on the way to them, what is a link.

    Raises UsageError where that right cannot be taken, and for a link: whoever put it there would
    choose what is read or written instead.
    """
    if not outputs.is_dir():
        return
    _take_from_others(outputs)
    leading = {place for other in others for place in other.parents}
    link = next(_links_below(outputs, others, leading), None)
    if link is not None:
        raise link_refusal(say("tolak.tautan_keluaran", tempat=link))


def link_refusal(told: str) -> UsageError:
    """Return the error for a link among outputs, which `told` names.

    Its place may bear a name: Prefect and the page of a fleet are told that there is one.
    """
    return UsageError(told, say("tolak.tautan_keluaran", tempat=say("tolak.isi_keluaran")))


def _take_from_others(folder: Path) -> None:
    if not folder.stat().st_mode & _OTHERS:
        return
    try:
        folder.chmod(0o700)
    except OSError:
        raise UsageError(say("tolak.keluaran_terbuka", folder=folder)) from None


def _links_below(
    folder: Path, others: Collection[Path], leading: Collection[Path]
) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            held = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        # A run that works here moved or removed it since: what is gone holds no link.
        return
    for entry in held:
        place = Path(entry.path)
        if place in others:
            continue
        if entry.is_symlink():
            if place not in leading:
                yield entry.path
        elif entry.is_dir(follow_symlinks=False) and entry.name not in _NOT_OURS:
            yield from _links_below(place, others, leading)
