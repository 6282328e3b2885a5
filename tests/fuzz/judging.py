"""What must hold for every damaged file: no exception, no hang, no row lost, no NIP not in it."""

import html
import io
import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Final

import polars as pl

from pipeline.reading.intake import ParsedFile
from schemas.codes import ROW_CLASSES
from tests.builders.small_city import parse
from tests.fuzz.mutating import Case, case, origins

PATIENCE: Final = 20.0
_BETWEEN: Final = re.compile(r"<[^>]*>|[\s.\-'\"\u00a0\x00]")
# Characters that reading drops from a cell.
_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]"
)


def numbered(number: int) -> tuple[int, str | None]:
    """Return the number of a case and what is wrong with its reading."""
    return number, judged(number)


def judged(number: int) -> str | None:
    """Return what is wrong with the reading of case `number`, or None."""
    it = case(number)
    began = time.monotonic()
    try:
        file = parse(it.data, it.kind)
    except BaseException as error:  # noqa: BLE001  a panic of the reader is no Exception
        return f"{type(error).__name__}: {error}"[:300]
    took = time.monotonic() - began
    if took > PATIENCE:
        return f"{took:.0f} detik"
    return next(_faults(it, file), None)


def _faults(it: Case, file: ParsedFile) -> Iterator[str]:
    if file.refused:
        if file.rows.height or file.findings.height != 1:
            yield "ditolak tetapi memuat baris"
        return
    counts = file.accounting
    if counts.filter(pl.sum_horizontal(ROW_CLASSES) != pl.col("baris")).height:
        yield "baris tidak terhitung"
    if file.rows.height != int(counts["diterima"].sum()) + int(counts["ditolak"].sum()):
        yield "baris hilang"
    if file.rows.select("lembar", "baris").is_duplicated().any():
        yield "dua baris satu nomor"
    # An old workbook may break a text over its sectors: what the undamaged file gave is no
    # invention.
    written, whole = _digits_of(it.data), _nips_of(it.origin)
    strange = [
        nip for nip in file.rows["nip"].drop_nulls() if nip not in written and nip not in whole
    ]
    if strange:
        yield f"NIP yang tidak ada dalam berkas: {strange[0]}"
    yield from _lost_lines(it, file)


@cache
def _nips_of(origin: str) -> frozenset[str]:
    kind, data = origins()[origin]
    return frozenset(parse(data, kind).rows["nip"].drop_nulls())


def _lost_lines(it: Case, file: ParsedFile) -> Iterator[str]:
    """Yield whole record lines of a text that stand below the first record and became none."""
    if it.origin not in ("koma", "titik-koma", "berkutip", "berjudul") or not file.rows.height:
        return
    records = set(origins()[it.origin][1].decode().splitlines()[1:])
    records = {line for line in records if re.search(r"\d{18}", line)}
    read = set(file.rows["baris"])
    lines = re.split("\r\n|\r|\n", it.data.decode("utf-8", errors="replace").replace("\x00", ""))
    for at, line in enumerate(lines, 1):
        if line in records and at > min(read) and at not in read:
            yield f"baris {at} hilang"


def _digits_of(data: bytes) -> str:
    """Return all text of a file without what may stand between the digits of a number."""
    whole = data + b"".join(_unzipped(data))
    texts = [
        whole.decode(code, errors="ignore")
        for code in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
    ]
    texts.append(whole[1:].decode("utf-16-le", errors="ignore"))
    return " ".join(_BETWEEN.sub("", _UNSEEN.sub("", html.unescape(text))) for text in texts)


def _unzipped(data: bytes) -> Iterator[bytes]:
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        yield from (book.read(name) for name in book.namelist())
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OverflowError,
    ):
        return
