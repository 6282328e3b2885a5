"""What a file is, told by its bytes and not by its name (contract §1, §2.6)."""

import io
import re
import zipfile
from typing import Final

from pipeline.reading.files.archive import check_parts, open_archive
from pipeline.reading.files.errors import UnreadableError

# "PK" alone would be any text that begins so, such as "PKL".
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_PARTS: Final = re.compile(r"xl/workbook\.(xml|bin)|content\.xml")
_HTML: Final = re.compile(rb"\s*(<!doctype html|<html|<table|<head|<meta)", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*<\?xml", re.IGNORECASE)
_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"\x1f\x8b", "arsip gzip"),
    (b"{\\rtf", "dokumen RTF"),
)


def is_workbook(data: bytes, size_limit: int) -> bool:
    """Tell a workbook (True) from delimited text (False).

    Raises UnreadableError for what is neither, is encrypted, is cut short or unpacks beyond `size_limit` bytes.
    """
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableError("berkas_kosong")
    if data.startswith(_OLE):
        return _is_old_workbook(data, size_limit)
    if data.startswith(_ZIP):
        return _is_zipped_workbook(data, size_limit)
    _refuse_foreign(data)
    if len(data) > size_limit:
        raise UnreadableError.too_large(size_limit)
    return False


def _is_old_workbook(data: bytes, size_limit: int) -> bool:
    if _ENCRYPTED_STREAM in data:
        raise UnreadableError("berkas_terenkripsi")
    if len(data) > size_limit:
        raise UnreadableError.too_large(size_limit)
    # What is no sound .xls but ends in an archive, the reader opens as that.
    if zipfile.is_zipfile(io.BytesIO(data)):
        check_parts(open_archive(data), size_limit)
    return True


def _is_zipped_workbook(data: bytes, size_limit: int) -> bool:
    book = open_archive(data)
    if not any(_WORKBOOK_PARTS.fullmatch(name) for name in book.namelist()):
        raise UnreadableError("berkas_bukan_tabel", isi="arsip ZIP atau dokumen lain")
    check_parts(book, size_limit)
    return True


def _refuse_foreign(data: bytes) -> None:
    head = data[:1024].removeprefix(b"\xef\xbb\xbf")
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableError("berkas_bukan_tabel", isi=name)
    if _HTML.match(head):
        raise UnreadableError("berkas_bukan_tabel", isi="halaman HTML")
    if _XML.match(head):
        raise UnreadableError("berkas_bukan_tabel", isi="XML")
