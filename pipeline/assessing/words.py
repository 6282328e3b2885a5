"""The very words that need a place in policy or references, grouped and counted.

Never a person (contract §5.7, §7).
"""

from typing import Final

import polars as pl

from pipeline.assessing.slipped import names_among
from pipeline.core.masking import without_numbers_expr
from pipeline.core.names import plain_name
from pipeline.core.text import map_distinct, names_phrase, plain
from pipeline.deciding.decision import Decision
from pipeline.knowledge.knowledge import Known
from schemas.codes import UNMAPPED_OPD

SCHEMA: Final = {
    "jenis": pl.String,
    "kata": pl.String,
    "kali": pl.Int64,
    "berkas": pl.String,
    "kunci": pl.String,
}
# A word that has no place in the references: whoever exports the roster mends it there.
EXPORT: Final = "ekspor roster"
# What kind of word it is -> the reference file and the key in it that takes the word.
PLACES: Final = {
    "unit": ("unit_kerja.csv", "unit_kerja"),
    "opd": ("opd.csv", "alias"),
    "kedudukan": ("kebijakan.toml", "[kedudukan]"),
    "jenis_asn": (EXPORT, "jenis_asn"),
    "status_bayar": ("kebijakan.toml", "[status_bayar]"),
    "sumber_dana": ("kebijakan.toml", "[sumber_dana]"),
}
_ORDER: Final = tuple(PLACES)
_PLACES_OF_WORK: Final = ("unit", "opd")
_OFTEN: Final = 3


def unplaced_words(known: Known, now: Decision) -> pl.DataFrame:
    """Return SCHEMA of the unknown words of the period's files, by kind, most frequent first."""
    found = [*_of_roster(known, now), *_of_payments(known, now)]
    every = pl.concat([pl.DataFrame(schema={"jenis": pl.String, "kata": pl.String}), *found])
    names = known.names
    spared = every.filter(~plain_name(pl.col("kata")).is_in(sorted(names.whole)))
    shown = spared.with_columns(kata=without_numbers_expr(pl.col("kata")))
    counted = shown.group_by("jenis", _kunci=plain(pl.col("kata"))).agg(
        kata=pl.col("kata").max(), kali=pl.len().cast(pl.Int64)
    )
    # A word of an export stands in many rows; what is made of names and stands in one is a name.
    seldom = ~pl.col("jenis").is_in(_PLACES_OF_WORK) & (pl.col("kali") < _OFTEN)
    slipped = pl.col("kata").is_in(sorted(names_among(counted["kata"], names)))
    placed = counted.filter(~(seldom & slipped)).with_columns(
        berkas=pl.col("jenis").replace_strict(
            {kind: file for kind, (file, _) in PLACES.items()}, return_dtype=pl.String
        ),
        kunci=pl.col("jenis").replace_strict(
            {kind: key for kind, (_, key) in PLACES.items()}, return_dtype=pl.String
        ),
        _urut=pl.col("jenis").replace_strict(
            {kind: at for at, kind in enumerate(_ORDER)}, return_dtype=pl.Int64
        ),
    )
    return placed.sort("_urut", "kali", "kata", descending=[False, True, False]).select(
        SCHEMA.keys()
    )


def _of_roster(known: Known, now: Decision) -> list[pl.DataFrame]:
    """Return jenis and kata of the roster's words.

    The OPD's own name comes before the unit's (contract §3).
    """
    people, standing = now.people, known.references.policy.standing()
    nowhere = people.filter(pl.col("kode_opd") == UNMAPPED_OPD)
    named = pl.coalesce("opd", "unit_induk")
    unheard = people.filter(~plain(pl.col("kedudukan_hukum")).is_in(list(standing)))
    kinds = known.findings.filter(
        (pl.col("kode") == "jenis_tidak_dikenal") & (pl.col("bulan_terima") == str(now.period))
    )
    return [
        _words("opd", nowhere, named),
        _words("unit", nowhere.filter(named.is_null()), pl.coalesce("unit_kerja", "unor_id")),
        _words("kedudukan", unheard, pl.col("kedudukan_hukum")),
        _words("jenis_asn", kinds, pl.col("nilai_samar")),
    ]


def _of_payments(known: Known, now: Decision) -> list[pl.DataFrame]:
    policy, own = (
        known.references.policy,
        now.records.filter(pl.col("bulan_terima") == str(now.period)),
    )
    known_sources = (*policy.sumber_asn, *policy.sumber_bukan_asn)
    heard = map_distinct(
        own["sumber_dana"], lambda text: names_phrase(text, known_sources), pl.Boolean
    )
    strange = own.filter(~heard)
    return [
        _words("status_bayar", own.filter(~pl.col("status_dikenal")), pl.col("status_bayar")),
        _words("sumber_dana", strange, pl.col("sumber_dana")),
    ]


def _words(kind: str, rows: pl.DataFrame, word: pl.Expr) -> pl.DataFrame:
    return rows.select(jenis=pl.lit(kind), kata=word)
