"""What an office document gets before it is attached: nothing, or a password of its receiving OPD.

Encrypting takes fresh random salt, so the same document gives other bytes each time. What was sent
is therefore told by the hash of the plain file, which the ledger keeps.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.core.errors import PublicationError
from pipeline.core.secret import Secret
from pipeline.core.wording import say


class Protection(Protocol):
    """Turns the plain bytes of an .xlsx or .docx into those that are attached for an OPD."""

    def __call__(self, plain: bytes, kode_opd: str) -> bytes:
        """Return the bytes to attach."""


def unprotected(plain: bytes, kode_opd: str) -> bytes:
    """Return the document as it is."""
    del kode_opd
    return plain


@dataclass(frozen=True)
class PasswordProtection:
    """Encrypts a document with its OPD's password, as Excel and LibreOffice do (OOXML, agile)."""

    passwords: Mapping[str, Secret] = field(repr=False)

    def __call__(self, plain: bytes, kode_opd: str) -> bytes:
        """Return `plain` encrypted.

        Raises PublicationError when it cannot be, or could not be opened again.
        """
        try:
            password = self.passwords[kode_opd].reveal()
            sealed = _encrypted(plain, password)
            sound = _decrypted(sealed, password) == plain
        except Exception:  # noqa: BLE001 - what the library raises may hold the password or the document
            sound, sealed = False, b""
        if not sound:
            raise PublicationError(say("sandi.gagal", opd=kode_opd)) from None
        return sealed


def _encrypted(plain: bytes, password: str) -> bytes:
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, target)
    return target.getvalue()


def _decrypted(sealed: bytes, password: str) -> bytes:
    """Open what was sealed.

    The library calls its encryption new, and writes a small document wrongly without a word.

    See nolze/msoffcrypto-tool issue 105.
    """
    target = io.BytesIO()
    book = OOXMLFile(io.BytesIO(sealed))
    book.load_key(password=password)
    book.decrypt(target)
    return target.getvalue()
