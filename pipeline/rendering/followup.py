"""What was answered, in sentences: for the letter, the recap's workbook and its page (§8.5)."""

from collections.abc import Iterator
from typing import Final

from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.reporting.followup import FollowUp
from pipeline.reporting.model import CityReport, OpdReport

# More names than that in one sentence nobody reads.
_NAMED: Final = 8


def follow_up_paragraph(report: OpdReport) -> str:
    """Return how many were answered for, how, which promises are due and what is open.

    "" where nothing was answered yet.
    """
    return " ".join(_paragraph(report.follow_up)) if report.follow_up else ""


def _paragraph(of: FollowUp) -> Iterator[str]:
    answered = of.belum - of.tanpa_jawaban
    if of.belum:
        counts = {"belum": formats.number(of.belum), "dijawab": formats.number(answered)}
        yield say("surat.tindak_lanjut", **counts)
    if answered:
        yield say("surat.tindak_lanjut_isi", isi=", ".join(_chosen(of)))
    told = {
        "janji_lewat": of.janji_lewat,
        "bertentangan": of.bertentangan,
        "tanpa_jawaban": of.tanpa_jawaban if answered else 0,
        "terbukti": of.terbukti,
    }
    for name, count in told.items():
        if count:
            yield say(f"surat.tindak_lanjut_{name}", jumlah=formats.number(count))


def _chosen(of: FollowUp) -> Iterator[str]:
    for code, count in of.choices:
        answer = say(f"surat.jawaban.{code or 'tanpa_pilihan'}")
        yield say("surat.jawaban_butir", jumlah=formats.number(count), jawaban=answer)


def city_sentence(report: CityReport) -> str:
    """Return how many of the city were answered for; "" where nobody answered yet."""
    of = report.follow_up
    if of is None:
        return ""
    answered = of.belum - of.tanpa_jawaban
    counts = {"belum": formats.number(of.belum), "dijawab": formats.number(answered)}
    return say("halaman.kota.jawaban_isi", **counts, periode=report.edition.period.name)


def silent_sentence(report: CityReport) -> str:
    """Return which OPDs have answered for nobody: by name where they are few.

    Else how many: it stands above the table of all of them.
    """
    silent = report.silent_opds
    count = formats.number(len(silent))
    if not silent:
        return say("halaman.kota.jawaban_diam_nihil")
    if len(silent) > _NAMED:
        return say("halaman.kota.jawaban_diam_banyak", jumlah=count)
    return say("halaman.kota.jawaban_diam", jumlah=count, isi="; ".join(silent))
