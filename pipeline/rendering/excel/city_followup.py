"""What secretaries have answered: the recap's sheet by OPD, and its part of the summary (§8.5)."""

import re

from pipeline.core.wording import say
from pipeline.rendering.columns import FOLLOW_UP, heading, in_words
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import CellValue, Styled
from pipeline.rendering.excel.sheet import Sheet, SheetColumn
from pipeline.rendering.excel.summaries import table_name
from pipeline.rendering.followup import city_sentence, silent_sentence
from pipeline.rendering.sentences import meaning
from pipeline.reporting.model import CityReport
from schemas.fields import label

SummaryRow = dict[str, CellValue | Styled]


def follow_up_sheet(report: CityReport, title: str) -> Sheet:
    """Return the sheet of all OPDs that have anybody to answer for; most unanswered first."""
    frame = report.follow_up_by_opd
    rows = [
        (number, *row)
        for number, row in enumerate(frame.select("nama_opd", *FOLLOW_UP).iter_rows(), start=1)
    ]
    return Sheet(
        say("lembar.nama.tindak_lanjut"),
        table_name("tindak_lanjut"),
        title,
        _one_by_one(city_sentence(report), say("lembar.jawaban_cara")),
        (
            SheetColumn(heading("no"), styles.PLACE, 5, 6),
            SheetColumn(heading("nama_opd"), styles.TEXT, 28, 46),
            *(SheetColumn(heading(name), styles.COUNT, 10, 14) for name in FOLLOW_UP),
        ),
        rows,
        pinned=2,
    )


def _one_by_one(*texts: str) -> tuple[str, ...]:
    """Return the sentences of `texts`, a line each: what stands beyond the table is not printed."""
    return tuple(line for text in texts for line in re.split(r"(?<=\.) ", text))


def follow_up_rows(report: CityReport) -> list[SummaryRow]:
    """Return the rows of the summary: the city's counts, the silent OPDs, and what came by month.

    None where nobody answered yet.
    """
    of = report.follow_up
    if of is None:
        return []
    counts: list[SummaryRow] = [
        {
            "rincian": label(name),
            "nilai": getattr(of, name),
            "keterangan": meaning(name, report.edition),
        }
        for name in FOLLOW_UP
    ]
    silent: SummaryRow = {
        "rincian": say("lembar.jawaban_diam"),
        "nilai": len(report.silent_opds),
        "keterangan": silent_sentence(report),
    }
    months: list[SummaryRow] = [
        {
            "rincian": say("lembar.jawaban_bulan", bulan=in_words("bulan", month)),
            "nilai": answered,
            "keterangan": say("lembar.jawaban_bulan_isi", opd=opds),
        }
        for month, answered, opds in report.answers_by_month.iter_rows()
    ]
    return [*counts, silent, *months]
