"""Parts of the operator's pages on what came in: deliveries, a year's, counts, what to check."""

from dataclasses import dataclass

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.rendering.html.tables import Column, Table, columns_of, rows_of, table
from pipeline.reporting.model import ArrivalReport

_DELIVERIES = (
    "kiriman",
    "sebutan",
    "jenis_berkas",
    "keadaan_kiriman",
    "berkas_kini",
    "berkas_lalu",
    "dibaca_kini",
    "dibaca_lalu",
    "diterima_kini",
    "diterima_lalu",
    "kontak",
)


@dataclass(frozen=True)
class ArrivalPart:
    """The section as it is drawn: what to check, and the tables."""

    cautions: tuple[str, ...]
    deliveries: Table
    counts: Table
    year: Table
    hurt: Table
    words: Table


def arrival_part(report: ArrivalReport) -> ArrivalPart:
    """Return the section that says what came in."""
    return ArrivalPart(
        cautions=tuple(report.cautions["peringatan"]),
        deliveries=table("kiriman", say("masuk.judul"), report.deliveries, _DELIVERIES, "kiriman"),
        counts=table(
            "perbandingan",
            say("masuk.judul_jumlah"),
            report.counts,
            report.counts.columns,
            "rincian",
        ),
        year=_year_table(report),
        hurt=table("korban", say("masuk.judul_korban"), report.hurt, report.hurt.columns, "syarat"),
        words=table("kata", say("masuk.kata"), report.words, report.words.columns, "kata"),
    )


def _year_table(report: ArrivalReport) -> Table:
    named = columns_of(report.year, ("kiriman", "jenis_berkas"), "kiriman")
    months = [name for name in report.year.columns if name[0].isdigit()]
    columns = (*named, *(Column(name, Period.parse(name).name, "") for name in months))
    rows = rows_of(report.year, ("kiriman", "jenis_berkas", *months))
    return Table("setahun", say("masuk.judul_setahun"), columns, rows)
