"""Whether a zipped workbook is whole, of sound XML and of bearable size (contract §2.6).

It is told before anything reads it.
"""

import copy
import io
import struct
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from pipeline.reading.files.errors import UnreadableError

_BLOCK: Final = 1 << 20
_MOST_PARTS: Final = 10_000
# More than BadZipFile is raised for a damaged archive: an impossible version, offset, name, method
# or text encoding.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    LookupError,
    OverflowError,
    ValueError,
    EOFError,
    OSError,
    struct.error,
    expat.ExpatError,
)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Return the archive.

    Raises UnreadableError when it is damaged, cut short or has an encrypted part.
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED:
        raise UnreadableError("berkas_rusak") from None
    if any(part.flag_bits & 1 for part in book.infolist()):
        raise UnreadableError("berkas_terenkripsi")
    return book


def check_parts(book: zipfile.ZipFile, size_limit: int) -> None:
    """Unpack every part block by block and keep nothing.

    Raises UnreadableError when the parts unpack beyond the limit, whatever sizes the archive
    declares for them, when a part's checksum is wrong, or when XML is not well-formed or declares a
    document type: Office writes none, and readers pass over such faults and what stands behind them
    in silence.
    """
    parts = book.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > size_limit:
        raise UnreadableError.too_large(size_limit)
    left = size_limit
    try:
        for part in parts:
            left -= _checked_size(book, part, left)
    except _DAMAGED:
        raise UnreadableError("berkas_rusak") from None
    if left < 0:
        raise UnreadableError.too_large(size_limit)


def _checked_size(book: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> int:
    """Return the size that `part` really has, or one beyond `limit`."""
    whole = copy.copy(part)
    whole.file_size = (
        max(limit, part.file_size) + _BLOCK
    )  # zipfile stops reading where the declared size ends
    parser = _parser() if part.filename.lower().endswith((".xml", ".rels")) else None
    size = 0
    with book.open(whole) as source:
        while size <= limit and (block := source.read(_BLOCK)):
            size += len(block)
            if parser:
                parser.Parse(block)
    if parser and size <= limit:
        parser.Parse(b"", True)
    return size


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_: object) -> None:
    raise ValueError
