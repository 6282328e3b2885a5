"""Files that are no table of ours, told by their start, and what to do with each (contract §1)."""

import re
from typing import Final

from pipeline.core.wording import say
from pipeline.reading.files.errors import UnreadableError

_DOCUMENT: Final = "tolak.simpan_xlsx"
_PICTURE: Final = "tolak.minta_excel"
_ARCHIVE: Final = "tolak.ekstrak"
_BEGINNINGS: Final = (
    (re.compile(rb"\s*%PDF"), "PDF", _PICTURE),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\x00|MM\x00\*"), "gambar", _PICTURE),
    (re.compile(rb"RIFF....WEBP|BM.{4}\x00{4}|.{4}ftyp", re.DOTALL), "gambar", _PICTURE),
    (re.compile(rb"Rar!"), "arsip RAR", _ARCHIVE),
    (re.compile(rb"7z\xbc\xaf"), "arsip 7z", _ARCHIVE),
    (re.compile(rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd"), "arsip terkompresi", _ARCHIVE),
    (re.compile(rb"\s*\{\\rtf"), "dokumen RTF", _DOCUMENT),
)
# What follows is told by its first lines as text. A table whose first label is "ID" is no SYLK.
_MHTML: Final = re.compile(
    r"(?:(?:from|subject|date|mime-version|x-[a-z-]+|snapshot-content-location|content-[a-z-]+)"
    r":.*\n(?:[ \t].*\n)*)*"
    r"content-type:\s*(?:multipart/related|message/rfc822)",
    re.IGNORECASE,
)
_SYLK: Final = re.compile(r"ID;P[^\n]*\n(?:[^\n]*\n){0,200}?C;(?:[^\n;]*;)*?[XYK]")
_DIF: Final = re.compile(r'TABLE\n0,1\n"')


def refuse_foreign(data: bytes, head: str) -> None:
    """Raise UnreadableError when `data` is of a known format that is not read.

    The text `head` is its beginning.
    """
    for beginning, name, advice in _BEGINNINGS:
        if beginning.match(data[:1024]):
            raise foreign(name, advice)
    text = head.lstrip("\ufeff \n\t")
    for shape, name in ((_MHTML, "arsip web (MHTML)"), (_SYLK, "SYLK"), (_DIF, "DIF")):
        if shape.match(text):
            raise foreign(name, _DOCUMENT)


def foreign(name: str, advice: str = _DOCUMENT) -> UnreadableError:
    """Return the refusal of a file that is a `name`, with the sentence `advice` on what to do."""
    return UnreadableError("berkas_bukan_tabel", isi=name, saran=say(advice))


def foreign_archive(names: list[str]) -> UnreadableError:
    """Return the refusal of a zip of parts `names`: an office document, or an archive to unpack."""
    document = any(name.startswith(("word/", "ppt/")) or name == "mimetype" for name in names)
    return foreign("dokumen lain") if document else foreign("arsip ZIP", _ARCHIVE)
