"""The mark that tells a returned workbook as ours, of this period, OPD, revision (contract §6)."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

_FINGERPRINTED: Final = b"asn-peduli: kunci tanda tangan"


def signature(key: bytes, period: str, kode_opd: str, revision: str, nips: Iterable[str]) -> str:
    """Return a signature over period, OPD, revision and the NIPs in any order.

    With a key it is an HMAC that only the city can make; without one it still tells mixed-up
    workbooks apart.
    """
    text = "\n".join([period, kode_opd, revision, *sorted(nips)]).encode()
    if key:
        return "hmac-sha256:" + hmac.new(key, text, hashlib.sha256).hexdigest()
    return "sha256:" + hashlib.sha256(text).hexdigest()


def key_fingerprint(key: bytes) -> str:
    """Return what tells one signing key from another and is not the key; "" without one."""
    return hmac.new(key, _FINGERPRINTED, hashlib.sha256).hexdigest()[:16] if key else ""


def same_signature(one: str, other: str) -> bool:
    """Tell whether two signatures are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
