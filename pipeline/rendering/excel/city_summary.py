"""The city's headline figures with what each means, the OPDs at zero, the ageing and the cost of closing the gap."""

from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.excel import styles
from pipeline.rendering.excel.columns import heading
from pipeline.rendering.excel.parts import age_rows, policy_words, share, summary_rows, table_name
from pipeline.rendering.excel.tables import Column, Sheet, Styled, Value
from pipeline.rendering.html.data import coverage
from pipeline.rendering.html.parts import core_sentence, points, restated_sentence
from pipeline.reporting.model import CityReport
from schemas.fields import label

_COLUMNS: Final = ("bagian", "rincian", "nilai", "bulan_lalu", "selisih", "keterangan")
_FIGURES: Final = (
    "wajib", "sudah", "belum", "persen", "jumlah_pekerja", "dikecualikan", "klarifikasi", "tak_terbaca",
)  # fmt: skip
_LOOKS: Final[dict[str, tuple[str, int, int]]] = {
    "bagian": (styles.QUIET, 22, 30),
    "rincian": (styles.TEXT, 30, 44),
    "nilai": (styles.COUNT, 16, 16),
    "bulan_lalu": (styles.COUNT, 12, 12),
    "selisih": (styles.CHANGE, 12, 12),
    "keterangan": (styles.TEXT, 50, 84),
}

SummaryRow = dict[str, Value | Styled]


def city_summary_sheet(report: CityReport, title: str) -> Sheet:
    """Return the city's sheet "Ringkasan": one table in parts."""
    parts = (
        ("angka", list(_figures(report))),
        ("nol", _at_zero(report.opd)),
        ("umur", _ages(report)),
        ("biaya", _cost(report)),
        ("cakupan", _covered(report)),
        ("susulan", _restated(report)),
    )
    rows = [row for key, of_part in parts for row in summary_rows(_COLUMNS, key, of_part)]
    columns = tuple(Column(heading(name), *_LOOKS[name]) for name in _COLUMNS)
    intro = (core_sentence(report.counts, report.edition.periode), say("lembar.ringkasan_cara"))
    return Sheet(say("lembar.nama.ringkasan"), table_name("ringkasan"), title, intro, columns, rows, parts=True)


def _figures(report: CityReport) -> Iterator[SummaryRow]:
    for name in _FIGURES:
        compared = _percentages if name == "persen" else _counts
        meaning = say(f"halaman.arti.{name}", **policy_words(report.edition))
        yield compared(name, report.counts, report.sebelumnya) | {"rincian": label(name), "keterangan": meaning}
    if report.sebelumnya is None:
        last = report.edition.periode.plus(-1).name
        yield {"rincian": last, "keterangan": say("lembar.tanpa_pembanding", bulan=last)}


def _counts(name: str, now: Counts, before: Counts | None) -> SummaryRow:
    value = getattr(now, name)
    if before is None:
        return {"nilai": value}
    last = getattr(before, name)
    return {"nilai": value, "bulan_lalu": last, "selisih": value - last}


def _percentages(_: str, now: Counts, before: Counts | None) -> SummaryRow:
    row: SummaryRow = {"nilai": Styled(share(now.persen), styles.PERCENT)}
    if before is None:
        return row
    change = points(now.persen, before.persen)
    value = say("lembar.kosong") if change is None else float(change)
    return row | {"bulan_lalu": Styled(share(before.persen), styles.PERCENT), "selisih": Styled(value, styles.POINTS)}


def _at_zero(opd: pl.DataFrame) -> list[SummaryRow]:
    zero = opd.filter((pl.col("wajib") > 0) & (pl.col("sudah") == 0)).select("nama_opd", "wajib").rows()
    if not zero:
        return [{"rincian": say("lembar.tidak_ada"), "keterangan": say("halaman.kota.nol_nihil")}]
    return [_zero(name, obliged) for name, obliged in zero]


def _zero(name: str, obliged: int) -> SummaryRow:
    return {"rincian": name, "nilai": 0, "keterangan": say("lembar.nol_butir", wajib=formats.number(obliged))}


def _ages(report: CityReport) -> list[SummaryRow]:
    period = report.edition.periode.name
    return age_rows(report.umur, period, "nilai")


def _covered(report: CityReport) -> list[SummaryRow]:
    return [{"rincian": say("lembar.bagian.cakupan"), "keterangan": told} for told in coverage(report.cakupan)]


def _restated(report: CityReport) -> list[SummaryRow]:
    """Return how many verdicts of each OPD differ from what was published first; nothing where none does."""
    late = report.susulan
    if late is None:
        return []
    whole: SummaryRow = {
        "rincian": say("sebutan.kota"),
        "nilai": late.berubah.height,
        "keterangan": restated_sentence(late),
    }
    names = dict(report.opd.select("kode_opd", "nama_opd").rows())
    return [whole, *(_restated_opd(names.get(row[0], row[0]), *row[1:]) for row in late.per_opd().rows())]


def _restated_opd(name: str, count: int, joined: int) -> SummaryRow:
    words = {"jumlah": formats.number(count), "sudah": formats.number(joined)}
    return {"rincian": name, "nilai": count, "keterangan": say("susulan.kota_opd", **words)}


def _cost(report: CityReport) -> list[SummaryRow]:
    words: dict[str, Any] = {
        "belum": formats.number(report.counts.belum),
        "tarif": formats.rupiah(report.tarif),
        "periode": report.edition.periode.name,
    }
    cost = Styled(report.biaya_per_bulan, styles.RUPIAH)
    how = say("halaman.kota.biaya_cara", **words)
    return [{"rincian": say("lembar.biaya"), "nilai": cost, "keterangan": how}]
