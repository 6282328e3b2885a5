"""What small and frequent work costs (`make small`): each part many times over, by pytest-benchmark.

The first time leaves its figures in build/kecil, each later one is shown beside the last. They are
for whoever changes such a part: nobody is held to a figure, for it depends on the machine.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import polars as pl
import pytest

from pipeline.assessing.month import assess
from pipeline.core.masking import pseudonyms
from pipeline.core.periods import Period
from pipeline.deciding.near_names import near_names
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.files import apart
from pipeline.reading.intake import parse_file
from pipeline.rendering.excel import opd_workbook
from pipeline.rendering.html.pages import opd_page
from pipeline.rendering.letter import nota_dinas
from tests.builders import html_samples
from tests.builders.kota_kecil import INPUTS, known, references
from tests.builders.letters import report

MONTH = "2026-03"
COLUMN = 16_000
KEY = b"kunci uji"
OPD = html_samples.large_opd(120)
WRITTEN = [
    "Rekap donatur Semarang Pemuda 2026-03.xlsx",
    "majapahit-2026-03.csv",
]


class Timer(Protocol):
    """What pytest-benchmark hands to a test: calls `work` again and again, and gives its result."""

    def __call__(self, work: Callable[..., Any], /, *given: Any) -> Any: ...


@pytest.fixture(scope="module", autouse=True)
def _readers_end() -> Iterator[None]:
    yield
    apart.dismiss()


def nips() -> pl.Series:
    return pl.Series([f"19{at:06d} 201001 1 {at % 1000:03d}" for at in range(COLUMN)])


@pytest.mark.parametrize("name", WRITTEN)
def test_reading_a_small_file(benchmark: Timer, name: str) -> None:
    data, rules = (INPUTS / MONTH / "iuran" / name).read_bytes(), references().policy.reading
    assert not benchmark(parse_file, data, "iuran", rules, KEY).refused


def test_reading_a_column_of_nip(benchmark: Timer) -> None:
    assert benchmark(parse_nip, nips()).height == COLUMN


def test_a_column_of_pseudonyms(benchmark: Timer) -> None:
    assert benchmark(pseudonyms, nips(), KEY).n_unique() == COLUMN


def test_names_near_those_of_a_roster(benchmark: Timer) -> None:
    roster = known(MONTH).rosters[MONTH]
    some = roster.gather_every(20).with_columns(pl.col("nama_polos") + "h")
    assert benchmark(near_names, some, roster).height >= some.height


def test_assessing_a_small_month(benchmark: Timer) -> None:
    month = benchmark(assess, known(MONTH), Period.parse(MONTH))
    assert month.period == Period.parse(MONTH)


def test_an_opds_workbook(benchmark: Timer) -> None:
    assert benchmark(opd_workbook, OPD)


def test_an_opds_page(benchmark: Timer) -> None:
    assert benchmark(opd_page, OPD)


def test_a_letter(benchmark: Timer) -> None:
    assert benchmark(nota_dinas, report("besar"))
