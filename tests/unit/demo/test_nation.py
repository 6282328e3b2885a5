"""The plainer people of a province or a nation: read without a fault, and the same every time."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.demo import make_nation
from pipeline.demo.nation import _people
from pipeline.operations import months
from pipeline.operations.desk import open_desk
from pipeline.system.settings import SHIPPED_REFERENCES, Settings


def made(folder: Path) -> dict[str, bytes]:
    make_nation(
        folder,
        references=SHIPPED_REFERENCES,
        last=Period.parse("2026-10"),
        months=2,
        asn=1_500,
        opd=12,
        progress=lambda _: None,
    )
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    assert made(tmp_path / "a") == made(tmp_path / "b")


def test_everybody_is_read_has_an_opd_and_a_verdict(tmp_path: Path) -> None:
    made(tmp_path / "inputs")
    settings = Settings(tmp_path / "inputs", tmp_path / "outputs")
    desk, stock = open_desk(settings), months.list_inputs(open_desk(settings), "2026-10", None)
    months.read_all(desk, stock, lambda _: None)
    month = months.judge_month(desk, stock)
    opd = month.tables["opd"]
    assert opd.select("kode_opd").height == 12
    assert opd.select(pl.sum_horizontal("sudah", "belum").sum()).item() == 1_500
    assert opd["sudah"].sum() > 1_000


@pytest.mark.parametrize("start", [0, 5_000_000, 12_000_000])
def test_numbers_stay_valid_far_out(start: int) -> None:
    people = _people(range(start, start + 2_000), 20_000_000, 30_000)
    assert people["nip"].str.contains(r"^[0-9]{14}[12][0-9]{3}$").all()
    assert people["nik"].str.len_chars().unique().to_list() == [16]
    assert people["nip"].n_unique() == people["nik"].n_unique() == 2_000
