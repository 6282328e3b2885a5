"""A month that a backfill has assessed is taken up by the run publishing it, and by no other."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipeline.core.periods import Period
from pipeline.operations import handover
from pipeline.operations.desk import Desk, open_desk
from pipeline.operations.handover import clear_abandoned, handing_on, keep_nothing, take_up
from pipeline.operations.months import judge_month
from pipeline.system.settings import Settings
from pipeline.system.sources import Stock, take_stock
from tests.builders.crash_city import PERIOD, lay_city


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(lay_city(tmp_path / "in"), tmp_path / "out")


def asked(settings: Settings) -> tuple[Desk, Stock]:
    return open_desk(settings), take_stock(settings.inputs, Period.parse(PERIOD), None)


def kept(settings: Settings) -> list[Path]:
    return list((settings.outputs / ".susulan" / "bulan").glob("*"))


def test_it_is_taken_up_once_as_it_was_judged(settings: Settings) -> None:
    desk, stock = asked(settings)
    month = judge_month(desk, stock)
    with handing_on(settings) as keep:
        keep(desk, stock, month)
        taken = take_up(*asked(settings))
        assert taken is not None
        assert (taken.stops, taken.measures, taken.inputs) == (
            month.stops,
            month.measures,
            month.inputs,
        )
        assert all(taken.tables[name].equals(table) for name, table in month.tables.items())
        assert taken.tables["status"].schema == month.tables["status"].schema
        assert isinstance(taken.trend, pl.DataFrame)
        assert take_up(*asked(settings)) is None


def add_record(inputs: Path) -> None:
    path = inputs / PERIOD / "iuran" / "bayar.csv"
    path.write_text(path.read_text() + "\n")


def add_stray(inputs: Path) -> None:
    (inputs / PERIOD / "catatan.txt").write_text("lupa")


def change_policy(inputs: Path) -> None:
    path = inputs / "referensi" / "kebijakan.toml"
    path.write_text(path.read_text() + "\n# lain\n")


@pytest.mark.parametrize("change", [add_record, add_stray, change_policy])
def test_what_was_judged_of_other_inputs_is_not_taken_up(
    settings: Settings, change: Callable[[Path], None]
) -> None:
    desk, stock = asked(settings)
    with handing_on(settings) as keep:
        keep(desk, stock, judge_month(desk, stock))
        change(settings.inputs)
        assert take_up(*asked(settings)) is None


def test_what_another_process_or_half_a_keeping_left_is_not_taken_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, stock = asked(settings)
    month = judge_month(desk, stock)
    with handing_on(settings) as keep:
        with monkeypatch.context() as patched:
            patched.setattr(handover, "_THIS_PROCESS", "lain")
            keep(desk, stock, month)
        with monkeypatch.context() as patched:
            patched.setattr(handover, "move_folder", lambda source, target: None)
            keep(desk, stock, month)
        assert len(kept(settings)) == 2
        assert take_up(desk, stock) is None


def test_nothing_stays_behind_and_two_do_not_mix(settings: Settings) -> None:
    desk, stock = asked(settings)
    month = judge_month(desk, stock)
    with handing_on(settings) as keep:
        keep(desk, stock, month)
        with handing_on(settings) as other:
            assert other is keep_nothing
        clear_abandoned(settings)
        assert len(kept(settings)) == 1
    assert kept(settings) == []


def test_what_a_backfill_left_that_died_goes_with_the_next_run(settings: Settings) -> None:
    left = settings.outputs / ".susulan" / "bulan" / "x"
    left.mkdir(parents=True)
    clear_abandoned(settings)
    assert kept(settings) == []
