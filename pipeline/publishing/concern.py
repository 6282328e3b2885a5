"""What of an assessed month is about that month: by this a revision is told from the one before.

A later month's folder brings records, findings and suggestions that say nothing of this month. They
stand in its tables, for whoever looks there, and make no revision (contract §6).
"""

import polars as pl

from pipeline.assessing.month import Month
from pipeline.assessing.trend import RESTATED
from pipeline.core.periods import Period

_PLACE = ("bulan_terima", "berkas", "lembar", "baris")
_PLACE_IN_MONTH = _PLACE[1:]


def results(month: Month) -> tuple[pl.DataFrame, ...]:
    """Return the frames by which two assessments of a month are the same, each in its own order.

    They are the verdicts, the OPD figures, the records whose months include the period or that came
    in its folder, and the findings and suggestions about those; and what was answered of the
    month's people, whenever it came: an answer is news of its month (contract §8).
    """
    tables, period = month.tables, month.period
    records = records_about(tables["iuran"], period)
    own = pl.col("bulan_terima") == str(period)
    candidates = month.candidates
    about_records = _at(candidates, records, _PLACE)
    return (
        tables["status"],
        tables["opd"],
        records,
        _either(tables["temuan"], own, _at(tables["temuan"], records, _PLACE)),
        tables["usulan"].filter(_at(tables["usulan"], records, _PLACE_IN_MONTH)),
        month.quality.filter(own),
        month.accounting.filter(pl.col("bulan") == str(period)),
        candidates.filter(about_records),
        tables["tindak_lanjut"],
        month.doubts,
        month.trend.select(RESTATED),
    )


def records_about(iuran: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return the records whose months include `period`, or that came in its folder."""
    text = str(period)
    includes = (pl.col("bulan_awal") <= text) & (pl.col("bulan_akhir") >= text)
    return iuran.filter(includes.fill_null(value=False) | (pl.col("bulan_terima") == text))


def _at(frame: pl.DataFrame, records: pl.DataFrame, place: tuple[str, ...]) -> pl.Series:
    """Return row by row whether `frame` speaks of one of `records`."""
    known = records.select(pl.struct(place)).to_series().implode()
    return frame.select(pl.struct(place).is_in(known, nulls_equal=True)).to_series()


def _either(frame: pl.DataFrame, own: pl.Expr, about: pl.Series) -> pl.DataFrame:
    return frame.filter(own.fill_null(value=True) | about)
