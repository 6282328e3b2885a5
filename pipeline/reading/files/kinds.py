"""What a file is, told by its bytes and not by its name (contract §1, §2.6)."""

import io
import re
import zipfile
from enum import StrEnum
from typing import Final

from pipeline.reading.files.archive import check_parts, open_archive
from pipeline.reading.files.decoding import text_encoding
from pipeline.reading.files.errors import UnreadableError
from pipeline.reading.files.foreign import foreign, foreign_archive, refuse_foreign

# "PK" alone would be any text that begins so, such as "PKL".
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
# The record that begins a sheet in BIFF2 to BIFF8, and its lengths; its first byte is that of a
# tab.
_BIFF: Final = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
# A script that prints blank lines or a BOM before it sends a workbook.
_BLANKS: Final = re.compile(
    rb"(?:\xef\xbb\xbf|[ \t\r\n]){1,4096}?(?=PK\x03\x04|"
    + re.escape(_OLE)
    + rb"|"
    + _BIFF.pattern
    + rb")"
)
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM: Final = "WordDocument".encode("utf-16-le")
_BOOK_STREAMS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_WORKBOOK_PARTS: Final = re.compile(r"xl/workbook\.(xml|bin)|content\.xml")
_HEAD: Final = 1 << 16
_SEARCHED: Final = 1 << 20
_TAGS: Final = (
    "!doctype|!--|html|head|meta|link|base|title|style|script|body|div|section|header|main|article|h[1-6]|p|br|hr|b|i|u|a|ul|ol|pre|"
    "center|span|font|form|img|small|strong|em|table|caption|colgroup|col|thead|tbody|tr|th|td|[?]php|o:p"
)
_MARKUP: Final = re.compile(rf"<(?:{_TAGS})\b|<!--", re.IGNORECASE)
# A page may begin with what a script complains of, in plain words: then its table must begin a line
# or follow a tag.
_TABLE: Final = re.compile(
    r"(?:^|[>\n])[ \t\r]*<table\b[^>]*>\s*(?:<[^>]*>\s*)*?<t[rhd]\b", re.IGNORECASE
)
_ANY_TABLE: Final = re.compile(r"<(?:table|tr)\b", re.IGNORECASE)
_WORKBOOK_ROOT: Final = re.compile(
    r"(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet"
)
_FLAT_DOCUMENT: Final = re.compile(r"<office:document\b")


class FileKind(StrEnum):
    """How the bytes of a file are to be read."""

    ARCHIVE = "arsip"
    OLD_BOOK = "xls"
    RECORDS = "biff"
    PAGE = "html"
    XML_BOOK = "xml"
    TEXT = "teks"


def without_blanks_before(data: bytes) -> bytes:
    """Return a workbook without the blank lines or the BOM before its first byte.

    Anything else as it is.
    """
    blanks = _BLANKS.match(data)
    return data[blanks.end() :] if blanks else data


def file_kind(data: bytes, size_limit: int) -> FileKind:
    """Tell what `data` is, which begins with its first byte that counts (`without_blanks_before`).

    Raises UnreadableError for what is no table, is encrypted, is cut short or unpacks beyond
    `size_limit` bytes.
    """
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableError("berkas_kosong")
    if data.startswith(_ZIP):
        _check_archive(data, size_limit)
        return FileKind.ARCHIVE
    if data.startswith(_OLE):
        _check_old_book(data, size_limit)
        return FileKind.OLD_BOOK
    if len(data) > size_limit:
        raise UnreadableError.too_large(size_limit)
    return FileKind.RECORDS if _BIFF.match(data) else _text_kind(data)


def is_workbook(data: bytes, size_limit: int) -> bool:
    """Tell a workbook in a container (True) from everything else that can be read (False).

    Raises UnreadableError as `file_kind` does.
    """
    return file_kind(without_blanks_before(data), size_limit) in (
        FileKind.ARCHIVE,
        FileKind.OLD_BOOK,
    )


def _check_old_book(data: bytes, size_limit: int) -> None:
    if _ENCRYPTED_STREAM in data:
        raise UnreadableError("berkas_terenkripsi")
    if len(data) > size_limit:
        raise UnreadableError.too_large(size_limit)
    if _WORD_STREAM in data and not any(name in data for name in _BOOK_STREAMS):
        raise foreign("dokumen Word")
    # What is no sound .xls but ends in an archive, the reader opens as that.
    if zipfile.is_zipfile(io.BytesIO(data)):
        check_parts(open_archive(data), size_limit)


def _check_archive(data: bytes, size_limit: int) -> None:
    book = open_archive(data)
    if not any(_WORKBOOK_PARTS.fullmatch(name) for name in book.namelist()):
        raise foreign_archive(book.namelist())
    check_parts(book, size_limit)


def _text_kind(data: bytes) -> FileKind:
    encoding = text_encoding(data[:_HEAD]) or "latin-1"
    head = (
        data[:_SEARCHED]
        .decode(encoding, errors="replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    refuse_foreign(data, head)
    text = head.lstrip("\ufeff\x00 \n\t")
    if _WORKBOOK_ROOT.match(text):
        return FileKind.XML_BOOK
    if _MARKUP.match(text):
        return _page_with_a_table(data.decode(encoding, errors="replace"))
    if _TABLE.search(text):
        return FileKind.PAGE
    if text.startswith("<?xml"):
        return _page_with_a_table(text) if "<html" in text[:2000].lower() else _refuse_xml(text)
    return FileKind.TEXT


def _page_with_a_table(text: str) -> FileKind:
    if not _ANY_TABLE.search(text):
        raise foreign("halaman HTML tanpa tabel", "tolak.ekspor_ulang")
    return FileKind.PAGE


def _refuse_xml(text: str) -> FileKind:
    raise foreign("OpenDocument XML (.fods)" if _FLAT_DOCUMENT.search(text[:2000]) else "XML")
