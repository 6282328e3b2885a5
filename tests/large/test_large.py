"""The files that `make large` measures are as said, and smaller ones of them are read whole."""

from pathlib import Path

from tests.builders.small_city import parse
from tests.large.making import BLOCK, TEXT_COLUMNS, large_csv, large_workbook


def test_a_workbook_of_many_columns_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "besar.xlsx"
    assert large_workbook(path, 1) == BLOCK
    file = parse(path.read_bytes(), "iuran")
    assert file.rows["baris"].to_list() == list(range(2, BLOCK + 2))
    assert file.accounting["diterima"].to_list() == [BLOCK]


def test_a_text_of_many_columns_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "besar.csv"
    records = large_csv(path, 2_000_000)
    assert path.stat().st_size >= 2_000_000
    assert path.read_text().splitlines()[0].count(";") == TEXT_COLUMNS - 1
    assert parse(path.read_bytes(), "iuran").rows["baris"].to_list() == list(range(2, records + 2))
