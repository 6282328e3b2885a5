"""Reference file rows that contradict each other, or one that contradicts itself (contract §7)."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from pipeline.core.text import plain
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake
from pipeline.knowledge.unit_names import name_key
from pipeline.reading.cells.identifiers import parse_nip

OPD: Final = "opd.csv"
UNITS: Final = "unit_kerja.csv"
REPAIRS: Final = "koreksi.csv"
COVERAGE: Final = "cakupan.csv"
# Where a row says no month it holds from the first and to the last.
_ALWAYS: Final = "0000-01"
_FOR_EVER: Final = "9999-12"
_DISTRICT: Final = "kecamatan"
_CLAIM: Final = ("kunci", "kode_opd", "baris", "kolom", "sejak", "sampai")


def opd_contradictions(opd: pl.DataFrame) -> tuple[Mistake, ...]:
    """Return each code that stands twice for the same months, each name that leads to two OPDs."""
    lasting = _lasting(opd)
    codes = lasting.select(
        "baris", "sejak", "sampai", "kode_opd", kunci="kode_opd", kolom=pl.lit("kode_opd")
    )
    claims = [
        *(lasting.with_columns(nama=pl.col(c), kolom=pl.lit(c)) for c in ("kode_opd", "nama_opd")),
        lasting.with_columns(nama=pl.col("alias").str.split(";"), kolom=pl.lit("alias")).explode(
            "nama"
        ),
    ]
    names = pl.concat(
        [claim.with_columns(kunci=name_key(pl.col("nama"))).select(_CLAIM) for claim in claims]
    )
    return (
        *_turned(opd, OPD),
        *_told(_pairs(codes), OPD, "opd_ganda"),
        *_told(
            _pairs(names).filter(pl.col("kode_opd") != pl.col("kode_opd_lain")), OPD, "nama_dua_opd"
        ),
    )


def unit_contradictions(
    units: pl.DataFrame, opd: pl.DataFrame, *, every_opd: bool
) -> tuple[Mistake, ...]:
    """Return each row naming nothing or an unknown OPD, each id and bare name leading to two OPDs.

    A name may lead to two kecamatan: two Kelurahan Purwosari and two Mangunharjo exist. A name that
    stands beside an id may lead anywhere: the id tells. Without `every_opd` (some of opd.csv cannot
    be read) no OPD is called unknown.
    """
    nameless = units.filter(pl.col("unor_id").is_null() & pl.col("unit_kerja").is_null())
    lost = units.filter(
        pl.col("kode_opd").is_not_null() & ~pl.col("kode_opd").is_in(opd["kode_opd"].implode())
    )
    districts = opd.filter(pl.col("jenis").str.to_lowercase() == _DISTRICT)["kode_opd"]
    lasting = _lasting(units)
    ids = lasting.filter(pl.col("unor_id").is_not_null()).with_columns(
        kunci=plain(pl.col("unor_id")), kolom=pl.lit("unor_id")
    )
    names = lasting.filter(pl.col("unor_id").is_null()).with_columns(
        kunci=name_key(pl.col("unit_kerja")), kolom=pl.lit("unit_kerja")
    )
    both_districts = pl.col("kode_opd").is_in(districts.implode()) & pl.col("kode_opd_lain").is_in(
        districts.implode()
    )
    differ = pl.col("kode_opd") != pl.col("kode_opd_lain")
    return (
        *_turned(units, UNITS),
        *_marked(nameless, UNITS, "unit_kerja", "unit_kosong"),
        *_marked(lost if every_opd else lost.clear(), UNITS, "kode_opd", "unit_tanpa_opd"),
        *_told(_pairs(ids.select(_CLAIM)).filter(differ), UNITS, "id_dua_opd"),
        *_told(
            _pairs(names.select(_CLAIM)).filter(differ & ~both_districts), UNITS, "unit_dua_opd"
        ),
    )


def repair_contradictions(repairs: pl.DataFrame) -> tuple[Mistake, ...]:
    """Return each repair that names nobody, and any two of one key that point at different persons.

    Two NIP of one birth date and sex may be one person's: an NI that changed with a new contract
    needs both rows.
    """
    nameless = repairs.filter(pl.col("nip_tercatat").is_null() & pl.col("nama_tercatat").is_null())
    written = [
        pl.col(c).fill_null("").str.to_uppercase() for c in ("nip_tercatat", "nama_tercatat")
    ]
    right = parse_nip(repairs["nip_benar"])["nip"]
    person = right.str.slice(0, 8) + right.str.slice(14, 1)
    key = pl.concat_str(written, separator="\n")
    keyed = _timeless(repairs.with_columns(kunci=key, kode_opd=person, kolom=pl.lit("nip_benar")))
    named = keyed.join(nameless.select("baris"), on="baris", how="anti").select(_CLAIM)
    clashes = _pairs(named).filter(pl.col("kode_opd") != pl.col("kode_opd_lain"))
    return (
        *_marked(nameless, REPAIRS, "nip_tercatat", "koreksi_tanpa_siapa"),
        *_told(clashes, REPAIRS, "koreksi_bertentangan"),
    )


def coverage_contradictions(coverage: pl.DataFrame, numbers: pl.DataFrame) -> tuple[Mistake, ...]:
    """Return each year that stands twice, and each row with more members than people.

    `numbers` are its cells.
    """
    above = coverage.filter(numbers["peserta_aktif"] > numbers["potensi"])
    year = numbers["tahun"].cast(pl.String)
    years = _timeless(coverage.select("baris", kunci=year, kode_opd=year, kolom=pl.lit("tahun")))
    return (
        *_marked(above, COVERAGE, "peserta_aktif", "peserta_melebihi"),
        *_told(_pairs(years), COVERAGE, "tahun_ganda"),
    )


def split_contradictions(
    codes: Sequence[str], opd: pl.DataFrame, file: str, line: int
) -> tuple[Mistake, ...]:
    """Return a mistake for each code of the policy's [unit] pecah that is none of opd.csv."""
    known = set(opd["kode_opd"])
    return tuple(
        Mistake(file, line, "unit.pecah", say("acuan.salah.opd_tak_ada", kode=c))
        for c in codes
        if c not in known
    )


def _lasting(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        pl.col("sejak").fill_null(_ALWAYS), pl.col("sampai").fill_null(_FOR_EVER)
    )


def _timeless(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.with_columns(sejak=pl.lit(_ALWAYS), sampai=pl.lit(_FOR_EVER))


def _turned(table: pl.DataFrame, file: str) -> tuple[Mistake, ...]:
    """Return the rows that end before they begin."""
    return _marked(
        table.filter(pl.col("sampai") < pl.col("sejak")), file, "sampai", "sampai_sebelum_sejak"
    )


def _pairs(claims: pl.DataFrame) -> pl.DataFrame:
    """Return each claim (columns of _CLAIM) with each earlier of its key for some same month."""
    held = claims.filter(pl.col("kunci").is_not_null() & pl.col("kode_opd").is_not_null())
    both = held.join(held, on="kunci", suffix="_lain").filter(
        (pl.col("baris_lain") < pl.col("baris"))
        & (pl.col("sejak") <= pl.col("sampai_lain"))
        & (pl.col("sejak_lain") <= pl.col("sampai"))
    )
    return both.sort("baris", "kolom", "baris_lain", "kolom_lain", "kunci").unique(
        ["baris", "kolom"], keep="first", maintain_order=True
    )


def _marked(rows: pl.DataFrame, file: str, key: str, code: str) -> tuple[Mistake, ...]:
    return tuple(Mistake(file, line, key, say(f"acuan.salah.{code}")) for line in rows["baris"])


def _told(pairs: pl.DataFrame, file: str, code: str) -> tuple[Mistake, ...]:
    rows = pairs.select("baris", "kolom", "baris_lain").iter_rows()
    return tuple(
        Mistake(file, line, key, say(f"acuan.salah.{code}", baris=other))
        for line, key, other in rows
    )
