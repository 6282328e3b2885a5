"""Who is near an unknown donor by name, for the operator: never a suggestion (contract §5.3)."""

from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from pipeline.core.names import near_name

LEAST_NEAR: Final = 75.0
MOST_SHOWN: Final = 3


def near_names(records: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """Return who of `roster` (nip, nama_polos) is near each plain name (nama_polos) of `records`.

    Gives nama_polos, nip_dekat and skor (75 to 100), the nearest three of each name, nearest first.
    """
    written = (
        records.select("nama_polos", _dekat=near_name(pl.col("nama_polos")))
        .unique()
        .sort("nama_polos")
    )
    # rapidfuzz passes over a name that is None, here and there.
    people = roster.select("nip", _dekat=near_name(pl.col("nama_polos"))).sort("nip")
    nips, names = people["nip"].to_list(), people["_dekat"].to_list()
    rows = [
        (name, nips[at], score)
        for name, near in written.iter_rows()
        for _, score, at in process.extract(
            near, names, scorer=fuzz.ratio, score_cutoff=LEAST_NEAR, limit=MOST_SHOWN
        )
    ]
    return pl.DataFrame(
        rows,
        schema={"nama_polos": pl.String, "nip_dekat": pl.String, "skor": pl.Float64},
        orient="row",
    )
