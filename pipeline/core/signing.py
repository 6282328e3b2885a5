"""The mark that tells a returned workbook as ours and as it was (contract §6)."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.core.marks import SIGNED, Marks

_FINGERPRINTED: Final = b"asn-peduli: kunci tanda tangan"


def signature(key: bytes, marks: Marks, lists: Mapping[str, Iterable[str]]) -> str:
    """Return a signature over `marks` (but their own) and the NIPs of each list, in any order.

    It is over one unambiguous form, JSON with sorted keys: no two publications have the same.
    Without a key there is none, for anybody could make it.
    """
    if not key:
        return ""
    signed = {name: text for name, text in marks.all_texts().items() if name != "tanda"}
    form = {"tanda": signed, "daftar": {name: sorted(nips) for name, nips in lists.items()}}
    text = json.dumps(form, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return SIGNED + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def key_fingerprint(key: bytes) -> str:
    """Return what tells one signing key from another and is not the key; "" without one."""
    return hmac.new(key, _FINGERPRINTED, hashlib.sha256).hexdigest()[:16] if key else ""


def same_signature(one: str, other: str) -> bool:
    """Tell whether two signatures are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
