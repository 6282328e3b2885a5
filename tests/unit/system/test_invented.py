"""Invented people never stand among real ones: neither what is published nor what is sent."""

from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.knowledge.references import read_references
from pipeline.operations.deliveries import forecast, plan
from pipeline.operations.desk import Desk
from pipeline.system.invented import claim, claim_outputs, keep_apart
from pipeline.system.settings import Settings
from tests.builders.paths import SHIPPED


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    inputs, outputs = tmp_path / "masuk", tmp_path / "keluar"
    inputs.mkdir()
    (inputs / "2026-10").mkdir()
    return inputs, outputs


def invent(inputs: Path) -> None:
    """Make `inputs` the demo's, as `demo` does before it writes its city there."""
    (inputs / "2026-10").rmdir()
    claim(inputs)
    (inputs / "2026-10").mkdir()


def publish(outputs: Path) -> None:
    (outputs / "2026-10").mkdir(parents=True)


def test_invented_people_are_not_published_among_real_ones(folders: tuple[Path, Path]) -> None:
    """As `run 2026-10 --inputs inputs/demo` did, whose outputs were the city's own."""
    inputs, outputs = folders
    publish(outputs)
    invent(inputs)
    for look in (keep_apart, claim_outputs):
        with pytest.raises(UsageError, match="orang rekaan") as caught:
            look(inputs, outputs)
        assert str(inputs) in str(caught.value)
        assert "--outputs outputs/demo" in str(caught.value)


def test_real_people_are_not_published_among_invented_ones(folders: tuple[Path, Path]) -> None:
    inputs, outputs = folders
    claim(outputs)
    publish(outputs)
    for look in (keep_apart, claim_outputs):
        with pytest.raises(UsageError, match="Sebutkan folder keluaran lain") as caught:
            look(inputs, outputs)
        assert str(outputs) in str(caught.value)


def test_empty_outputs_become_the_demos_with_the_first_invented_month(
    folders: tuple[Path, Path],
) -> None:
    inputs, outputs = folders
    claim_outputs(inputs, outputs)
    assert not outputs.exists()
    invent(inputs)
    keep_apart(inputs, outputs)
    assert not outputs.exists()
    claim_outputs(inputs, outputs)
    publish(outputs)
    claim_outputs(inputs, outputs)


def test_reports_of_real_people_are_not_sent_to_invented_addresses(
    folders: tuple[Path, Path],
) -> None:
    inputs, outputs = folders
    publish(outputs)
    invent(inputs)
    desk = Desk(Settings(inputs, outputs), read_references(SHIPPED))
    for decide in (plan, forecast):
        with pytest.raises(UsageError, match="orang rekaan"):
            decide(desk, "2026-10", (), ())


def test_a_mark_without_anything_behind_it_hinders_no_real_month(
    folders: tuple[Path, Path],
) -> None:
    """As a month of the demo that the gate refused would have kept the city's outputs for good."""
    inputs, outputs = folders
    claim(outputs)
    claim_outputs(inputs, outputs)
    publish(outputs)
    keep_apart(inputs, outputs)


def test_what_others_see_of_it_names_no_folder(folders: tuple[Path, Path]) -> None:
    inputs, outputs = folders
    publish(outputs)
    invent(inputs)
    with pytest.raises(UsageError) as caught:
        keep_apart(inputs, outputs)
    assert str(inputs.parent) not in caught.value.brief


def test_real_people_among_real_ones_are_nobodys_concern(folders: tuple[Path, Path]) -> None:
    inputs, outputs = folders
    publish(outputs)
    keep_apart(inputs, outputs)
    claim_outputs(inputs, outputs)
    assert [path.name for path in outputs.iterdir()] == ["2026-10"]
