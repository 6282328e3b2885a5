"""The columns of a fleet's table, alike on the page and on the operator's screen."""

from typing import Final

from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.rendering.columns import blank
from pipeline.reporting.fleet import MemberLine

_TEXTS_BEFORE: Final = ("instansi", "hasil")
NUMBERS: Final = ("asn", "sudah", "belum", "berkas", "detik")
NAMES: Final = (*_TEXTS_BEFORE, *NUMBERS, "keterangan")


def fleet_headings() -> list[str]:
    """Return the heading of each column, in the order of NAMES."""
    return [say(f"armada.kolom.{name}") for name in NAMES]


def fleet_result(line: MemberLine) -> str:
    """Return how an instansi's month ended, in a word or two with the revision."""
    return say(f"armada.hasil.{line.state}", revisi=line.revision).strip()


def fleet_figures(line: MemberLine) -> tuple[int | None, ...]:
    """Return what one instansi has in each column of NUMBERS; None where nothing is published."""
    counts = line.counts
    people = (counts.total, counts.sudah, counts.belum) if counts else (None, None, None)
    return (*people, line.files, round(line.seconds))


def figure_shown(figure: int | None) -> str:
    """Return a number as it is shown, or what stands for none."""
    return blank() if figure is None else number(figure)


def fleet_texts(line: MemberLine) -> list[str]:
    """Return what one instansi has in each column, in the order of NAMES."""
    figures = map(figure_shown, fleet_figures(line))
    return [line.name, fleet_result(line), *figures, line.reason]
