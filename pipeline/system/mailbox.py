"""Mail that the operator saved: one file, or a folder of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.core.errors import UsageError
from pipeline.core.shown_names import shown_names
from pipeline.core.wording import say
from pipeline.system.folders import files_of

_MAIL_SIZE: Final = 64 << 20


def mail_files(place: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield name and bytes of a file of mail, or of each in a folder.

    None for one too large, or not to be opened.

    Raises UsageError when there is no such place.
    """
    if not place.exists():
        raise UsageError(say("pantulan.tanpa_tempat", tempat=place))
    paths = [place] if place.is_file() else list(files_of(place))
    for path, name in zip(paths, shown_names(path.name for path in paths), strict=True):
        yield name, _bytes_up_to(path, _MAIL_SIZE)


def _bytes_up_to(path: Path, limit: int) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= limit else None
    except OSError:
        return None
