"""Parsed inputs kept by what they were made from, so that a year of history is not read twice.

The key covers the file's bytes, the layouts, the rules that reading uses and our own reading code,
so a cache is never wrong, only absent. Personal numbers are in it as keyed pseudonyms (privacy.py);
the key of those stays in the cache folder, and with it goes.
"""

import hashlib
import io
import secrets
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.wording import TEMPLATES
from pipeline.reading.intake import ParsedFile, parse_file
from pipeline.reading.rules import ReadingRules
from pipeline.system.failpoints import around
from pipeline.system.files import replace_private
from schemas.layouts import layout_text

_PARTS: Final = ("rows", "findings", "accounting", "labels")
_OURS: Final = Path(__file__).parents[1]


def parsed(folder: Path, data: bytes, sha256: str, kind: str, rules: ReadingRules) -> ParsedFile:
    """Return what `data` parses to, from the cache in `folder`, and put it there if lacking."""
    key = pseudonym_key(folder)
    stem = folder / kind / _cache_key(sha256, kind, rules, key)
    return recalled(stem) or _remembered(stem, parse_file(data, kind, rules, key))


def known(folder: Path, sha256: str, kind: str, rules: ReadingRules) -> ParsedFile | None:
    """Return what is cached for a file with this hash, or None."""
    return recalled(folder / kind / _cache_key(sha256, kind, rules, pseudonym_key(folder)))


def holds(folder: Path, sha256: str, kind: str, rules: ReadingRules) -> bool:
    """Tell whether there is an entry for a file with this hash, without reading it."""
    return _entry(folder / kind / _cache_key(sha256, kind, rules, pseudonym_key(folder))).is_file()


def pseudonym_key(folder: Path) -> bytes:
    """Return the random key of this cache, made on first use."""
    path = folder / "kunci"
    if not path.exists():
        replace_private(path, secrets.token_bytes(32))
    return path.read_bytes()


def recalled(stem: Path) -> ParsedFile | None:
    """Read one cache entry; None when it is absent or unreadable."""
    path = _entry(stem)
    try:
        packed = pl.read_parquet(path).row(0, named=True)
        frames = {part: pl.read_parquet(io.BytesIO(packed[part])) for part in _PARTS}
    except (FileNotFoundError, OSError, KeyError, pl.exceptions.PolarsError):
        return None
    return ParsedFile(**frames, refused=packed["refused"])


def _remembered(stem: Path, file: ParsedFile) -> ParsedFile:
    if not file.is_for_good:
        return file
    packed = {part: [_parquet(getattr(file, part))] for part in _PARTS} | {
        "refused": [file.refused]
    }
    with around("cache"):
        replace_private(_entry(stem), _parquet(pl.DataFrame(packed)))
    return file


def _entry(stem: Path) -> Path:
    return stem.with_suffix(".bin")


def _parquet(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_parquet(sink)
    return sink.getvalue()


def _cache_key(sha256: str, kind: str, rules: ReadingRules, key: bytes) -> str:
    made_of = (sha256, kind, layout_text(kind), repr(rules), code_hash(), pl.__version__)
    digest = hashlib.blake2b("\x00".join(made_of).encode(), key=key, digest_size=16)
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Return a hash of the code, layouts and sentences by which files are read."""
    code = sorted(
        path for package in ("core", "reading") for path in (_OURS / package).rglob("*.py")
    )
    others = [*sorted((_OURS.parent / "schemas").rglob("*.*")), TEMPLATES / "wording.toml"]
    files = [path for path in (*code, *others) if path.suffix in (".py", ".toml")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
