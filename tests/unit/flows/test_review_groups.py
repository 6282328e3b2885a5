"""Whatever `y` takes of a group has just been read: a page is never longer than the terminal."""

import io
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from flows.cli.review_groups import review_groups
from flows.cli.screen import Screen

NIP = "199001012015041001"
MISTYPED = "199001012015041002"


def suggestion(name: str, basis: str = "nip_mirip", count: int = 1) -> dict[str, Any]:
    return {
        "nip_tercatat": MISTYPED,
        "nama_tercatat": name,
        "nip_usulan": NIP,
        "nama_usulan": name,
        "kode_opd": "DINKES",
        "dasar": basis,
        "skor": 100.0,
        "catatan": count,
        "catatan_lain": 0,
    }


def pages(
    rows: list[dict[str, Any]], height: int, monkeypatch: pytest.MonkeyPatch, wrong: str = ""
) -> list[str]:
    """Return what stands on a terminal of 80 columns from each page's title up to its question."""
    screen, seen = Screen(), io.StringIO()
    screen.out = Console(file=seen, width=80, height=height, soft_wrap=True, highlight=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(wrong + "n\n" * len(rows)))
    review_groups(screen, pl.DataFrame(rows), print, print)
    return [
        part.rpartition("berhenti: ")[2].strip("\n")
        for part in seen.getvalue().split("Terima?")[:-1]
    ]


def lines_of(page: str) -> int:
    """Return how many lines of 80 columns the page takes, without the question."""
    return sum(max(1, -(-len(line) // 80)) for line in page.splitlines())


@pytest.mark.parametrize("name", ["Budi Santoso", "Raden Ayu Siti Nurhaliza Kusumaningrum " * 3])
@pytest.mark.parametrize("basis", ["nip_mirip", "nip_rusak"])
@pytest.mark.parametrize("height", [24, 12, 50])
def test_a_page_and_its_question_fit_the_terminal(
    name: str, basis: str, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = pages([suggestion(name, basis)] * 20, height, monkeypatch)
    assert all(lines_of(page) + 2 <= height for page in shown)
    assert sum(page.count("DINKES") for page in shown) == 20
    assert max(page.count("DINKES") for page in shown) <= 8
    assert f"1-{shown[0].count('DINKES')} dari 20" in shown[0]


def test_one_suggestion_is_shown_however_small_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = pages([suggestion("Budi Santoso")] * 3, 5, monkeypatch)
    assert [page.count("DINKES") for page in shown] == [1, 1, 1]


def test_after_a_wrong_answer_the_page_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, again, *_ = pages([suggestion("Budi Santoso")] * 20, 24, monkeypatch, wrong="x\n")
    page, _, told = again.rpartition("\n")
    assert page == first
    assert told.startswith("Jawab dengan")
    assert lines_of(again) + 2 <= 24


def test_what_differs_between_two_numbers_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    (page,) = pages([suggestion("Budi Santoso")], 24, monkeypatch)
    _, written, held, marks = page.splitlines()
    assert marks.strip() == "^"
    assert written[marks.index("^")] == "2"
    assert held[marks.index("^")] == "1"


def test_what_takes_along_a_record_of_somebody_else_is_asked_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, seen = Screen(), io.StringIO()
    screen.out = Console(file=seen, width=80, height=24, soft_wrap=True, highlight=False)
    alone = {"unit_kerja": "Bidang I", "nama_opd": "Dinas", "alasan": "belum_pernah"}
    rows = [
        suggestion(f"Orang {at}")
        | alone
        | {"catatan_lain": at % 2, "catatan_periode": 1, "contoh": "2026-03/iuran baris 2"}
        for at in range(4)
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n" * 3))
    taken: list[list[str]] = []
    tally = review_groups(
        screen,
        pl.DataFrame(rows),
        lambda repairs: taken.append([one.nama_tercatat for one in repairs]),
        print,
    )
    assert taken == [["Orang 0", "Orang 2"], ["Orang 1"], ["Orang 3"]]
    assert (tally.accepted, tally.unasked) == (4, 0)
    page, *singly = seen.getvalue().split("Terima?")
    assert "Orang 1" not in page
    assert ["Usulan 1 dari 2" in singly[0], "Usulan 2 dari 2" in singly[1]] == [True, True]
