"""What a file is, told by its bytes and not by its name (contract §1, §2.6)."""

import io
import re
import struct
import zipfile
from typing import Final

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


class UnreadableError(Exception):
    """A file that cannot be read, with its finding code and the values of that finding's message."""

    def __init__(self, kode: str, **values: str) -> None:
        super().__init__(kode)
        self.kode = kode
        self.values = values


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
    _refuse_large(len(data), size_limit)
    return False


def size_text(size: int) -> str:
    """536870912 -> "512 MiB"."""
    return f"{size / 2**20:.0f} MiB" if size >= 2**20 else f"{size} B"


def _refuse_large(size: int, limit: int) -> None:
    if size > limit:
        raise UnreadableError("berkas_terlalu_besar", batas=size_text(limit))


def _is_old_workbook(data: bytes, size_limit: int) -> bool:
    if _ENCRYPTED_STREAM in data:
        raise UnreadableError("berkas_terenkripsi")
    _refuse_large(len(data), size_limit)
    return True


def _is_zipped_workbook(data: bytes, size_limit: int) -> bool:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    # zipfile raises more than BadZipFile for a damaged directory: an impossible version, offset or name.
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError, struct.error):
        raise UnreadableError("berkas_rusak") from None
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("berkas_terenkripsi")
    if not any(_WORKBOOK_PARTS.fullmatch(part.filename) for part in parts):
        raise UnreadableError("berkas_bukan_tabel", isi="arsip ZIP atau dokumen lain")
    _refuse_large(sum(part.file_size for part in parts), size_limit)
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
