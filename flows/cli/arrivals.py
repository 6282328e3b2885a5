"""What operators see last of check and run: what came in, beside last month's (contract §5.7)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flows.cli.screen import Screen
from pipeline.core.formats import number
from pipeline.core.wording import say

_FIGURES: Final = ("berkas", "dibaca", "diterima")
_COUNT: Final = ("rincian", "jumlah_kini", "jumlah_lalu")

Rows = Sequence[Mapping[str, Any]]


def show_arrivals(screen: Screen, deliveries: Rows, counts: Rows) -> None:
    """Print what each delivery brought, and how many ASN stand where, now and last month."""
    heads = say("masuk.kolom").split("|")
    screen.table(
        say("masuk.judul"),
        heads,
        [_delivery_cells(row) for row in deliveries],
        right={3, 4, 5},
        fold=1,
    )
    rows = [[_cell_text(row[name]) for name in _COUNT] for row in counts]
    screen.table(
        say("masuk.judul_jumlah"), say("masuk.kolom_jumlah").split("|"), rows, right={1, 2}, fold=0
    )


def show_cautions(screen: Screen, cautions: Iterable[str]) -> None:
    """Print what stops nothing and should be looked at."""
    for text in cautions:
        screen.say(say("masuk.peringatan", pesan=text), style="yellow")


def show_words(screen: Screen, sentences: Sequence[str]) -> None:
    """Print the words that need a place in policy or references."""
    if sentences:
        screen.say(say("masuk.kata"), style="bold")
    for text in sentences:
        screen.say(f"  {text}")


def _delivery_cells(row: Mapping[str, Any]) -> list[str]:
    figures = [
        f"{number(row[f'{name}_kini'])} ({number(row[f'{name}_lalu'])})" for name in _FIGURES
    ]
    return [row["jenis_berkas"], row["kiriman"], row["keadaan_kiriman"], *figures]


def _cell_text(value: object) -> str:
    if value is None:
        return say("halaman.kosong")
    return number(value) if isinstance(value, int) else str(value)
