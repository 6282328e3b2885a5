"""What sending left outside the ledger.

It is proof that it was sent, and what is no longer to be handed over by hand.
"""

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Final

from pipeline.core.errors import RefusedError
from pipeline.core.wording import say
from pipeline.delivery.ledger import Ledger, ledger_folder
from pipeline.delivery.model import REMINDER
from pipeline.delivery.receipt.model import receipt_name
from pipeline.system.files import move_folder, own_bytes, remove_file, write_private
from pipeline.system.settings import Settings

# The berita acara of a month in which nothing was tried has no table of attempts.
_TRIED: Final = b'id="tabel-percobaan"'


def require_memory(settings: Settings, ledger: Ledger, periode: str) -> None:
    """Raise RefusedError when traces left say the month was sent and the ledger knows nothing."""
    if ledger.deliveries(periode):
        return
    left = [folder for folder in _folders(settings, periode) if _tells_of_sending(folder, periode)]
    if left:
        places = ", ".join(f"{folder.relative_to(settings.outputs)}" for folder in left)
        raise RefusedError(say("kirim.buku_hilang", periode=periode, tempat=places))


def _folders(settings: Settings, periode: str) -> tuple[Path, ...]:
    return tuple(
        folder / periode
        for folder in (ledger_folder(settings), outbox(settings), packages(settings))
    )


def outbox(settings: Settings) -> Path:
    """Return where messages lie ready to be sent by hand."""
    return settings.outputs / "outbox"


def packages(settings: Settings) -> Path:
    """Return where packages lie ready to be uploaded."""
    return settings.outputs / "paket"


def set_aside(settings: Settings, periode: str, kodes: Iterable[str]) -> tuple[str, ...]:
    """Move what lies ready for these OPDs to .lama, so that nobody sends it.

    Return those of which something lay ready.

    Its address is wrong or gone, or it lacks the password that is asked for now.
    """
    return tuple(
        kode
        for kode in kodes
        if any(
            [
                *(_put_folder_away(settings, periode, kode + end) for end in ("", REMINDER)),
                *(
                    _put_package_away(settings, periode, f"{kode}-{periode}{end}")
                    for end in ("", REMINDER)
                ),
            ]
        )
    )


def _put_folder_away(settings: Settings, periode: str, name: str) -> bool:
    ready = outbox(settings) / periode / name
    if not ready.is_dir():
        return False
    move_folder(ready, _free(ready))
    return True


def _put_package_away(settings: Settings, periode: str, name: str) -> bool:
    ready = packages(settings) / periode / f"laporan-asn-peduli-{name}.zip"
    data = own_bytes(ready)
    if data is None:
        return False
    write_private(_free(ready), data)
    remove_file(ready)
    return True


def _free(ready: Path) -> Path:
    """Return a name in .lama that nothing has yet."""
    old = ready.parent / ".lama"
    names = (old / (f"{ready.stem}-{at}{ready.suffix}" if at else ready.name) for at in count())
    return next(path for path in names if not path.exists())


def _tells_of_sending(folder: Path, periode: str) -> bool:
    if not folder.is_dir():
        return False
    page = own_bytes(folder / receipt_name(periode, "html"))
    return any(folder.iterdir()) if page is None else _TRIED in page
