"""The coat of arms for letterheads: a picture that every office program shows (contract §6)."""

from collections.abc import Iterator
from typing import Final

from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake

_LARGEST: Final = 2 * 2**20
# How each kind of picture begins and ends.
_ENDS: Final = (
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    (b"\xff\xd8\xff", b"\xff\xd9"),
)


def picture_mistakes(name: str, data: bytes) -> Iterator[Mistake]:
    """Yield what is wrong with the picture `data`: no PNG or JPEG, cut, or too large."""
    whole = any(data.startswith(first) and data.endswith(last) for first, last in _ENDS)
    if not whole or len(data) > _LARGEST:
        text = say("acuan.salah.gambar", terbesar=size_text(_LARGEST))
        yield Mistake(name, 0, "", text)
