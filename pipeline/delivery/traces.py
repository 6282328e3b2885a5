"""What sending left outside the ledger: the proof that a ledger which knows nothing of a month is not the one."""

from pathlib import Path
from typing import Final

from pipeline.delivery.ledger import Ledger, ledger_folder
from pipeline.errors import RefusedError
from pipeline.rendering.wording import say
from pipeline.settings import Settings
from pipeline.storage import own_bytes

# The berita acara of a month in which nothing was tried has no table of attempts.
_TRIED: Final = b'id="tabel-percobaan"'


def require_memory(settings: Settings, ledger: Ledger, periode: str) -> None:
    """Raise RefusedError when the month was sent by the traces that are left, and the ledger knows nothing of it."""
    if ledger.deliveries(periode):
        return
    left = [folder for folder in _folders(settings, periode) if _tells_of_sending(folder, periode)]
    if left:
        places = ", ".join(f"{folder.relative_to(settings.outputs)}" for folder in left)
        raise RefusedError(say("kirim.buku_hilang", periode=periode, tempat=places))


def _folders(settings: Settings, periode: str) -> tuple[Path, ...]:
    return tuple(folder / periode for folder in (ledger_folder(settings), *handed_out(settings)))


def handed_out(settings: Settings) -> tuple[Path, ...]:
    """Return the folders in which the channels by hand lay down what they make."""
    return (settings.outputs / "outbox", settings.outputs / "paket")


def _tells_of_sending(folder: Path, periode: str) -> bool:
    if not folder.is_dir():
        return False
    page = own_bytes(folder / f"berita-acara-{periode}.html")
    return any(folder.iterdir()) if page is None else _TRIED in page
