"""Answers whose revision is no longer there: pruned, made anew of the inputs, or lost (§8.1).

What an answer says must not hang on what happens to lie in outputs, as long as the key is there.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.builders.answered_city import (
    AGUS,
    DEWI,
    HANDED_IN,
    NEXT,
    at,
    followed_up,
    give_back,
    lay_next_month,
    manifest,
    table,
)
from tests.builders.delivered_city import PERIOD, add_late_payment, copy_of
from tests.builders.filling_in import names_sorted_alone, other_row
from tests.builders.without_prefect import answered

SAID: Final = {AGUS: ("mendaftarkan", "terbukti"), DEWI: ("akan", "menunggu")}
STRANGER: Final = "197001011995011001"


@pytest.fixture
def folder(city: Path, tmp_path: Path, no_prefect: None) -> Path:
    """Return the city with its second month, and a payment that came late for the first."""
    made = copy_of(city, tmp_path / "kota")
    add_late_payment(made / "inputs")
    lay_next_month(made)
    return made


def pruned(folder: Path) -> None:
    """Take the documents of the first revision away, though a secretary holds them."""
    assert at("run", PERIOD, folder) == 0
    assert manifest(folder, PERIOD).opd["DISDIK"].revisi == "r02"
    places = ("--inputs", folder / "inputs", "--outputs", folder / "outputs")
    assert answered("prune", "--keep", "1", "--sent-too", *places).returncode == 0
    assert not (folder / "outputs" / PERIOD / "r01" / "opd").exists()


def rebuilt(folder: Path) -> None:
    """Make the month anew of its inputs, of which there are more by now."""
    lost(folder)
    assert at("run", PERIOD, folder) == 0
    assert manifest(folder, PERIOD).opd["DISDIK"].revisi == "r01"


def lost(folder: Path) -> None:
    """Take away all that is published, but the key that was kept elsewhere too."""
    outputs = folder / "outputs"
    shutil.move(outputs / "kunci", folder / "kunci")
    shutil.rmtree(outputs)
    outputs.mkdir()
    shutil.move(folder / "kunci", outputs / "kunci")


def codes(folder: Path, name: str) -> set[str]:
    return set(table(folder, "temuan").filter(berkas=f"tindak_lanjut/{name}")["kode"])


@pytest.mark.parametrize(
    ("lose", "of_a_changed_list"),
    [
        (pruned, {"jawaban_diubah", "jawaban_nip_asing"}),
        (rebuilt, {"jawaban_asing"}),
        (lost, {"jawaban_asing"}),
    ],
)
def test_an_answer_outlives_the_revision_that_it_was_asked_in(
    folder: Path, lose: Callable[[Path], None], of_a_changed_list: set[str]
) -> None:
    """As it was signed it is taken; under another's name, or with one more listed, it is not.

    The signature is over who was listed: of a changed list it proves nothing by itself.
    """
    others = dict.fromkeys((AGUS, DEWI), ("Keberatan", None, None))
    stranger = other_row(STRANGER, ("Keberatan", None, None))
    give_back(folder, "DISDIK", HANDED_IN["DISDIK"], name="a.xlsx")
    give_back(folder, "DISDIK", others, names_sorted_alone, name="b.xlsx")
    give_back(folder, "DISDIK", {}, stranger, name="c.xlsx")
    lose(folder)
    assert at("run", NEXT, folder) == 0
    assert followed_up(folder) == SAID
    assert set(table(folder, "tindak_lanjut")["kode_opd"]) == {"DISDIK"}
    assert codes(folder, "a.xlsx") == set()
    assert codes(folder, "b.xlsx") == {"jawaban_nama_lain"}
    assert codes(folder, "c.xlsx") == of_a_changed_list
