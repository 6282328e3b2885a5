"""Every case of harapan.csv is read as the table says, and each says in words of its own what it is about."""

import csv
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from pipeline.reading.intake import ParsedFile
from schemas.codes import ROW_CLASSES
from tests.builders.outcomes import seen
from tests.builders.small_city import parse

FOLDER: Final = Path(__file__).parent
OUTCOME: Final = ("diterima", "baris lain", "ditolak karena", "temuan")


def table() -> dict[str, dict[str, str]]:
    with (FOLDER / "harapan.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['kasus']}/{row['berkas']}": row for row in csv.DictReader(file, delimiter=";")}


def read(name: str) -> ParsedFile:
    return parse((FOLDER / name).read_bytes(), table()[name]["jenis"])


@pytest.mark.parametrize("name", table())
def test_what_becomes_of_the_case(name: str) -> None:
    file = read(name)
    assert seen(file) == {column: table()[name][column] for column in OUTCOME}
    counts = file.accounting
    assert (counts["baris"] == counts.select(pl.sum_horizontal(ROW_CLASSES)).to_series()).all()
    assert not file.findings["pesan"].str.contains(r"[{}]|\d{15}").any()


def test_every_case_in_the_folder_is_in_the_table() -> None:
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.parent != FOLDER}
    assert {name for name in files if "__pycache__" not in name} == set(table())
