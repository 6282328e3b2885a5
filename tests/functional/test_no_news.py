"""A later month's folder that changes nothing of a month makes no revision of it (contract §6)."""

from pathlib import Path
from typing import Final

import pytest

from pipeline.core.periods import Period
from pipeline.operations.desk import open_desk
from pipeline.operations.spans import CURRENT, STALE, state_of_month
from pipeline.system.settings import Settings
from tests.builders.crash_city import HEAD, PERIOD, lay_city, run, use_plain_documents

ROSTER: Final = "2026-06/asn/roster.csv"
IURAN: Final = "2026-06/iuran/bayar.csv"
BUDI: Final = "199001012015041001,Budi"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A published month, and a folder of a later one to fill."""
    use_plain_documents(monkeypatch)
    settings = Settings(lay_city(tmp_path / "in"), tmp_path / "out")
    assert run(settings) == "r01"
    return settings


def _add(settings: Settings, path: str, text: str) -> None:
    place = settings.inputs / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _state(settings: Settings) -> str:
    return state_of_month(open_desk(settings), Period.parse(PERIOD), as_of_each=False).state


def test_a_whole_month_that_is_not_about_it_makes_no_revision(city: Settings) -> None:
    roster = (city.inputs / PERIOD / "asn" / "roster.csv").read_text(encoding="utf-8")
    _add(city, ROSTER, roster.replace("Budi", "Budiman"))
    rows = (
        f"{BUDI},3374021507800001,2026-06,16800,2026-06-05\n"
        f"{BUDI},,2026-06,16800,2026-06-05\n"
        f"{BUDI},3374021507800002,kapan,16800,2026-06-05\n"
        "199001012015041091,Budi,3374021507800003,2026-06,16800,2026-06-05\n"
    )
    _add(city, IURAN, HEAD + rows)
    assert _state(city) == CURRENT
    assert run(city) == "r01"


@pytest.mark.parametrize(
    "row",
    [
        f"{BUDI},3374021507800009,2026-03 s.d. 2026-06,67200,2026-06-05\n",
        "199001012015041091,Budi,3374021507800003,2026-03,16800,2026-06-05\n",
    ],
    ids=["a record that pays it", "a suggestion for it"],
)
def test_what_is_about_it_makes_one(city: Settings, row: str) -> None:
    _add(city, IURAN, HEAD + row)
    assert _state(city) == STALE
    assert run(city) == "r02"
