"""Where an unknown donor may be known after all: names that are near, rows that were rejected."""

import polars as pl

from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.deciding.near_names import near_names
from pipeline.knowledge.knowledge import Known
from pipeline.knowledge.received import PlainNames


def perhaps_known(unknown: pl.DataFrame, known: Known, decision: Decision) -> pl.Expr:
    """Return what a finding adds about each donor of `unknown`, "" where nothing is known.

    A row of the period's roster that was rejected and has the donor's NIP or plain name comes
    before the number of near names, which stand on the operator's own page.
    """
    if unknown.is_empty():
        return pl.lit("")
    return (
        pl.when(_stands_in_a_rejected_row(known, decision))
        .then(pl.lit(say("sebutan.roster_ditolak")))
        .otherwise(_near_count(unknown, decision))
    )


def _stands_in_a_rejected_row(known: Known, decision: Decision) -> pl.Expr:
    rejected = known.unread.filter(pl.col("bulan_terima") == str(decision.period))
    if not rejected.height:
        return pl.lit(value=False)
    numbers = rejected["nip"].drop_nulls().unique()
    names = PlainNames().of(rejected["nama"]).drop_nulls().unique()
    named = pl.col("nama_polos").is_in(names.implode()) & (pl.col("nama_polos") != "")
    return (pl.col("nip").is_in(numbers.implode()) | named).fill_null(value=False)


def _near_count(unknown: pl.DataFrame, decision: Decision) -> pl.Expr:
    near = near_names(unknown, decision.people).group_by("nama_polos").len("_n")
    counts = dict(near.iter_rows())
    number = pl.col("nama_polos").replace_strict(counts, default=None, return_dtype=pl.Int64)
    return say_expr("sebutan.nama_mendekati", jumlah=number).fill_null("")
