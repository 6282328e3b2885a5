"""Books that came back or were handed out, kept by content: a year of them is not opened twice."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipeline.core.marks import Marks
from pipeline.reading.cache import code_hash, pseudonym_key
from pipeline.reading.returned.books import ReturnedBook
from pipeline.system.failpoints import around
from pipeline.system.files import replace_private
from schemas.codes import ANSWERS
from schemas.layouts import layout_text


def kept_book(folder: Path, sha256: str, read: Callable[[], ReturnedBook]) -> ReturnedBook:
    """Return the book in the file with this hash, from the cache in `folder`, else by `read`.

    Raises what `read` raises; nothing is kept then.
    """
    made_of = "\x00".join((sha256, layout_text(ANSWERS), code_hash(), pl.__version__))
    name = hashlib.blake2b(made_of.encode(), key=pseudonym_key(folder), digest_size=16).hexdigest()
    place = folder / ANSWERS / f"{name}.bin"
    return _recalled(place) or _remembered(place, read())


def _recalled(place: Path) -> ReturnedBook | None:
    try:
        packed = pl.read_parquet(place).row(0, named=True)
        lists = {name: tuple(nips) for name, nips in json.loads(packed["lists"]).items()}
        rows = pl.read_parquet(io.BytesIO(packed["rows"]))
        return ReturnedBook(Marks(**json.loads(packed["marks"])), lists, rows)
    except (FileNotFoundError, OSError, KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        return None


def _remembered(place: Path, book: ReturnedBook) -> ReturnedBook:
    packed = {
        "marks": [json.dumps(book.marks.all_texts())],
        "lists": [json.dumps(dict(book.lists))],
        "rows": [_parquet(book.rows)],
    }
    with around("cache"):
        replace_private(place, _parquet(pl.DataFrame(packed)))
    return book


def _parquet(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_parquet(sink)
    return sink.getvalue()
