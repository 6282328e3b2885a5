"""Who an unknown donor may be: a suggestion, which never counts by itself (contract §5.3)."""

from typing import Final

import polars as pl
from rapidfuzz import fuzz

from pipeline.core.looking_up import with_found
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
    donors, roster = unknown.select(_DONOR).unique(), persons.roster
    fits = pl.concat(
        [_same_name(donors, roster), _same_start(donors, roster), _near(donors, roster)],
        how="diagonal",
    )
    joined = with_found(attributed, _best(_similar(fits)), _DONOR)
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
    people = roster.select("nama_polos", nip_usulan="nip", _nama="nama_polos")
    return empty.join(people, on="nama_polos").with_columns(dasar=pl.lit("nama_sama"))


def _same_start(donors: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """A NIP damaged by Excel fits where its 15 significant digits, all known, are the same."""
    people = roster.select(
        _nama="nama_polos", nip_usulan="nip", nip_awal=pl.col("nip").str.slice(0, 15)
    )
    return donors.join(people, on="nip_awal").with_columns(dasar=pl.lit("nip_rusak"))


def _near(donors: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """An undamaged NIP fits within two edits (OSA: insert, delete, substitute, swap neighbours)."""
    written = donors.filter(pl.col("nip_keadaan").is_in(["sah", "salah"]))
    pairs = near_numbers(written["nip_angka"], roster["nip"])
    people = roster.select(nip_usulan="nip", _nama="nama_polos")
    fits = written.join(pairs, on="nip_angka").join(people, on="nip_usulan")
    return fits.with_columns(dasar=pl.lit("nip_mirip"))


def _similar(fits: pl.DataFrame) -> pl.DataFrame:
    """Add `skor`, how alike the two names are, and keep those that are alike enough."""
    # rapidfuzz finds nothing alike where a name is None.
    pairs = fits.select("nama_polos", "_nama").iter_rows()
    scores = [fuzz.token_sort_ratio(written, held) for written, held in pairs]
    scored = fits.with_columns(skor=pl.Series(scores, dtype=pl.Float64))
    return scored.filter(pl.col("skor") >= LEAST_SIMILAR)


def _best(fits: pl.DataFrame) -> pl.DataFrame:
    """Fewest edits win, then the higher similarity; equal in both: nobody is suggested.

    A name or a beginning that is the same is no edit.
    """
    edited = fits.with_columns(pl.col("edit").fill_null(0))
    order = {"edit": False, "skor": True, "nip_usulan": False}
    ranked = edited.sort(*order, descending=list(order.values()))
    first = ranked.filter(
        (pl.col(each) == pl.col(each).first()).over(_DONOR) for each in ("edit", "skor")
    )
    groups = first.group_by(*_DONOR, "skor", "dasar").agg(calon=pl.col("nip_usulan"))
    alone = pl.col("calon").list.len() == 1
    return groups.with_columns(nip_usulan=pl.when(alone).then(pl.col("calon").list.first()))
