"""Which NIPs lie within two typing errors of a written number, without comparing each with all.

A NIP is cut into three parts of six digits. Two errors (OSA: insert, delete, substitute, swap
neighbours) leave one part whole, moved by at most two places, unless a swap lies across the border
of two parts; so the swaps across a border are tried undone, too. Only numbers that share a part so
are compared: at a city's size a hundredth of all pairs, and none that fits is missed.
"""

from typing import Final

import polars as pl
from rapidfuzz.distance import OSA

MOST_EDITS: Final = 2
_PART: Final = 6
_STARTS: Final = (0, 6, 12)
_BORDERS: Final = (6, 12)


def near_numbers(written: pl.Series, nips: pl.Series) -> pl.DataFrame:
    """Return nip_angka, nip_usulan and edit (0 to 2) of each pair within MOST_EDITS, unsorted.

    `written` are distinct digits of any length, `nips` distinct valid NIPs (18 digits).
    """
    pairs = (
        _pieces_of_written(written)
        .join(_parts_of_nips(nips), on=["bagian", "angka"], how="inner")
        .select("nip_angka", "nip_usulan")
        .unique()
    )
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
    swaps = [border + moved for border in _BORDERS for moved in (-1, 0, 1)]
    variants = pl.concat(
        numbers.select("nip_angka", _varian=varian)
        for varian in (pl.col("nip_angka"), *map(_swapped, swaps))
    ).unique()
    pieces = pl.concat(
        variants.select(
            "nip_angka",
            bagian=pl.lit(part, dtype=pl.Int8),
            angka=pl.col("_varian").str.slice(start + moved, _PART),
        )
        for part, start in enumerate(_STARTS)
        for moved in range(-MOST_EDITS, MOST_EDITS + 1)
        if start + moved >= 0
    )
    return pieces.unique()


def _swapped(border: int) -> pl.Expr:
    """Return the digits with those on both sides of `border` swapped."""
    number = pl.col("nip_angka")
    return pl.concat_str(
        number.str.slice(0, border - 1),
        number.str.slice(border, 1),
        number.str.slice(border - 1, 1),
        number.str.slice(border + 1),
    )
