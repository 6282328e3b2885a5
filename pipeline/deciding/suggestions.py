"""Who an unknown donor may be: a suggestion, which never counts by itself (contract §5.3)."""

from typing import Final

import polars as pl
from rapidfuzz import fuzz

from pipeline.deciding.attribution import People
from pipeline.deciding.near_numbers import near_numbers

LEAST_SIMILAR: Final = 90.0
_DONOR: Final = ("nip_keadaan", "nip_angka", "nip_awal", "nama_polos")
_ANSWER: Final = ("nip_usulan", "skor", "dasar", "calon")


def suggest(attributed: pl.DataFrame, persons: People) -> pl.DataFrame:
    """Add `nip_usulan`, `skor`, `dasar` (nip_mirip, nip_rusak, nama_sama, ni_berganti) and `calon`.

    `attributed` are attributed records. `calon` are the NIPs that fit best; when they are several,
    equally well, nobody is suggested (nip_usulan is null). A donor whose valid NIP stands on an
    earlier roster is nobody's typing error: all that it can be is a number that changed (contract
    §5.3).
    """
    unknown = attributed.filter(
        pl.col("nip_asn").is_null() & ~pl.col("pernah") & pl.col("nama_polos").is_not_null()
    )
    donors, roster = unknown.select(_DONOR).unique().sort(_DONOR), persons.roster
    fits = pl.concat(
        [_same_name(donors, roster), _same_start(donors, roster), _near(donors, roster)]
    )
    joined = attributed.join(
        _best(fits), on=_DONOR, how="left", nulls_equal=True, maintain_order="left"
    )
    changed = joined.join(_renumbered(persons), on="nip", how="left", maintain_order="left")
    open_ = pl.col("nip_asn").is_null()
    return changed.with_columns(
        pl.when(open_ & pl.col("pernah"))
        .then(pl.col(f"{c}_ganti"))
        .when(open_)
        .then(pl.col(c))
        .alias(c)
        for c in _ANSWER
    ).drop(f"{c}_ganti" for c in _ANSWER)


def _renumbered(persons: People) -> pl.DataFrame:
    """Return for the NIPs of earlier rosters the one new person of roster P who fits.

    The birth date and plain name are the same.
    """
    birth = pl.col("nip").str.slice(0, 8)
    new = persons.roster.join(persons.earlier, on="nip", how="anti").select(
        "nama_polos", nip_usulan_ganti="nip", _lahir=birth
    )
    pairs = persons.earlier.select("nip", "nama_polos", _lahir=birth).join(
        new, on=["nama_polos", "_lahir"]
    )
    alone = pairs.filter(~pl.col("nip").is_duplicated())
    return alone.select(
        "nip",
        "nip_usulan_ganti",
        skor_ganti=pl.lit(100.0),
        dasar_ganti=pl.lit("ni_berganti"),
        calon_ganti=pl.concat_list("nip_usulan_ganti"),
    )


def _same_name(donors: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """With an empty NIP cell only the very same plain name fits."""
    empty = donors.filter(pl.col("nip_keadaan") == "kosong")
    fits = empty.join(roster.select("nama_polos", nip_usulan="nip"), on="nama_polos", how="inner")
    return _scored(fits, edit=0, dasar="nama_sama").with_columns(skor=pl.lit(100.0))


def _same_start(donors: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """A NIP damaged by Excel fits where its 15 significant digits, all known, are the same."""
    damaged = donors.filter((pl.col("nip_keadaan") == "rusak") & pl.col("nip_awal").is_not_null())
    people = roster.select(
        _nama="nama_polos", nip_usulan="nip", nip_awal=pl.col("nip").str.slice(0, 15)
    )
    fits = damaged.join(people, on="nip_awal", how="inner").select(*_DONOR, "nip_usulan", "_nama")
    return _similar(_scored(fits, edit=0, dasar="nip_rusak"))


def _near(donors: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """An undamaged NIP fits within two edits (OSA: insert, delete, substitute, swap neighbours)."""
    written = donors.filter(pl.col("nip_keadaan").is_in(["sah", "salah"]))
    pairs = near_numbers(written["nip_angka"].drop_nulls().unique(), roster["nip"])
    people = roster.select(nip_usulan="nip", _nama="nama_polos")
    fits = written.join(pairs, on="nip_angka").join(people, on="nip_usulan")
    return _similar(fits.with_columns(dasar=pl.lit("nip_mirip"), skor=pl.lit(0.0)))


def _scored(fits: pl.DataFrame, edit: int, dasar: str) -> pl.DataFrame:
    named = fits if "_nama" in fits.columns else fits.with_columns(_nama=pl.col("nama_polos"))
    return named.with_columns(
        edit=pl.lit(edit, dtype=pl.Int64), dasar=pl.lit(dasar), skor=pl.lit(0.0)
    ).select(*_DONOR, "nip_usulan", "_nama", "edit", "dasar", "skor")


def _similar(fits: pl.DataFrame) -> pl.DataFrame:
    pairs = fits.select("nama_polos", "_nama").iter_rows()
    scores = [fuzz.token_sort_ratio(a, b) if a and b else 0.0 for a, b in pairs]
    scored = fits.with_columns(skor=pl.Series(scores, dtype=pl.Float64))
    return scored.filter(pl.col("skor") >= LEAST_SIMILAR).select(
        *_DONOR, "nip_usulan", "_nama", "edit", "dasar", "skor"
    )


def _best(fits: pl.DataFrame) -> pl.DataFrame:
    """Fewest edits win, then the higher similarity; equal in both: nobody is suggested."""
    ranked = fits.sort(
        *_DONOR, "edit", "skor", "nip_usulan", descending=[False] * 5 + [True, False]
    )
    first = ranked.with_columns(
        _e=pl.col("edit").first().over(_DONOR), _s=pl.col("skor").first().over(_DONOR)
    ).filter((pl.col("edit") == pl.col("_e")) & (pl.col("skor") == pl.col("_s")))
    groups = first.group_by(_DONOR, maintain_order=True).agg(
        pl.col("skor").first(), pl.col("dasar").first(), calon=pl.col("nip_usulan")
    )
    alone = pl.col("calon").list.len() == 1
    return groups.with_columns(nip_usulan=pl.when(alone).then(pl.col("calon").list.first()))
