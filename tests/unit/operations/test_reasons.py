"""A reason once given to publish a month past the gate, and what it holds for on judging again."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.assessing.month import Month
from pipeline.operations import months
from pipeline.operations.months import reason_given
from pipeline.system.settings import Settings
from tests.builders.gate_months import MARCH, assessed, good_months

REASON = "cabang menyusul bulan depan"


def without(folder: Path, *branches: str) -> Month:
    """Assess March without the files of `branches`."""
    files = good_months()
    for branch in branches:
        del files[f"{MARCH}/iuran/{branch} {MARCH}.csv"]
    files[f"{MARCH}/iuran/lain {MARCH}.csv"] = str(
        files["2026-02/iuran/pemuda 2026-02.csv"]
    ).replace("2026-02", MARCH)
    return assessed(folder, files)


def accepted(patch: pytest.MonkeyPatch, month: Month) -> None:
    """Have `month` be what the current revision was published as, for REASON."""
    held = SimpleNamespace(gerbang=tuple(stop.to_json() for stop in month.stops), anomali=REASON)
    patch.setattr(months, "current_manifest", lambda outputs, period: held)


def test_a_reason_holds_for_the_delivery_that_it_was_given_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = without(tmp_path / "a", "majapahit")
    assert "kiriman_tidak_datang" in {stop.kode for stop in month.stops}
    accepted(monkeypatch, month)
    assert reason_given(Settings(tmp_path, tmp_path / "out"), month) == REASON


def test_a_second_delivery_that_lacks_is_another_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same kinds of stops, and one more of a kind that was accepted."""
    before, worse = (
        without(tmp_path / "a", "majapahit"),
        without(tmp_path / "b", "majapahit", "pemuda"),
    )
    accepted(monkeypatch, before)
    assert {stop.kode for stop in worse.stops} == {stop.kode for stop in before.stops}
    assert reason_given(Settings(tmp_path, tmp_path / "out"), worse) is None
