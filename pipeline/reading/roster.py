"""Roster rows: one row, one ASN (contract §3)."""

from typing import Final

import polars as pl

from pipeline.core.looking_up import with_found
from pipeline.core.text import plain, words
from pipeline.reading.cells.identifiers import parse_nik, parse_nip
from pipeline.reading.findings import Fault, no_notes, note_broken_lines, note_faults, note_rows
from pipeline.reading.tables.body import NATIVE
from pipeline.reading.tables.classes import CLASS, classify
from schemas.codes import UNKNOWN_KIND

TEXTS: Final = (
    "gelar_depan",
    "gelar_belakang",
    "golongan",
    "jabatan",
    "unor_id",
    "unit_kerja",
    "unit_induk",
    "opd",
    "kedudukan_hukum",
)
SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "baris": pl.Int64,
    CLASS: pl.String,
    "nip": pl.String,
    "nip_keadaan": pl.String,
    "nip_angka": pl.String,
    "nama": pl.String,
    "nik": pl.String,
    "nik_tak_pasti": pl.Boolean,
    "jenis_asn": pl.String,
    **dict.fromkeys(TEXTS, pl.String),
}
_PHRASE: Final = "PEGAWAI PEMERINTAH DENGAN PERJANJIAN KERJA"


def parse_roster(body: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn the text rows of a sheet into roster rows and findings.

    Takes `body` as reading.tables.body_frame gives it. Gives every row with `kelas` (structural,
    ditolak or diterima) and the columns of SCHEMA (nik still whole), and the local findings.
    """
    full = _with_missing(body)
    parsed = full.with_columns(
        *parse_nip(full["nip"], full["nip" + NATIVE]),
        *parse_nik(full["nik"], full["nik" + NATIVE]),
        _nik_ada=pl.col("nik").is_not_null(),
        _jenis_tulis=pl.col("jenis_asn"),
    )
    classed = classify(full, ("nip",), pl.lit(parsed["nip"].is_not_null()))
    typed = parsed.with_columns(classed[CLASS], _kinds(parsed)).with_columns(
        _decided().alias(CLASS)
    )
    return typed.select(list(SCHEMA)), _findings(typed)


def _kinds(rows: pl.DataFrame) -> pl.Series:
    """Return jenis_asn of each row; it is worked out once for those that write it alike."""
    asked = rows.select("jenis_asn", "status_cpns", _menurut_nip=kind_by_nip())
    kinds = asked.unique().with_columns(_jenis=_kind())
    return with_found(asked, kinds, asked.columns)["_jenis"].alias("jenis_asn")


def _kind() -> pl.Expr:
    """Return jenis_asn from its words, else from digits 13-14 of the NIP (contract §3)."""
    text = words(pl.concat_str("jenis_asn", "status_cpns", separator=" ", ignore_nulls=True))
    letter = plain(pl.col("status_cpns")).fill_null("")
    both_empty = pl.col("jenis_asn").is_null() & pl.col("status_cpns").is_null()
    return (
        pl.when(text.str.contains(r" (NON|BUKAN|HONORER|THL|KONTRAK) "))
        .then(pl.lit(UNKNOWN_KIND))
        .when(text.str.contains(r" (PARUH WAKTU|PARUHWAKTU|PW|PART TIME) "))
        .then(pl.lit("PPPK Paruh Waktu"))
        .when(text.str.contains(rf" (PPPK|P3K|{_PHRASE}) "))
        .then(pl.lit("PPPK"))
        .when(text.str.contains(r" (CPNS|CALON PEGAWAI NEGERI SIPIL) ") | (letter == "c"))
        .then(pl.lit("CPNS"))
        .when(text.str.contains(r" (PNS|PEGAWAI NEGERI SIPIL) ") | (letter == "p"))
        .then(pl.lit("PNS"))
        .when(both_empty)
        .then("_menurut_nip")
        .otherwise(pl.lit(UNKNOWN_KIND))
    )


def kind_by_nip() -> pl.Expr:
    """Return PNS or PPPK as digits 13-14 of the NIP say.

    Unknown without a valid NIP (domain §2).
    """
    tens = pl.col("nip").str.slice(12, 1)
    return (
        pl.when(tens.is_in(["0", "1"]))
        .then(pl.lit("PNS"))
        .when(tens == "2")
        .then(pl.lit("PPPK"))
        .otherwise(pl.lit(UNKNOWN_KIND))
    )


def _with_missing(body: pl.DataFrame) -> pl.DataFrame:
    absent = [
        f
        for f in ("nip", "nama", "nik", "jenis_asn", "status_cpns", *TEXTS)
        if f not in body.columns
    ]
    frame = body.with_columns(pl.lit(None, dtype=pl.String).alias(f) for f in absent)
    natives = [f + NATIVE for f in ("nip", "nik") if f + NATIVE not in frame.columns]
    return frame.with_columns(pl.lit(value=False).alias(f) for f in natives)


def _decided() -> pl.Expr:
    rejected = pl.col("rusak") | pl.col("nip").is_null() | pl.col("nama").is_null()
    record = pl.when(rejected).then(pl.lit("ditolak")).otherwise(pl.lit("diterima"))
    return pl.coalesce(pl.col(CLASS), record)


def _findings(typed: pl.DataFrame) -> pl.DataFrame:
    rejected = typed.filter(pl.col(CLASS) == "ditolak")
    return pl.concat(
        [
            no_notes(),
            *note_broken_lines(rejected),
            *note_faults(rejected.filter(~pl.col("rusak")), _rejections()),
            *note_faults(typed.filter(pl.col(CLASS) == "diterima"), _warnings()),
            note_rows(_named_footers(typed), "kaki_menyebut_asn", "nip"),
        ]
    )


def _rejections() -> list[Fault]:
    state = pl.col("nip_keadaan")
    return [
        Fault("nip_kosong", "nip", state == "kosong"),
        Fault("nip_rusak", "nip", state == "rusak"),
        Fault("nip_salah", "nip", state == "salah"),
        Fault("nama_kosong", "nama", pl.col("nama").is_null()),
    ]


def _warnings() -> list[Fault]:
    kind, digits = pl.col("jenis_asn"), kind_by_nip()
    differs = (kind.is_in(["PNS", "CPNS"]) & (digits == "PPPK")) | (
        kind.str.starts_with("PPPK") & (digits == "PNS")
    )
    written = pl.concat_str("_jenis_tulis", "status_cpns", separator=" ", ignore_nulls=True)
    doubt = pl.col("nik_ragu")
    return [
        Fault("nik_meragukan", "nik", doubt.is_not_null(), {"sebab": doubt}),
        Fault("nik_salah", "nik", pl.col("_nik_ada") & pl.col("nik").is_null()),
        Fault("jenis_beda_nip", "jenis_asn", differs, {"jenis": kind}),
        Fault("jenis_tidak_dikenal", "jenis_asn", kind == UNKNOWN_KIND, {"nilai": written}),
    ]


def _named_footers(typed: pl.DataFrame) -> pl.DataFrame:
    """Return the footers that follow the records without a gap and have a name and an office.

    A signature stands apart from the list.
    """
    before = pl.col(CLASS).shift(1)
    runs = typed.with_columns(
        _jalur=(pl.col(CLASS) != before).fill_null(value=True).cum_sum(),
        _lanjut=(pl.col(CLASS) == "kaki") & before.is_in(["diterima", "ditolak"]),
    )
    office = pl.any_horizontal(
        pl.col(field).is_not_null() for field in ("opd", "unit_kerja", "unit_induk")
    )
    return runs.filter(
        pl.col("_lanjut").any().over("_jalur") & pl.col("nama").is_not_null() & office
    )
