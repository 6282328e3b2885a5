"""`python -m tests.large` makes a CSV of 100 MB and a workbook of 300,000 rows.

It reads each, and says what it took.
"""

import multiprocessing
import sys
import tempfile
from pathlib import Path

from tests.large.making import BOOK_COLUMNS, TEXT_COLUMNS, large_csv, large_workbook
from tests.large.reading import cost

CSV_SIZE = 100_000_000
ROWS = 300_000


def main() -> int:
    """Measure both files; return 1 when a record got lost."""
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder, "besar.csv"), Path(folder, "besar.xlsx")
        files = [
            (text, large_csv(text, CSV_SIZE), TEXT_COLUMNS),
            (book, large_workbook(book, ROWS), BOOK_COLUMNS),
        ]
        whole = [_measured(*file) for file in files]
        return int(not all(whole))


def _measured(path: Path, records: int, columns: int) -> bool:
    # A process for each, so that one file's peak is not the other's.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        read, seconds, own, helper = pool.apply(cost, (path,))
    print(
        f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {records} catatan x {columns} kolom, terbaca {read}"
    )
    print(
        f"  {seconds:.0f} detik, puncak memori {own:.2f} GB, proses pembuka buku kerja {helper:.2f} GB",
        flush=True,
    )
    return read == records


if __name__ == "__main__":
    sys.exit(main())
