"""`explain` by name and beside what is published; a month of late records alone (contract §7)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders.crash_city import use_plain_documents
from tests.builders.delivered_city import PEOPLE, PERIOD, add_late_payment, lay_city
from tests.builders.without_prefect import answered, without_prefect

AGUS = PEOPLE[2][0]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A month published before a late payment of Agus came in."""
    folder = tmp_path_factory.mktemp("jelaskan")
    lay_city(folder / "inputs")
    with pytest.MonkeyPatch.context() as patched, without_prefect():
        use_plain_documents(patched)
        assert _told(folder, "run", PERIOD).returncode == 0
        add_late_payment(folder / "inputs")
        yield folder


def _told(folder: Path, *words: str) -> Any:
    places = ("--inputs", str(folder / "inputs"), "--outputs", str(folder / "outputs"))
    return answered(*words, *places)


def test_what_is_published_is_said_and_why_it_differs_from_now(city: Path) -> None:
    said = _told(city, "explain", AGUS, "--period", PERIOD).stdout
    assert "Yang terbit\nRevisi r01, dibuat" in said
    assert "WIB, data sampai Maret 2026. Belum berpartisipasi: Belum ada catatan iuran" in said
    assert "Putusan dengan masukan sekarang berbeda" in said
    assert "- yang terbit hanya memakai data sampai Maret 2026" in said
    assert "2026-04/iuran/susulan.csv" in said


def test_a_month_without_a_roster_says_which_published_month_its_records_are_for(
    city: Path,
) -> None:
    done = _told(city, "check", "2026-04")
    said = " ".join(done.stderr.split())
    assert done.returncode == 3
    assert "Folder 2026-04/asn tidak berisi roster" in said
    assert "catatan untuk bulan yang sudah terbit: Maret 2026 1 catatan." in said
    assert f"{PERIOD} {PERIOD} --dry-run" in said


def test_where_both_are_the_same_nothing_is_said_of_a_difference(city: Path) -> None:
    said = _told(city, "explain", PEOPLE[0][0], "--period", PERIOD).stdout
    assert "Revisi r01" in said
    assert "berbeda" not in said


def test_a_person_is_found_by_name(city: Path) -> None:
    said = _told(city, "explain", "agus", "WIBOWO", "--period", PERIOD, "--json")
    assert json.loads(said.stdout)["nip"] == AGUS


def test_several_of_a_name_are_a_list_without_verdicts(city: Path) -> None:
    said = _told(city, "explain", "i", "--period", PERIOD)
    assert said.returncode == 0
    assert "orang bernama seperti itu" in said.stdout
    assert "19850202 201001 2 002  Siti Rahayu, Dinas Kesehatan" in said.stdout
    assert "berpartisipasi" not in said.stdout
    told = json.loads(_told(city, "explain", "i", "--period", PERIOD, "--json").stdout)
    assert set(told) == {"orang"}
    assert all(set(one) == {"nip", "nama", "nama_opd"} for one in told["orang"])


def test_a_name_that_nobody_bears_is_said(city: Path) -> None:
    said = _told(city, "explain", "zulkarnaen", "--period", PERIOD)
    assert said.returncode == 2
    assert "Tidak ada nama seperti itu di roster Maret 2026" in said.stderr
