"""The sentences by which workbook and page of the quality report begin: the same in both."""

from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.sentences import anomaly_sentence
from pipeline.reporting.model import QualityReport

_ROWS: Final = ("dibaca", "diterima", "ditolak", "ganda", "lainnya")


def quality_sentence(report: QualityReport) -> str:
    """Return the report's one-sentence message.

    It says what became of the rows received, and how many findings there are.
    """
    rows = {name: formats.number(getattr(report.counts, name)) for name in _ROWS}
    key = "mutu.inti" if report.finding_count else "mutu.inti_nihil"
    return say(
        key, periode=report.edition.period.name, jumlah=formats.number(report.finding_count), **rows
    )


def findings_by_owner(report: QualityReport) -> str:
    """Return how many findings each owner has."""
    counts = ((owner, formats.number(frame.height)) for owner, frame in report.findings)
    items = (say("mutu.pemilik_butir", pemilik=owner, jumlah=count) for owner, count in counts)
    return say("mutu.pemilik", isi=", ".join(items))


def gate_sentence(report: QualityReport) -> str:
    """Return why the month was published past the gate, or that nothing stood against it."""
    return anomaly_sentence(report.edition) or say("mutu.cara.gerbang_lolos")


def owner_sentence(owner: str, count: int) -> str:
    """Return how many findings `owner` has to look at."""
    key = "mutu.cara.temuan" if count else "mutu.cara.temuan_nihil"
    return say(key, pemilik=owner, jumlah=formats.number(count))


def quality_title(report: QualityReport) -> str:
    """Return what workbook and page of the quality report are called."""
    return say("mutu.judul", periode=report.edition.period.name)
