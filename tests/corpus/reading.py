"""The table of the corpus, and each of its files read."""

import csv
from pathlib import Path
from typing import Final

from pipeline.reading.intake import ParsedFile
from tests.builders.small_city import parse
from tests.corpus.broken import BROKEN
from tests.corpus.foreign import FOREIGN
from tests.corpus.texts import TEXTS
from tests.corpus.workbooks import WORKBOOKS

TABLE: Final = Path(__file__).with_name("harapan.csv")
MAKERS: Final = {**WORKBOOKS, **TEXTS, **FOREIGN, **BROKEN}


def table() -> dict[str, dict[str, str]]:
    """Return harapan.csv by file name."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("nama"): row for row in csv.DictReader(file, delimiter=";")}


def read(name: str, row: dict[str, str]) -> ParsedFile:
    settings = [f'ukuran_terurai = "{row["batas"]}"'] if row["batas"] else []
    return parse(MAKERS[name](), row["jenis"], *settings)
