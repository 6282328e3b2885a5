"""Files as large as an office could send: iuran records by the hundred thousand."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.builders.raw_files import IURAN_HEAD, payment, raw_book

BLOCK: Final = 10_000
BOOK_COLUMNS: Final = 60
TEXT_COLUMNS: Final = 15
_NO_ROWS: Final = "<sheetData></sheetData>"


def large_csv(path: Path, size: int) -> int:
    """Write a CSV of at least `size` bytes into `path`; return how many records it holds."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(_head(TEXT_COLUMNS)) + "\n")
        while file.tell() < size:
            file.writelines(
                ";".join(row) + "\n" for row in _records(count, TEXT_COLUMNS, "keterangan ")
            )
            count += BLOCK
    return count


def large_workbook(path: Path, rows: int) -> int:
    """Write a workbook of `rows` records, rounded up to whole blocks, into `path`.

    Return how many it holds.
    """
    empty = zipfile.ZipFile(io.BytesIO(raw_book("")))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name in empty.namelist():
            text = empty.read(name).decode()
            with book.open(name, "w") as part:
                part.writelines(
                    piece.encode() for piece in (_sheet(text, rows) if _NO_ROWS in text else [text])
                )
    return -(-rows // BLOCK) * BLOCK


def _sheet(text: str, rows: int) -> Iterator[str]:
    before, after = text.split(_NO_ROWS)
    yield f"{before}<sheetData>"
    yield _row(1, _head(BOOK_COLUMNS))
    for first in range(0, rows, BLOCK):
        yield "".join(
            _row(at, row) for at, row in enumerate(_records(first, BOOK_COLUMNS), first + 2)
        )
    yield f"</sheetData>{after}"


def _row(at: int, texts: list[str]) -> str:
    cells = [f'<c t="str"><v>{text}</v></c>' for text in texts]
    return f'<row r="{at}">{"".join(cells)}</row>'


def _head(columns: int) -> list[str]:
    return [*IURAN_HEAD, *(f"LAIN {at}" for at in range(len(IURAN_HEAD), columns))]


def _records(first: int, columns: int, other: str = "") -> Iterator[list[str]]:
    """Yield a block of records; the columns that no field knows hold `other` and a digit."""
    others = [f"{other}{at % 10}" for at in range(len(IURAN_HEAD), columns)]
    for number in range(first, first + BLOCK):
        worker = f"33740215{number % 9000 + 1000:04}{number % 9999 + 1:04}"
        yield [*payment(1 + number % 999, nik=worker), *others]
