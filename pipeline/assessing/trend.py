"""The months before: each decided again with the same knowledge, beside its first publication."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.decision import Decision
from pipeline.deciding.tally import Participation, Tally, tally, tally_of
from pipeline.knowledge.knowledge import Known

MONTHS: Final = 12
# What later knowledge decides of earlier months; what was published of them first is history, and
# no news.
RESTATED: Final = ("bulan", "wajib", "sudah", "jumlah_pekerja")


def trend(
    known: Known, keyed: pl.DataFrame, now: Decision, before: Participation | None
) -> pl.DataFrame:
    """Return the last twelve months that have a roster, oldest first: RESTATED, as decided now.

    `before` is P-1, where it has been decided already; `keyed` are known's `keyed_records`.
    """
    months = [now.period.plus(-ago) for ago in reversed(range(MONTHS))]
    held = [month for month in months if str(month) in known.rosters]
    decided = {one.period: tally_of(one.people, one.period) for one in (now, before) if one}
    return pl.DataFrame(
        [_row(decided.get(month) or tally(known, month, keyed)) for month in held],
        schema={"bulan": pl.String, **dict.fromkeys(RESTATED[1:], pl.Int64)},
        orient="row",
    )


def _row(month: Tally) -> tuple[str, int, int, int]:
    return str(month.period), month.wajib, month.sudah, month.jumlah_pekerja


def beside_first_figures(
    months: pl.DataFrame, period: Period, first: Mapping[str, tuple[int, int]]
) -> pl.DataFrame:
    """Add the first published figures, wajib_pertama and sudah_pertama, to a trend; null if none.

    Those of `period`, when it is not published yet, are its own: they are about to be the first.
    `first` is FirstPublished.figures.
    """
    own = months.filter(pl.col("bulan") == str(period)).select("bulan", "wajib", "sudah").rows()
    figures = _figures({**{month: (obliged, joined) for month, obliged, joined in own}, **first})
    return months.select(RESTATED).join(figures, on="bulan", how="left", maintain_order="left")


def _figures(first: Mapping[str, tuple[int, int]]) -> pl.DataFrame:
    schema = {"bulan": pl.String, "wajib_pertama": pl.Int64, "sudah_pertama": pl.Int64}
    return pl.DataFrame(
        [(month, *figures) for month, figures in first.items()], schema=schema, orient="row"
    )
