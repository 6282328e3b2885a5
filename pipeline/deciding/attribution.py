"""Whose payment a record is: the first of four answers, else unknown (contract §5.3)."""

from dataclasses import dataclass
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from pipeline.core.looking_up import with_found
from pipeline.core.masking import without_nik_expr, without_numbers_expr
from pipeline.reading.cells.identifiers import parse_nip
from pipeline.reading.findings import LOCAL, note_rows

LEAST_SAME_NAME: Final = 60.0
REPAIRS_FILE: Final = "referensi/koreksi.csv"
_EARLIER: Final = ("nip", "nik", "nama_polos", "bulan_terima")
_WRITTEN: Final = ("nip_tercatat", "nama_tercatat")
# So many digits that are not told, and what people write before a number.
_HIDDEN: Final = 4
_NUMBER_WORDS: Final = r"\b(?:NIK|NIP|KTP|NO|NOMOR)\b"
_KEY: Final = ("_nip_kunci", "_nama_kunci")
WAYS: Final = ("koreksi", "nip", "nik_donatur", "ni_lama")


@dataclass(frozen=True)
class People:
    """The persons that a payment can belong to, seen from one period.

    roster: roster P. earlier: per NIP its latest earlier roster's row (nip, nik, nama_polos,
    bulan_terima).
    """

    roster: pl.DataFrame
    earlier: pl.DataFrame

    def by_nik(self) -> pl.DataFrame:
        """Return nik -> nip for each NIK that exactly one ASN on roster P has."""
        held = self.roster.filter(pl.col("nik").is_not_null() & ~pl.col("nik").is_duplicated())
        return held.select("nik", nip_asn="nip")


def people(rosters: dict[str, pl.DataFrame], period: str, nips: pl.Series | None = None) -> People:
    """Take from the known rosters what attribution for `period` needs.

    With `nips` (of the records that are attributed, not for `suggest`) the earlier rosters' rows of
    no others, and of none who is on roster P: nobody asks about them.
    """
    now = rosters[period]["nip"].implode()
    gone = None if nips is None else nips.filter(~nips.is_in(now))
    asked = pl.lit(value=True) if gone is None else pl.col("nip").is_in(gone.implode())
    earlier = (roster for month, roster in sorted(rosters.items()) if month < period)
    before = [roster.select(_EARLIER).filter(asked) for roster in earlier]
    empty = rosters[period].select(_EARLIER).clear()
    # A roster has a NIP once, and the months stand in their order: the last row is the latest.
    latest = pl.concat([empty, *before]).unique("nip", keep="last")
    return People(rosters[period], latest.sort("nip"))


def attribute(iuran: pl.DataFrame, people_: People, repairs: pl.DataFrame) -> pl.DataFrame:
    """Add `nip_asn` (the donor on roster P, or null), `jalur` and `pernah`.

    `pernah`: the valid NIP stands on an earlier roster, as far as `people_` holds these.

    Takes accepted iuran records and the usable repairs of `usable_repairs`. `jalur` is which of
    WAYS answered.
    """
    roster_nips = people_.roster.select("nip", _di_roster="nip")
    owners = people_.by_nik()
    old = people_.earlier.join(owners, on="nik", how="left").select(
        "nip", _lama="nip", _pindah="nip_asn"
    )
    by_nik = owners.rename({"nik": "nik_donatur", "nip_asn": "_lewat_nik"})
    return (
        _with_repair(iuran, repairs)
        .join(roster_nips, on="nip", how="left", maintain_order="left")
        .join(by_nik, on="nik_donatur", how="left", maintain_order="left")
        .join(old, on="nip", how="left", maintain_order="left")
        .with_columns(
            nip_asn=pl.coalesce("_koreksi", "_di_roster", "_lewat_nik", "_pindah"),
            pernah=pl.col("_lama").is_not_null(),
            jalur=_way(),
        )
        .drop("_koreksi", "_di_roster", "_lewat_nik", "_lama", "_pindah")
    )


def _with_repair(iuran: pl.DataFrame, repairs: pl.DataFrame) -> pl.DataFrame:
    """Add `_koreksi`; what is written alike is compared once."""
    if not repairs.height:
        return iuran.with_columns(_koreksi=pl.lit(None, dtype=pl.String))
    keyed = iuran.select(_WRITTEN).unique().with_columns(*with_repair_key())
    mended = keyed.join(repairs, on=["_nip_kunci", "_nama_kunci"]).select(*_WRITTEN, "_koreksi")
    return with_found(iuran, mended, _WRITTEN)


def _way() -> pl.Expr:
    answers = zip(("_koreksi", "_di_roster", "_lewat_nik", "_pindah"), WAYS, strict=True)
    return pl.coalesce(
        *(pl.when(pl.col(answer).is_not_null()).then(pl.lit(way)) for answer, way in answers)
    )


def with_repair_key() -> tuple[pl.Expr, pl.Expr]:
    """Return `_nip_kunci`, `_nama_kunci`, to compare what was written: cleaned text, upper-cased.

    An empty one equals an empty one. A personal number in them is masked on both sides, as it is
    when a file is read: records no longer hold it whole.
    """
    nip, name = pl.col("nip_tercatat"), pl.col("nama_tercatat")
    return (
        without_nik_expr(nip.fill_null("").str.to_uppercase()).alias("_nip_kunci"),
        without_numbers_expr(name.fill_null("").str.to_uppercase()).alias("_nama_kunci"),
    )


def usable_repairs(
    repairs: pl.DataFrame, roster: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split koreksi.csv into what can be used on this roster and findings about the rest.

    Gives `_nip_kunci`, `_nama_kunci`, `_koreksi` (one row per key) and findings. Two rows for one
    key that point at different people of this roster answer nothing: guessing between them could
    name the wrong person. A row whose NIP is not on this roster does not disturb the one whose NIP
    is: an NI that changed needs both, each for its months.
    """
    valid = parse_nip(repairs["nip_benar"])["nip"]
    keyed = repairs.with_columns(*with_repair_key(), valid.alias("_koreksi"))
    # A row that names neither NIP nor name would claim every anonymous payment for one person.
    told = _tells_somebody("_nip_kunci") | _tells_somebody("_nama_kunci")
    known = pl.col("_koreksi").is_not_null()
    alike, sound = _confused(keyed.filter(known & told))
    absent = sound.join(roster, left_on="_koreksi", right_on="nip", how="anti")
    present = sound.join(roster.select(_koreksi="nip"), on="_koreksi", how="semi")
    clash = pl.col("_koreksi").n_unique().over(_KEY) > 1
    against = pl.concat([present.filter(clash), alike])
    findings = pl.concat(
        [
            note_rows(keyed.filter(~known), "koreksi_salah", "nip_benar", cell="nip_benar"),
            note_rows(
                keyed.filter(known & ~told), "koreksi_salah", "nip_tercatat", cell="nip_tercatat"
            ),
            note_rows(against, "koreksi_bertentangan", "nip_benar", cell="nip_benar"),
            note_rows(absent, "koreksi_tanpa_orang", "nip_benar", cell="nip_benar"),
        ]
    )
    pairs = present.filter(~clash).select("_nip_kunci", "_nama_kunci", "_koreksi").unique()
    pairs = pairs.sort("_nip_kunci", "_nama_kunci")
    return pairs, findings.select(list(LOCAL))


def _confused(repairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows about different records that are one once numbers are masked, and the others.

    They are confused where they point at different people, on the roster or not: who stands on it
    would get the other's payments.
    """
    written = pl.concat_str(pl.col(name).fill_null("").str.to_uppercase() for name in _WRITTEN)
    many = (written.n_unique().over(_KEY) > 1) & (pl.col("_koreksi").n_unique().over(_KEY) > 1)
    confused = repairs.select(many).to_series()
    return repairs.filter(confused), repairs.filter(~confused)


def _tells_somebody(key: str) -> pl.Expr:
    """Tell keys that hold more than a number whose digits are hidden.

    Such a one many bear: of a NIK four digits are left, and many end in 0001.
    """
    bare = pl.col(key).str.replace_all(_NUMBER_WORDS, "")
    named = bare.str.replace_all("X", "").str.contains(r"\p{L}")
    return (pl.col(key) != "") & (named | (bare.str.count_matches("[*X]") < _HIDDEN))


def differing_names(attributed: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """Return the records whose NIP is on roster P under a name less than 60 similar.

    They count all the same.
    """
    owner = roster.select(nip_asn="nip", _nama_roster="nama_polos")
    written = attributed.select("nip_asn", "nama_polos", "jalur").with_row_index("_ke")
    named = written.filter((pl.col("jalur") == "nip") & pl.col("nama_polos").is_not_null())
    pairs = named.join(owner, on="nip_asn", maintain_order="left")
    differ = pairs.filter(pl.col("nama_polos") != pl.col("_nama_roster"))
    scores = [
        fuzz.token_sort_ratio(written, held)
        for written, held in differ.select("nama_polos", "_nama_roster").iter_rows()
    ]
    return attributed[differ.filter(pl.Series(scores, dtype=pl.Float64) < LEAST_SAME_NAME)["_ke"]]
