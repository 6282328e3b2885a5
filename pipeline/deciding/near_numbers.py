"""Which NIPs lie within two typing errors of a written number, without comparing each with all.

A NIP is cut into three parts of six digits. Two errors (OSA: insert, delete, substitute, swap
neighbours) leave one part whole: the first where it was, the second moved by the error before it,
the third by both. Only a swap across the border of two parts spoils two at once; so the first two
parts are looked for with such a swap undone, too. Only numbers that share a part so are compared:
at a city's size a hundredth of all pairs, and none that fits is missed.
"""

from typing import Final

import polars as pl
from rapidfuzz.distance import OSA

MOST_EDITS: Final = 2
_PART: Final = 6
_STARTS: Final = (0, 6, 12)


def near_numbers(written: pl.Series, nips: pl.Series) -> pl.DataFrame:
    """Return nip_angka, nip_usulan and edit (0 to 2) of each pair within MOST_EDITS, unsorted.

    `written` are digits of any length, `nips` distinct valid NIPs (18 digits).
    """
    # One number may be written for several donors: each of its pieces is looked for once.
    pieces = _pieces_of_written(written).unique()
    shared = pieces.join(_parts_of_nips(nips), on=["bagian", "angka"])
    pairs = shared.select("nip_angka", "nip_usulan").unique()
    edits = [OSA.distance(*pair, score_cutoff=MOST_EDITS) for pair in pairs.iter_rows()]
    return pairs.with_columns(edit=pl.Series(edits, dtype=pl.Int64)).filter(
        pl.col("edit") <= MOST_EDITS
    )


def _parts_of_nips(nips: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"nip_usulan": nips})
    return pl.concat(
        frame.with_columns(
            bagian=pl.lit(part, dtype=pl.Int8), angka=pl.col("nip_usulan").str.slice(start, _PART)
        )
        for part, start in enumerate(_STARTS)
    )


def _pieces_of_written(written: pl.Series) -> pl.DataFrame:
    """Return nip_angka, bagian and angka: what each part of the NIP meant may have been."""
    numbers = pl.DataFrame({"nip_angka": written})
    return pl.concat(
        numbers.select("nip_angka", bagian=pl.lit(part, dtype=pl.Int8), angka=piece)
        for part, start in enumerate(_STARTS)
        for moved in range(-part, part + 1)
        for piece in (_whole(start + moved), _with_swap_undone(start + moved))
    )


def _whole(start: int) -> pl.Expr:
    return pl.col("nip_angka").str.slice(start, _PART)


def _with_swap_undone(start: int) -> pl.Expr:
    """Return the part whose last digit stands behind the first one of the next part."""
    number = pl.col("nip_angka")
    return number.str.slice(start, _PART - 1) + number.str.slice(start + _PART, 1)
