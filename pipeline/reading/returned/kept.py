"""Books that came back or were handed out, kept by content: a year of them is not opened twice.

Kept is what judging needs and no more: NIP and name, by which a row is told; of the other locked
columns, which are only compared, a keyed digest; of the cells that a secretary fills in the text
without numbers of persons.
"""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from pipeline.core.marks import Marks
from pipeline.core.masking import pseudonyms, without_numbers_expr
from pipeline.reading.cache import code_hash, pseudonym_key
from pipeline.reading.returned.answers import LOCKED_COLUMNS
from pipeline.reading.returned.books import HELD, NUMBERED, ReturnedBook, SaidOfList
from pipeline.system.failpoints import around
from pipeline.system.files import replace_private
from schemas.codes import ANSWERS, FILL_INS
from schemas.layouts import layout_text

_PLAIN: Final = ("lembar", "baris", "nip", "nama", HELD, NUMBERED)


def kept_book(folder: Path, sha256: str, read: Callable[[], ReturnedBook]) -> ReturnedBook:
    """Return the book in the file with this hash, from the cache in `folder`, else by `read`.

    It is as `spared_book` makes it. Raises what `read` raises; nothing is kept then.
    """
    made_of = "\x00".join((sha256, layout_text(ANSWERS), code_hash(), pl.__version__))
    name = hashlib.blake2b(made_of.encode(), key=pseudonym_key(folder), digest_size=16).hexdigest()
    place = folder / ANSWERS / f"{name}.bin"
    return _recalled(place) or _remembered(place, spared_book(folder, read()))


def spared_book(folder: Path, book: ReturnedBook) -> ReturnedBook:
    """Return the book with as little of people in it as judging needs.

    Its digests can be compared with those of every book spared by the cache in the same `folder`.
    """
    key, held = pseudonym_key(folder), book.rows.columns
    needed = [name for name in _PLAIN if name in held]
    compared = [name for name in LOCKED_COLUMNS if name not in _PLAIN]
    filled = [without_numbers_expr(pl.col(name)) for name in FILL_INS if name in held]
    locked = [pseudonyms(book.rows[name], key) for name in compared if name in held]
    return replace(book, rows=book.rows.select(*needed, *filled, *locked))


def _recalled(place: Path) -> ReturnedBook | None:
    try:
        packed = pl.read_parquet(place).row(0, named=True)
        lists = {name: tuple(nips) for name, nips in json.loads(packed["lists"]).items()}
        rows = pl.read_parquet(io.BytesIO(packed["rows"]))
        said = tuple(SaidOfList(*one) for one in json.loads(packed["said"]))
        return ReturnedBook(Marks(**json.loads(packed["marks"])), lists, rows, said)
    except (FileNotFoundError, OSError, KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        return None


def _remembered(place: Path, book: ReturnedBook) -> ReturnedBook:
    packed = {
        "marks": [json.dumps(book.marks.all_texts())],
        "lists": [json.dumps(dict(book.lists))],
        "rows": [_parquet(book.rows)],
        "said": [json.dumps(book.said)],
    }
    with around("cache"):
        replace_private(place, _parquet(pl.DataFrame(packed)))
    return book


def _parquet(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_parquet(sink)
    return sink.getvalue()
