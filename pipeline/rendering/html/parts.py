"""The parts that say how many: headline figures with their change, and breakdowns with their charts."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core import formats
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.rendering.html import charts
from pipeline.rendering.html.tables import (
    HEAD,
    NUMBER,
    TALLY,
    Cell,
    Column,
    Table,
    heading,
    number_cells,
    percent_cell,
    table,
)
from pipeline.reporting.model import Edition
from schemas.codes import CHANGES

_FIGURES: Final = ("wajib", "sudah", "belum", "persen", "jumlah_pekerja")
_CHARTED_UNITS: Final = 15
TREND: Final = ("bulan", "wajib", "sudah", "persen", "jumlah_pekerja", "sudah_pertama", "persen_pertama")
_CHANGE_KEY: Final = ("kode_opd", "perubahan", "jumlah")


@dataclass(frozen=True)
class Figure:
    """One headline figure: its name, value, meaning and change since last month ("" where unknown)."""

    key: str
    label: str
    value: str
    meaning: str
    change: str


@dataclass(frozen=True)
class Breakdown:
    """A table and, where it helps, the chart above it; key and title are the table's own."""

    table: Table
    chart: charts.Chart | None = None

    @property
    def key(self) -> str:
        """The anchor of its section."""
        return self.table.key

    @property
    def title(self) -> str:
        """The heading of its section."""
        return self.table.caption


def core_sentence(counts: Counts, period: Period) -> str:
    """Return the page's one-sentence message, also where nobody, everybody or no one obliged takes part."""
    kind = "tanpa_wajib" if not counts.wajib else "nihil" if not counts.sudah else "lengkap"
    if counts.sudah and counts.belum:
        kind = "sebagian"
    shown = {name: formats.number(getattr(counts, name)) for name in ("wajib", "sudah", "belum")}
    return say(f"halaman.inti.{kind}", **shown, persen=formats.percent(counts.persen), periode=period.name)


def conservation(counts: Counts) -> tuple[str, ...]:
    """Return the sentence by which the counts add up, and what stands beside them (contract §5.5)."""
    names = ("total", "sudah", "belum", "dikecualikan", "klarifikasi")
    total = say("halaman.angka.jumlah_asn", **{name: formats.number(getattr(counts, name)) for name in names})
    unread = say("halaman.angka.tak_terbaca", jumlah=formats.number(counts.tak_terbaca))
    return (total, unread) if counts.tak_terbaca else (total,)


def restated_sentence(late: Restatement) -> str:
    """Return how many verdicts differ from what was published first, and what that was."""
    count = formats.number(late.berubah.height)
    return say("susulan.isi", jumlah=count, revisi=late.revisi, bulan=late.data_sampai.name)


def figures(counts: Counts, before: Counts | None, edition: Edition) -> tuple[Figure, ...]:
    """Return the headline figures with their meaning and, where last month is known, their change."""
    return tuple(_figure(name, counts, before, edition) for name in _FIGURES)


def _figure(name: str, counts: Counts, before: Counts | None, edition: Edition) -> Figure:
    value = formats.percent(counts.persen) if name == "persen" else formats.number(getattr(counts, name))
    meaning = say(f"halaman.angka.arti_{name}", minimal=edition.kebijakan.minimal_pekerja)
    change = _change(name, counts, before, edition.periode.plus(-1).name) if before else ""
    return Figure(name, say(f"halaman.angka.{name}"), value, meaning, change)


def _change(name: str, now: Counts, before: Counts, month: str) -> str:
    if name == "persen":
        return _points_change(points(now.persen, before.persen), month)
    difference = getattr(now, name) - getattr(before, name)
    if not difference:
        return say("halaman.angka.tetap", bulan=month)
    return say("halaman.angka.naik_turun", selisih=formats.signed(difference), bulan=month)


def _points_change(difference: Decimal | None, month: str) -> str:
    if difference is None:
        return ""
    if not difference:
        return say("halaman.angka.tetap", bulan=month)
    return say("halaman.angka.poin", selisih=points_text(difference), bulan=month)


def points(now: float | None, before: float | None) -> Decimal | None:
    """Return the difference of two percentages as they are printed, so that the reader's sum agrees."""
    if now is None or before is None:
        return None
    shown = [Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP) for value in (now, before)]
    return shown[0] - shown[1]


def points_text(difference: Decimal) -> str:
    """Decimal("-2.10") -> "-2,10" with a true minus sign, 0 -> "0,00"."""
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    return f"{sign}{abs(difference)}".replace(".", ",")


def by_unit(frame: pl.DataFrame, counts: Counts) -> Breakdown:
    """Return the breakdown by unit; the chart shows the units with most ASN in belum."""
    drawn = frame.filter(pl.col("wajib") > 0)
    top = drawn.sort("belum", descending=True, maintain_order=True).head(_CHARTED_UNITS)
    rows = [(unit or say("halaman.kosong"), s, b) for unit, s, b in top.select("unit_kerja", "sudah", "belum").rows()]
    chart = charts.share_chart("grafik-unit", _unit_title(top.height, drawn.height), rows)
    shown = _tally("unit", say("halaman.rincian_unit"), frame, "unit_kerja", counts)
    return Breakdown(shown, chart if len(rows) > 1 else None)


def _unit_title(shown: int, known: int) -> str:
    if shown == known:
        return say("halaman.grafik.unit")
    return say("halaman.grafik.unit_terbanyak", tampil=shown, semua=formats.number(known))


def by_kind(frame: pl.DataFrame, counts: Counts) -> Breakdown:
    """Return the breakdown by kind of ASN."""
    return Breakdown(_tally("jenis", say("halaman.rincian_jenis"), frame, "jenis_asn", counts))


def _tally(key: str, caption: str, frame: pl.DataFrame, head: str, counts: Counts) -> Table:
    body = table(key, caption, frame, (head, *TALLY), head)
    sums = {name: number_cells(getattr(counts, name))[0] for name in TALLY if name != "persen"}
    sums |= {head: Cell(say("halaman.jumlah_semua")), "persen": percent_cell(counts.persen)}
    return Table(key, caption, body.columns, body.rows, tuple(sums[name] for name in (head, *TALLY)))


def by_reason(frame: pl.DataFrame) -> Breakdown:
    """Return the breakdown by status and reason; the chart shows the reasons of belum."""
    open_ = frame.filter(pl.col("status") == "belum").select("alasan", "jumlah").rows()
    rows = [(say(f"alasan.{reason}"), count) for reason, count in open_]
    chart = charts.count_chart("grafik-alasan", say("halaman.grafik.alasan"), rows) if rows else None
    names = ("status", "alasan", "jumlah")
    return Breakdown(table("alasan", say("halaman.rincian_alasan"), frame, names, "alasan", cards=False), chart)


def by_district(frame: pl.DataFrame) -> Breakdown:
    """Return the breakdown by kecamatan, with its chart."""
    shown = table("kecamatan", say("halaman.kota.kecamatan"), frame, ("nama_opd", *TALLY), "nama_opd")
    rows = frame.filter(pl.col("wajib") > 0).select("nama_opd", "sudah", "belum").rows()
    chart = charts.share_chart("grafik-kecamatan", say("halaman.grafik.kecamatan"), rows)
    return Breakdown(shown, chart if len(rows) > 1 else None)


def by_month(frame: pl.DataFrame) -> Breakdown:
    """Return the months as known now beside what was published of each first, with the chart of what is known now."""
    rows = [(formats.month(month), joined, obliged - joined) for month, obliged, joined in _months(frame)]
    chart = charts.share_chart("grafik-tren", say("halaman.grafik.tren"), rows)
    shown = table("tren", say("halaman.kota.tren"), with_shares(frame), TREND, "bulan", cards=False)
    return Breakdown(shown, chart if len(rows) > 1 else None)


def _months(frame: pl.DataFrame) -> list[tuple[str, int, int]]:
    return frame.select("bulan", "wajib", "sudah").rows()


def with_shares(frame: pl.DataFrame) -> pl.DataFrame:
    """Add persen and persen_pertama to the months of CityReport.tren."""
    share = (
        pl.when(pl.col(f"wajib{end}") > 0)
        .then(100 * pl.col(f"sudah{end}") / pl.col(f"wajib{end}"))
        .alias(f"persen{end}")
        for end in ("", "_pertama")
    )
    return frame.with_columns(share)


def age_breakdown(frame: pl.DataFrame) -> Breakdown:
    """Return belum by months without iuran, with its chart."""
    rows = frame.select("kelompok", "jumlah")
    shown = table("umur", say("halaman.kota.umur"), rows, ("kelompok", "jumlah"), "kelompok", cards=False)
    pairs = [(row[0].text, count) for row, count in zip(shown.rows, rows["jumlah"], strict=True)]
    some = any(count for _, count in pairs)
    return Breakdown(shown, charts.count_chart("grafik-umur", say("halaman.grafik.umur"), pairs) if some else None)


def change_table(frame: pl.DataFrame, names: dict[str, str]) -> Table:
    """Return how many ASN changed: a row per OPD in the order of `names` (code -> name), a column per change."""
    counted = {(code, change): count for code, change, count in frame.select(*_CHANGE_KEY).rows()}
    changed = set(frame["kode_opd"])
    codes = [code for code in dict.fromkeys((*names, *frame["kode_opd"])) if code in changed]
    rows = [
        (Cell(names.get(code, code)), *number_cells(*(counted.get((code, c), 0) for c in CHANGES))) for code in codes
    ]
    heads = (
        Column("nama_opd", heading("nama_opd"), HEAD),
        *(Column(c, say(f"perubahan.{c}"), NUMBER) for c in CHANGES),
    )
    return Table("perubahan", say("halaman.sejak_lalu"), heads, tuple(rows))
