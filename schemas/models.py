"""The pandera models: what a frame must be at each stage, asserted where it leaves a module.

Stages: `received` (rows of one file, parsed), `known` (a month's roster, deduplicated and placed in
an OPD), `decided` (the contract's six tables, from the field dictionary). A breach is a fault of
ours: faults in the data have become findings before a frame gets here.
"""

from functools import cache
from typing import Final

import pandera.polars as pa
import polars as pl

from schemas.codes import (
    ANSWER_STATES,
    ASN_KINDS,
    DISPOSITIONS,
    LEVELS,
    OWNERS,
    REASONS,
    STATUSES,
)
from schemas.fields import FIELDS
from schemas.layouts import answer_choices
from schemas.tables import TABLES

NIP: Final = r"^[0-9]{12}(0[1-9]|1[0-2]|2[1-9])[12][0-9]{3}$"
PSEUDONYM: Final = r"^[0-9a-f]{32}$"
MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
MASKED: Final = r"^\*{12}[0-9]{4}$"
_RECORD: Final = ("diterima", "ditolak")

_CHECKS: Final[dict[str, pa.Check]] = {
    "periode": pa.Check.str_matches(MONTH),
    "periode_asal": pa.Check.str_matches(MONTH),
    "revisi_asal": pa.Check.str_matches(r"^r[0-9]{2,4}$"),
    "jawaban": pa.Check.isin(list(answer_choices())),
    "target_bulan": pa.Check.str_matches(MONTH),
    "keadaan": pa.Check.isin(ANSWER_STATES),
    "bulan_terima": pa.Check.str_matches(r"^([0-9]{4}-[0-9]{2})?$"),
    "bulan_terakhir": pa.Check.str_matches(MONTH),
    "bulan_awal": pa.Check.str_matches(MONTH),
    "bulan_akhir": pa.Check.str_matches(MONTH),
    "nip": pa.Check.str_matches(NIP),
    "nip_asn": pa.Check.str_matches(NIP),
    "nip_usulan": pa.Check.str_matches(NIP),
    "nik_pekerja_samar": pa.Check.str_matches(MASKED),
    "jenis_asn": pa.Check.isin(ASN_KINDS),
    "status": pa.Check.isin(STATUSES),
    "alasan": pa.Check.isin([r for rs in REASONS.values() for r in rs]),
    "disposisi": pa.Check.isin(DISPOSITIONS),
    "tingkat": pa.Check.isin(LEVELS),
    "pemilik": pa.Check.isin(OWNERS),
    "jumlah_pekerja": pa.Check.ge(0),
    "bulan_tanpa_iuran": pa.Check.ge(0),
    "skor": pa.Check.in_range(90, 100),
    "persen": pa.Check.in_range(0, 100),
    "baris": pa.Check.ge(1),
    "nominal": pa.Check.ge(0),
    "nama": pa.Check.str_length(min_value=1),
    "penjelasan": pa.Check.str_length(min_value=1),
    **{
        name: pa.Check.ge(0)
        for name in ("wajib", "sudah", "belum", "dikecualikan", "klarifikasi", "tak_terbaca")
    },
}
_UNIQUE: Final = {
    "status": ["nip"],
    "opd": ["kode_opd"],
    "iuran": ["bulan_terima", "berkas", "lembar", "baris"],
    "usulan": None,
    "temuan": None,
    "tindak_lanjut": ["bulan_terima", "berkas", "nip"],
}


def _text(nullable: bool = True, check: pa.Check | None = None) -> pa.Column:
    return pa.Column(pl.String, nullable=nullable, checks=check)


@cache
def table_model(table: str) -> pa.DataFrameSchema:
    """Return the model of one of the contract's tables (§6), built from the field dictionary."""
    columns = {
        name: pa.Column(
            FIELDS[name].dtype, nullable=_nullable(table, name), checks=_CHECKS.get(name)
        )
        for name in TABLES[table]
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=_UNIQUE[table], name=table)


def _nullable(table: str, name: str) -> bool:
    # A finding about a whole file, or about a record that names no OPD, concerns nobody's OPD.
    return FIELDS[name].nullable or (table, name) == ("temuan", "kode_opd")


_PLACE: Final = {
    "baris": pa.Column(pl.Int64, pa.Check.ge(1)),
    "kelas": pa.Column(pl.String, pa.Check.isin(_RECORD)),
    "lembar": _text(nullable=False),
    "urut_lembar": pa.Column(pl.Int32, pa.Check.ge(0)),
}

RECEIVED_ROSTER: Final = pa.DataFrameSchema(
    {
        **_PLACE,
        "nip": _text(check=pa.Check.str_matches(NIP)),
        "nip_keadaan": _text(
            nullable=False, check=pa.Check.isin(["sah", "rusak", "salah", "kosong"])
        ),
        "nama": _text(),
        "nik": _text(check=pa.Check.str_matches(PSEUDONYM)),
        "jenis_asn": _text(nullable=False, check=pa.Check.isin(ASN_KINDS)),
    },
    name="roster diterima",
)

RECEIVED_IURAN: Final = pa.DataFrameSchema(
    {
        **_PLACE,
        "nip": _text(check=pa.Check.str_matches(NIP)),
        "nip_keadaan": _text(
            nullable=False, check=pa.Check.isin(["sah", "rusak", "salah", "kosong"])
        ),
        "nik_pekerja": _text(check=pa.Check.str_matches(PSEUDONYM)),
        "nik_donatur": _text(check=pa.Check.str_matches(PSEUDONYM)),
        "kpj": _text(check=pa.Check.str_matches(PSEUDONYM)),
        "nik_pekerja_samar": _text(check=pa.Check.str_matches(MASKED)),
        "sektor": _text(nullable=False, check=pa.Check.isin(["transportasi", "lainnya"])),
        "awal": pa.Column(pl.Int32, nullable=True),
        "akhir": pa.Column(pl.Int32, nullable=True),
        "bulan_salah": pa.Column(pl.Boolean),
        "nominal": pa.Column(pl.Int64, pa.Check.ge(0), nullable=True),
        "tanggal_bayar": pa.Column(pl.Date, nullable=True),
        "lunas": pa.Column(pl.Boolean),
        "dana_asn": pa.Column(pl.Boolean),
    },
    name="iuran diterima",
)

KNOWN_ROSTER: Final = pa.DataFrameSchema(
    {
        **_PLACE,
        "kelas": pa.Column(pl.String, pa.Check.eq("diterima")),
        "bulan_terima": _text(nullable=False, check=pa.Check.str_matches(MONTH)),
        "nip": _text(nullable=False, check=pa.Check.str_matches(NIP)),
        "nama": _text(nullable=False),
        "nama_tampil": _text(nullable=False),
        "jenis_asn": _text(nullable=False, check=pa.Check.isin(ASN_KINDS)),
        "kode_opd": _text(nullable=False),
    },
    unique=["nip"],
    name="roster bulan",
)

VERDICTS: Final = pa.DataFrameSchema(
    {
        "nip": _text(nullable=False, check=pa.Check.str_matches(NIP)),
        "status": _text(nullable=False, check=pa.Check.isin(STATUSES)),
        "alasan": _text(
            nullable=False, check=pa.Check.isin([r for rs in REASONS.values() for r in rs])
        ),
        "jumlah_pekerja": pa.Column(pl.Int64, pa.Check.ge(0)),
        "terakhir": pa.Column(pl.Int32, nullable=True),
        "bulan_tanpa_iuran": pa.Column(pl.Int64, pa.Check.ge(0)),
    },
    unique=["nip"],
    name="putusan",
)
