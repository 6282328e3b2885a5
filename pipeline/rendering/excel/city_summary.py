"""The city's headline figures with what each means.

Also the OPDs at zero, the ageing and the cost of closing the gap.
"""

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import EXPLAINED_COUNTS, blank, heading, points
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.body import CellValue, Styled
from pipeline.rendering.excel.city_followup import follow_up_rows
from pipeline.rendering.excel.sheet import Sheet, SheetColumn
from pipeline.rendering.excel.summaries import (
    age_rows,
    fraction,
    group_rows,
    summary_rows,
    table_name,
)
from pipeline.rendering.head_sentences import head_sentences
from pipeline.rendering.sentences import coverage, meaning, restated_sentence
from pipeline.reporting.model import CityReport
from schemas.fields import label

_COLUMNS: Final = ("bagian", "rincian", "nilai", "bulan_lalu", "selisih", "keterangan")
_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    "bagian": (styles.QUIET, 22, 30),
    "rincian": (styles.TEXT, 30, 44),
    "nilai": (styles.COUNT, 16, 16),
    "bulan_lalu": (styles.COUNT, 12, 12),
    "selisih": (styles.CHANGE, 12, 12),
    "keterangan": (styles.TEXT, 50, 84),
}
# What each sentence of the city's coverage is about, in their order.
_COVERAGE: Final = ("dasar", "sasaran", "kini")

SummaryRow = dict[str, CellValue | Styled]


def city_summary_sheet(report: CityReport, title: str) -> Sheet:
    """Return the city's sheet "Ringkasan": one table in parts."""
    parts = (
        ("angka", list(_figure_rows(report))),
        ("nol", _opds_at_zero(report.opd)),
        ("jawaban", follow_up_rows(report)),
        ("kelompok", group_rows(report.groups, "nilai")),
        ("umur", _age_rows(report)),
        ("biaya", _cost_rows(report)),
        ("cakupan", _coverage_rows(report)),
        ("susulan", _restated_rows(report)),
    )
    rows = [row for key, of_part in parts for row in summary_rows(_COLUMNS, key, of_part)]
    columns = tuple(SheetColumn(heading(name), *_LOOKS[name]) for name in _COLUMNS)
    intro = (*head_sentences(report), say("lembar.ringkasan_cara"))
    return Sheet(
        say("lembar.nama.ringkasan"),
        table_name("ringkasan"),
        title,
        intro,
        columns,
        rows,
        parts=True,
    )


def _figure_rows(report: CityReport) -> Iterator[SummaryRow]:
    for name in EXPLAINED_COUNTS:
        compared = _percentage_row if name == "persen" else _count_row
        yield compared(name, report.counts, report.before) | {
            "rincian": label(name),
            "keterangan": meaning(name, report.edition),
        }
    if report.before is None:
        last = report.edition.period.plus(-1).name
        yield {"rincian": last, "keterangan": say("lembar.tanpa_pembanding", bulan=last)}


def _count_row(name: str, now: Counts, before: Counts | None) -> SummaryRow:
    value = getattr(now, name)
    if before is None:
        return {"nilai": value}
    last = getattr(before, name)
    return {"nilai": value, "bulan_lalu": last, "selisih": value - last}


def _percentage_row(_: str, now: Counts, before: Counts | None) -> SummaryRow:
    row: SummaryRow = {"nilai": Styled(fraction(now.persen), styles.PERCENT)}
    if before is None:
        return row
    change = points(now.persen, before.persen)
    value = blank() if change is None else float(change)
    return row | {
        "bulan_lalu": Styled(fraction(before.persen), styles.PERCENT),
        "selisih": Styled(value, styles.POINTS),
    }


def _opds_at_zero(opd: pl.DataFrame) -> list[SummaryRow]:
    zero = (
        opd.filter((pl.col("wajib") > 0) & (pl.col("sudah") == 0))
        .select("nama_opd", "wajib")
        .rows()
    )
    if not zero:
        return [{"rincian": say("lembar.tidak_ada"), "keterangan": say("halaman.kota.nol_nihil")}]
    return [_row_of_opd_at_zero(name, obliged) for name, obliged in zero]


def _row_of_opd_at_zero(name: str, obliged: int) -> SummaryRow:
    return {
        "rincian": name,
        "nilai": 0,
        "keterangan": say("lembar.nol_butir", wajib=formats.number(obliged)),
    }


def _age_rows(report: CityReport) -> list[SummaryRow]:
    period = report.edition.period.name
    return age_rows(report.ages, period, "nilai")


def _coverage_rows(report: CityReport) -> list[SummaryRow]:
    if report.coverage is None:
        return []
    years = {"tahun": report.coverage.year, "tahun_ini": report.coverage.year + 1}
    heads = (say(f"lembar.cakupan.{key}", **years) for key in _COVERAGE)
    told = zip(heads, coverage(report.coverage), strict=True)
    return [{"rincian": head, "keterangan": sentence} for head, sentence in told]


def _restated_rows(report: CityReport) -> list[SummaryRow]:
    """Return how many verdicts of each OPD differ from what was published first.

    Nothing where none does.
    """
    late = report.restatement
    if late is None:
        return []
    whole: SummaryRow = {
        "rincian": say("sebutan.kota"),
        "nilai": late.changes.height,
        "keterangan": restated_sentence(late),
    }
    names = dict(report.opd.select("kode_opd", "nama_opd").rows())
    return [
        whole,
        *(_restated_row(names.get(row[0], row[0]), *row[1:]) for row in late.per_opd().rows()),
    ]


def _restated_row(name: str, count: int, joined: int) -> SummaryRow:
    words = {"jumlah": formats.number(count), "sudah": formats.number(joined)}
    return {"rincian": name, "nilai": count, "keterangan": say("susulan.kota_opd", **words)}


def _cost_rows(report: CityReport) -> list[SummaryRow]:
    words: dict[str, Any] = {
        "belum": formats.number(report.counts.belum),
        "tarif": formats.rupiah(report.tariff),
        "periode": report.edition.period.name,
    }
    cost = Styled(report.monthly_cost, styles.RUPIAH)
    how = say("halaman.kota.biaya_cara", **words)
    return [{"rincian": say("lembar.biaya"), "nilai": cost, "keterangan": how}]
