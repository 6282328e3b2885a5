"""Where slips are kept: a correction comes after what it corrects, the same is kept once."""

from pathlib import Path
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.shown_names import shown_name
from pipeline.operations.slip_names import slip_place
from pipeline.reading.returned.slips import new_slip, slip_bytes

KEY: Final = b"kunci contoh yang cukup panjang"
MONTH: Final = Period.parse("2026-11")
ONE, OTHER = "198501012015012016", "198601012015011017"


def keep(inputs: Path, answer: str, *, nip: str = ONE, revision: str = "r01") -> str:
    """Keep a slip with one answer as the command does; return its name."""
    slip = new_slip("2026-10", revision, [("DISDIK", nip, answer, "", "")], KEY)
    path = slip_place(inputs, MONTH, slip, KEY)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(slip_bytes(slip))
    return path.name


def test_each_correction_comes_after_all_before_in_the_order_of_paths(tmp_path: Path) -> None:
    said = [f"jawaban {number}" for number in range(12)]
    names = [keep(tmp_path, answer) for answer in said]
    assert names == sorted(set(names))
    assert [shown_name(name) for name in names] == names


def test_the_same_answers_are_kept_once_also_after_another_revision(tmp_path: Path) -> None:
    first = keep(tmp_path, "Keberatan")
    assert keep(tmp_path, "Keberatan") == first
    assert keep(tmp_path, "Keberatan", revision="r02") == first
    keep(tmp_path, "Keberatan", nip=OTHER)
    assert keep(tmp_path, "Keberatan") == first


def test_what_was_corrected_and_is_said_again_counts_again(tmp_path: Path) -> None:
    names = [keep(tmp_path, answer) for answer in ("Keberatan", "Data salah", "Keberatan")]
    assert len(set(names)) == 3
    assert names == sorted(names)


def test_a_slip_that_was_named_by_its_content_comes_before(tmp_path: Path) -> None:
    old = tmp_path / "2026-11" / "tindak_lanjut" / "jawaban-2026-10-ffffffff.csv"
    old.parent.mkdir(parents=True)
    old.write_bytes(slip_bytes(new_slip("2026-10", "r01", [("DISDIK", ONE, "A", "", "")], KEY)))
    assert keep(tmp_path, "A") == old.name
    assert keep(tmp_path, "B") > old.name


def test_a_slip_of_somebody_elses_is_not_taken_for_ours(tmp_path: Path) -> None:
    path = tmp_path / "2026-11" / "tindak_lanjut" / keep(tmp_path, "A")
    path.write_bytes(path.read_bytes().replace(b"r01", b"r09", 1))
    assert keep(tmp_path, "A") != path.name
