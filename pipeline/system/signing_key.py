"""The key that signs the workbooks: given by the environment, else a private file of our own (§6).

A weak key is refused wherever it comes from, and so is a file of it that others can read.
"""

import stat
from pathlib import Path
from typing import Final

from pipeline.core.errors import RefusedError
from pipeline.core.guessing import LEAST_KEY, key_weakness
from pipeline.core.wording import say
from pipeline.system.environment import given

SIGNING_KEY_VARIABLE: Final = "ASN_PEDULI_KUNCI"


def key_path(outputs: Path) -> Path:
    """Return where the key lies that no environment gives."""
    return outputs / "kunci" / "tanda-tangan"


def known_key(outputs: Path) -> bytes:
    """Return the key to sign with; b"" where there is none yet.

    Raises RefusedError for a weak one, or for a file that others can read.
    """
    text = given(SIGNING_KEY_VARIABLE).strip()
    if text:
        return _checked(text, SIGNING_KEY_VARIABLE)
    path = key_path(outputs)
    if not path.is_file():
        return b""
    if readable_by_others(path):
        raise RefusedError(say("kunci.terbaca", jalur=path))
    return _checked(path.read_text(encoding="utf-8", errors="replace").strip(), str(path))


def is_given() -> bool:
    """Tell whether the environment gives the key."""
    return bool(given(SIGNING_KEY_VARIABLE).strip())


def readable_by_others(path: Path) -> bool:
    """Tell whether anybody but its owner may read or write a file that holds a secret."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _checked(text: str, source: str) -> bytes:
    weakness = key_weakness(text)
    if weakness:
        raise RefusedError(say(f"kunci.{weakness}", asal=source, paling_sedikit=LEAST_KEY))
    return text.encode()
