"""What is told of a long piece of work: done, all, and about how long the rest takes."""

import pytest

from pipeline.operations import pace
from pipeline.operations.pace import Pace, rough_time


def test_done_and_all_are_told_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 0.0, 10.0, 20.0, 100.0])
    monkeypatch.setattr(pace, "stopwatch", lambda: next(moments))
    said: list[str] = []
    shares: list[float] = []
    counted = Pace("langkah.susun", 40, said.append, shares.append, weight=1_000)
    counted.advance(1, 500)
    counted.advance(9, 250)
    counted.advance(30, 250)
    assert said == [
        "Menyusun laporan OPD (0 dari 40)",
        "Menyusun laporan OPD (1 dari 40), kira-kira 10 detik lagi",
        "Menyusun laporan OPD (10 dari 40), kira-kira 10 detik lagi",
        "Menyusun laporan OPD (40 dari 40)",
    ]
    assert shares == [0.5, 0.75, 1]


def test_many_small_pieces_are_told_every_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 0.0, *(float(second) for second in range(1, 13))])
    monkeypatch.setattr(pace, "stopwatch", lambda: next(moments))
    said: list[str] = []
    counted = Pace("langkah.dibaca", 12, said.append, pace.unwatched)
    for _ in range(12):
        counted.advance()
    assert [line.split("(")[1].split(" ")[0] for line in said] == [
        "0",
        "2",
        "4",
        "6",
        "8",
        "10",
        "12",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "10 detik"),
        (34, "30 detik"),
        (56, "1 menit"),
        (90, "2 menit"),
        (3599, "60 menit"),
        (3 * 3600 + 300, "3 jam 5 menit"),
    ],
)
def test_a_time_is_told_as_a_person_would(seconds: float, said: str) -> None:
    assert rough_time(seconds) == said
