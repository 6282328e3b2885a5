"""Names that are near, for the operator alone (issue of names.

Contract §5.3 decides what is a suggestion).
"""

from pathlib import Path

import polars as pl
import pytest

from pipeline.core.names import plain_name
from pipeline.deciding.near_names import near_names
from tests.builders.small_city import lay_down, month


def near(written: str, held: str) -> bool:
    people = pl.DataFrame({"nip": ["1"], "n": [held]}).select(
        "nip", nama_polos=plain_name(pl.col("n"))
    )
    record = pl.DataFrame({"n": [written]}).select(nama_polos=plain_name(pl.col("n")))
    return near_names(record, people).height == 1


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("Moh. Rizal Fadli", "Muhammad Rizal Fadli"),
        ("MOCHAMAD RIZAL", "Mohammad Rizal, S.T."),
        ("Nuraisyah", "Nur Aisyah"),
        ("Budi Santoso Drs", "Budi Santoso"),
        ("Siti Aminah Dewi", "Siti Aminah"),
        ("Joko Soesilo", "Joko Susilo"),
    ],
)
def test_other_writings_of_one_name_are_near(written: str, held: str) -> None:
    assert near(written, held)


@pytest.mark.parametrize(
    ("written", "held"), [("Budi Santoso", "Siti Aminah"), ("Muhammad", "Muhammad Rizal Fadli")]
)
def test_other_names_are_not(written: str, held: str) -> None:
    assert not near(written, held)


def test_three_quarters_of_the_letters_are_near_and_of_like_ones_the_first_nip_stands_first() -> (
    None
):
    people = pl.DataFrame(
        {"nip": ["2", "1", "3"], "nama_polos": ["ABCDEFXY", "ABCDEFXY", "ABCDWXYZ"]}
    )
    found = near_names(pl.DataFrame({"nama_polos": ["ABCDEFGH"]}), people)
    assert found.select("nip_dekat", "skor").rows() == [("1", 75.0), ("2", 75.0)]


def test_the_three_nearest_of_each_name_are_shown_by_name_and_nearest_first() -> None:
    held = {
        "1": "ABCDEFGHIK",
        "2": "ABCDEFGHIJ",
        "3": "ABCDEFGHKL",
        "4": "ABCDEFGHKM",
        "5": None,
        "6": "KLMNOPQSTVXXXX",
    }
    people = pl.DataFrame({"nip": list(held), "nama_polos": list(held.values())})
    # "KLMNOPQSTVYYY" and the sixth are 74 alike, which is not near; "H." names nobody.
    written = ["KLMNOPQSTVYYY", "KLMNOPQSTVXXX", "ABCDEFGHIJ", None, "ABCDEFGHIJ", "H."]
    found = near_names(pl.DataFrame({"nama_polos": written}), people)
    assert found.select("nama_polos", "nip_dekat").rows() == [
        ("ABCDEFGHIJ", "2"),
        ("ABCDEFGHIJ", "1"),
        ("ABCDEFGHIJ", "3"),
        ("KLMNOPQSTVXXX", "6"),
    ]


def test_the_operator_sees_them_and_they_are_nobodys_suggestion(tmp_path: Path) -> None:
    files = {
        "2026-03/asn/a.csv": "NIP,Nama,OPD\n199001012015041001,Muhammad Rizal Fadli,DINKES\n",
        "2026-03/iuran/a.csv": "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal\n"
        "197705052003121004,Moh. Rizal Fadly,3374021507800001,2026-03,16800\n",
    }
    decided = month(lay_down(tmp_path, files), "2026-03")
    assert decided.near.select("baris", "nip_usulan").rows() == [(2, "199001012015041001")]
    assert not decided.tables["usulan"].height
    assert decided.tables["iuran"]["disposisi"][0] == "donatur_tidak_dikenal"
    said = decided.tables["temuan"].filter(kode="donatur_tidak_dikenal")["pesan"][0]
    assert "tidak ada yang mirip (1 nama mendekati" in said
    assert "Rizal" not in said
