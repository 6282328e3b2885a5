"""Bytes of a text into characters (contract §2.5).

They are read by BOM, as UTF-16 without one, as UTF-8, line by line as cp1252.
"""

import codecs
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLOCK: Final = 1 << 20
_BLOCK_LINES: Final = 10_000
_HEAD: Final = 4096
_HIGH: Final = re.compile(r"[\x80-\xff]")


def text_encoding(data: bytes) -> str | None:
    """Return the one encoding of a whole text; None when some of its lines are not UTF-8."""
    for bom, encoding in _BOMS:
        if data.startswith(bom) and (encoding == "utf-16" or _is_utf8(data)):
            return encoding
    return _bare_utf16(data[:400]) or ("utf-8" if _is_utf8(data) else None)


def text_lines(data: bytes) -> Iterator[str]:
    """Yield the lines without their ends; a line that is not UTF-8 is read as cp1252 by itself.

    NUL bytes are dropped.
    """
    for block in line_blocks(data):
        yield from block


def line_blocks(data: bytes) -> Iterator[list[str]]:
    """Yield the same lines as lists, about a million characters at a time."""
    encoding = text_encoding(data)
    if encoding is None:
        lines = _lines_one_by_one(data)
        while some := list(islice(lines, _BLOCK_LINES)):
            yield [line.removesuffix("\n").replace("\x00", "") for line in some]
        return
    source, begun = _universal_lines(data, encoding), list[str]()
    while block := source.read(_BLOCK):
        whole, end, rest = block.rpartition("\n")
        if end:
            yield "".join([*begun, whole]).replace("\x00", "").split("\n")
            begun = []
        begun.append(rest)
    if last := "".join(begun):
        yield [last.replace("\x00", "")]


def whole_text(data: bytes) -> str:
    """Return the text of `data` with its lines ending in a line feed."""
    return "\n".join(text_lines(data))


def declared_text(data: bytes, charset: re.Pattern[bytes]) -> str:
    """Return a page's text: what its bytes can only be, then its head's `charset`, then cp1252."""
    declared = charset.search(data[:_HEAD])
    if declared and text_encoding(data) is None:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return whole_text(data)


def odd_lines(data: bytes) -> list[int]:
    """Return the non-UTF-8 lines of a text else UTF-8: it has a BOM, or other lines beyond ASCII.

    A text in which no line beyond ASCII is UTF-8 is cp1252 as a whole, of which there is nothing to
    say.
    """
    if text_encoding(data) is not None:
        return []
    lines = [
        (at, line)
        for at, line in enumerate(_universal_lines(data, "latin-1"), 1)
        if _HIGH.search(line)
    ]
    odd = [at for at, line in lines if not _is_utf8(line.encode("latin-1"))]
    return odd if len(odd) < len(lines) else []


def ends_in_nul(data: bytes) -> bool:
    """Tell whether a text ends in NUL, as a file does whose end was never copied."""
    wide = str(text_encoding(data)).startswith("utf-16")
    return data.endswith(b"\x00\x00" if wide else b"\x00")


def ends_in_a_line_end(data: bytes) -> bool:
    """Tell whether the last line of a text has an end."""
    return data[-2:].strip(b"\x00")[-1:] in (b"\n", b"\r")


def _universal_lines(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=None)


def _lines_one_by_one(data: bytes) -> Iterator[str]:
    for line in _universal_lines(data.removeprefix(b"\xef\xbb\xbf"), "latin-1"):
        raw = line.encode("latin-1")
        yield raw.decode("utf-8" if _is_utf8(raw) else "cp1252", errors="replace")


def _bare_utf16(head: bytes) -> str | None:
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > len(head) // 3 else None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _BLOCK):
            decoder.decode(data[at : at + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
