"""Opens a workbook that is encrypted with one of our own passwords, as a secretary returns it."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.core.secret import Secret

_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
# Excel and LibreOffice turn the key 100,000 times. A file may ask for four thousand million.
_MOST_SPINS: Final = 200_000


def is_locked(data: bytes) -> bool:
    """Tell an encrypted office document by its beginning and the name of its inner part."""
    return data.startswith(_OLE) and _PACKAGE in data


def unlocked(data: bytes, passwords: Iterable[Secret]) -> bytes | None:
    """Return the document inside `data`, opened by the first of `passwords` that fits.

    None when none does.
    """
    return next(
        (plain for password in passwords if (plain := _opened(data, password)) is not None), None
    )


def _opened(data: bytes, password: Secret) -> bytes | None:
    target = io.BytesIO()
    try:
        book = OOXMLFile(io.BytesIO(data))
        if book.type != "agile" or not 0 < book.info["spinValue"] <= _MOST_SPINS:
            return None
        book.load_key(password=password.reveal(), verify_password=True)
        book.decrypt(target)
    except Exception:  # noqa: BLE001 - a wrong password and a hostile file raise alike, and the text may hold either
        return None
    plain = target.getvalue()
    return plain if zipfile.is_zipfile(io.BytesIO(plain)) else None
