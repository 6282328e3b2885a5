"""The parts that say how many: headline figures with change, and breakdowns with charts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.core import formats
from pipeline.core.wording import say
from pipeline.rendering.columns import (
    CHARTED_UNITS,
    HEADLINE,
    TALLY,
    TREND,
    blank,
    heading,
    in_words,
    points,
    with_shares,
)
from pipeline.rendering.html import charts
from pipeline.rendering.html.tables import (
    HEAD,
    NUMBER,
    Cell,
    Column,
    Table,
    number_cells,
    percent_cell,
    table,
    with_heading,
)
from pipeline.rendering.sentences import figure_label, figure_value, units_at_zero
from pipeline.reporting.model import Edition
from schemas.codes import CHANGES, LATE_GROUPS

# So many names of units at zero stand open on a page.
_OPEN_NAMES: Final = 12
_CHANGE_KEY: Final = ("kode_opd", "perubahan", "jumlah")


@dataclass(frozen=True)
class Figure:
    """One headline figure: its name, value, meaning and change since last month ("" if unknown)."""

    key: str
    label: str
    value: str
    meaning: str
    change: str


@dataclass(frozen=True)
class Breakdown:
    """A table and, where it helps, the chart above it; key and title are the table's own.

    note: what is to be said before, about those of `names`; `closed`: they are too many to stand
    open.
    """

    table: Table
    chart: charts.Chart | None = None
    note: str = ""
    names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The anchor of its section."""
        return self.table.key

    @property
    def closed(self) -> bool:
        """Whether the names are so many that their reader opens them first."""
        return len(self.names) > _OPEN_NAMES

    @property
    def title(self) -> str:
        """The heading of its section."""
        return self.table.caption


def figures(counts: Counts, before: Counts | None, edition: Edition) -> tuple[Figure, ...]:
    """Return the headline figures, their meaning and, where last month is known, their change."""
    return tuple(_headline_figure(name, counts, before, edition) for name in HEADLINE)


def _headline_figure(name: str, counts: Counts, before: Counts | None, edition: Edition) -> Figure:
    least = formats.number_in_letters(edition.policy.minimal_pekerja)
    meaning = say(f"halaman.angka.arti_{name}", minimal=least)
    change = _change_sentence(name, counts, before, edition.period.plus(-1).name) if before else ""
    return Figure(name, figure_label(name), figure_value(counts, name), meaning, change)


def _change_sentence(name: str, now: Counts, before: Counts, month: str) -> str:
    if name == "persen":
        return _points_sentence(points(now.persen, before.persen), month)
    difference = getattr(now, name) - getattr(before, name)
    if not difference:
        return say("halaman.angka.tetap", bulan=month)
    return change_sentence(difference, month)


def change_sentence(difference: int, month: str) -> str:
    """Return by how many a figure rose or fell since `month`."""
    kind = "naik" if difference > 0 else "turun"
    return say(f"halaman.angka.{kind}", selisih=formats.number(abs(difference)), bulan=month)


def _points_sentence(difference: Decimal | None, month: str) -> str:
    if difference is None:
        return ""
    if not difference:
        return say("halaman.angka.tetap", bulan=month)
    kind = "naik" if difference > 0 else "turun"
    size = points_text(abs(difference)).removeprefix("+")
    return say(f"halaman.angka.poin_{kind}", selisih=size, bulan=month)


def points_text(difference: Decimal) -> str:
    """Decimal("-2.10") -> "-2,10" with a true minus sign, 0 -> "0,00"."""
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    return f"{sign}{abs(difference)}".replace(".", ",")


def by_unit(frame: pl.DataFrame, counts: Counts) -> Breakdown:
    """Return the breakdown by unit; a chart of those with most ASN in belum, by their share.

    None where it would repeat the table row for row.
    """
    drawn = frame.filter(pl.col("wajib") > 0)
    top = drawn.sort("belum", descending=True, maintain_order=True).head(CHARTED_UNITS)
    by_share = top.sort("persen", maintain_order=True).select("unit_kerja", "sudah", "belum")
    rows = [(unit or blank(), s, b) for unit, s, b in by_share.rows()]
    title = say(
        "halaman.grafik.unit_terbanyak", tampil=len(rows), semua=formats.number(drawn.height)
    )
    shown = _tally_table("unit", say("halaman.rincian_unit"), frame, "unit_kerja", counts)
    chart = charts.share_chart("grafik-unit", title, rows) if len(rows) < drawn.height else None
    zero = units_at_zero(frame)
    # Where nobody at all takes part the page has said so, and the table would be repeated.
    names = zero.items if counts.sudah else ()
    note = say("halaman.opd.unit_nol", **zero.counts) if names else ""
    return Breakdown(shown, chart, note, names)


def by_kind(frame: pl.DataFrame, counts: Counts) -> Breakdown:
    """Return the breakdown by kind of ASN."""
    return Breakdown(
        _tally_table("jenis", say("halaman.rincian_jenis"), frame, "jenis_asn", counts)
    )


def _tally_table(key: str, caption: str, frame: pl.DataFrame, head: str, counts: Counts) -> Table:
    body = table(key, caption, frame, (head, *TALLY), head)
    sums = {name: number_cells(getattr(counts, name))[0] for name in TALLY if name != "persen"}
    sums |= {head: Cell(say("halaman.jumlah_semua")), "persen": percent_cell(counts.persen)}
    return Table(
        key, caption, body.columns, body.rows, tuple(sums[name] for name in (head, *TALLY))
    )


def by_reason(frame: pl.DataFrame) -> Breakdown:
    """Return the breakdown by status and reason; the chart shows the reasons of belum."""
    open_ = frame.filter(pl.col("status") == "belum").select("alasan", "jumlah").rows()
    rows = [(in_words("alasan", reason), count) for reason, count in open_]
    chart = (
        charts.count_chart("grafik-alasan", say("halaman.grafik.alasan"), rows) if rows else None
    )
    names = ("status", "alasan", "jumlah")
    shown = table("alasan", say("halaman.rincian_alasan"), frame, names, "alasan", cards=False)
    return Breakdown(with_heading(shown, "alasan", say("surat.kolom.alasan")), chart)


def by_district(frame: pl.DataFrame) -> Breakdown:
    """Return the breakdown by kecamatan."""
    names = ("nama_opd", *TALLY)
    return Breakdown(table("kecamatan", say("halaman.kota.kecamatan"), frame, names, "nama_opd"))


def by_month(frame: pl.DataFrame) -> Breakdown:
    """Return the months as known now, with their chart, beside what was first published of each."""
    rows = [
        (formats.month(month), joined, obliged - joined)
        for month, obliged, joined in _monthly_counts(frame)
        if obliged
    ]
    chart = charts.share_chart("grafik-tren", say("halaman.grafik.tren"), rows)
    shown = table("tren", say("halaman.kota.tren"), with_shares(frame), TREND, "bulan", cards=False)
    return Breakdown(shown, chart if len(rows) > 1 else None)


def _monthly_counts(frame: pl.DataFrame) -> list[tuple[str, int, int]]:
    return frame.select("bulan", "wajib", "sudah").rows()


def by_group(frame: pl.DataFrame) -> Breakdown:
    """Return belum by the state of the record: a row per group (contract §6)."""
    names = ("kelompok_catatan", "jumlah")
    title = say("halaman.rincian_kelompok")
    return Breakdown(table("kelompok", title, frame, names, "kelompok_catatan", cards=False))


def groups_by_opd(opd: pl.DataFrame) -> Table:
    """Return belum of each OPD by the state of the record, in frame order."""
    some = opd.filter(pl.col("belum") > 0)
    names = ("nama_opd", "belum", *LATE_GROUPS)
    return table("kelompok-opd", say("halaman.kota.kelompok_opd"), some, names, "nama_opd")


def age_breakdown(frame: pl.DataFrame) -> Breakdown:
    """Return belum by months without iuran."""
    rows = frame.select("kelompok", "jumlah")
    shown = table(
        "umur", say("halaman.kota.umur"), rows, ("kelompok", "jumlah"), "kelompok", cards=False
    )
    return Breakdown(shown)


def change_table(frame: pl.DataFrame, names: dict[str, str]) -> Table:
    """Return how many ASN changed: a row per OPD, a column per change.

    The rows are in the order of `names` (code -> name).
    """
    counted = {(code, change): count for code, change, count in frame.select(*_CHANGE_KEY).rows()}
    changed = set(frame["kode_opd"])
    codes = [code for code in dict.fromkeys((*names, *frame["kode_opd"])) if code in changed]
    rows = [
        (Cell(names.get(code, code)), *number_cells(*(counted.get((code, c), 0) for c in CHANGES)))
        for code in codes
    ]
    heads = (
        Column("nama_opd", heading("nama_opd"), HEAD),
        *(Column(c, in_words("perubahan", c), NUMBER) for c in CHANGES),
    )
    return Table("perubahan", say("halaman.sejak_lalu"), heads, tuple(rows))
