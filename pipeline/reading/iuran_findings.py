"""What is said of iuran rows: why one is rejected, what of it is doubtful (contract §4)."""

from typing import Final

import polars as pl

from pipeline.reading.findings import Fault, no_notes, note_broken_lines, note_faults
from pipeline.reading.tables.classes import CLASS

MOST_MONTHS: Final = 24


def iuran_findings(typed: pl.DataFrame) -> pl.DataFrame:
    """Return the findings about the rows of a sheet.

    Takes them with `kelas`, the columns of iuran.SCHEMA, and the marks of reading them.
    """
    rejected = typed.filter(pl.col(CLASS) == "ditolak")
    return pl.concat(
        [
            no_notes(),
            *note_broken_lines(rejected),
            *note_faults(rejected.filter(~pl.col("rusak")), _rejections()),
            *note_faults(typed.filter(pl.col(CLASS) == "diterima"), _warnings()),
            *note_faults(typed.filter(pl.col(CLASS) == "kaki"), [_donor_below()]),
        ]
    )


def _donor_below() -> Fault:
    """A footer with the number of a donor, other than a signature's "NIP. 1970..."."""
    number = (
        pl.col("nip").is_not_null()
        | pl.col("nik_donatur").is_not_null()
        | (pl.col("nip_keadaan") == "rusak")
    )
    signed = pl.col("nip_tercatat").str.to_uppercase().str.starts_with("NIP").fill_null(value=False)
    return Fault("kaki_menyebut_donatur", "nip_donatur", number & ~signed)


def _rejections() -> list[Fault]:
    keyless = pl.col("nik_pekerja").is_null() & pl.col("kpj").is_null()
    unread = pl.col("bulan_keadaan") == "bulan_tak_terbaca"
    unreadable = pl.col("nominal").is_not_null() & pl.col("nominal_baca").is_null()
    return [
        Fault("pekerja_tanpa_kunci", "nik_pekerja", keyless),
        *(
            Fault("bulan_tak_terbaca", column, unread & (_unread_column() == column))
            for column in ("bulan_iuran", "bulan_akhir", "jumlah_bulan")
        ),
        Fault("bulan_terbalik", "bulan_iuran", pl.col("bulan_keadaan") == "bulan_terbalik"),
        Fault(
            "bulan_terlalu_banyak",
            "bulan_iuran",
            pl.col("bulan_keadaan") == "bulan_terlalu_banyak",
            {"batas": pl.lit(MOST_MONTHS)},
        ),
        Fault("nominal_tak_terbaca", "nominal", unreadable),
    ]


def _unread_column() -> pl.Expr:
    """Name the field whose cell cannot be read, of a record whose months cannot."""
    end = pl.col("bulan_akhir").is_not_null() & pl.col("_akhir").is_null()
    return (
        pl.when(pl.col("awal").is_null())
        .then(pl.lit("bulan_iuran"))
        .when(end)
        .then(pl.lit("bulan_akhir"))
        .otherwise(pl.lit("jumlah_bulan"))
    )


def _warnings() -> list[Fault]:
    undated = pl.col("tanggal_bayar").is_not_null() & pl.col("tanggal_baca").is_null()
    status, source = ({"nilai": pl.col(name)} for name in ("status_bayar", "sumber_dana"))
    state = pl.col("nip_keadaan")
    return [
        *_nik_warnings("nik_pekerja", "nik_ragu", "_nik_ada"),
        *_nik_warnings("nik_donatur", "nik_donatur_ragu", "_nik_donatur_ada"),
        Fault("kpj_salah", "kpj", pl.col("_kpj_ada") & pl.col("kpj").is_null()),
        Fault("kpj_dipadankan", "kpj", pl.col("kpj_padan")),
        Fault("tanggal_tak_terbaca", "tanggal_bayar", undated),
        Fault("tanpa_nominal", "nominal", pl.col("nominal").is_null()),
        Fault("jumlah_bulan_beda", "jumlah_bulan", pl.col("_beda")),
        Fault("status_tidak_dikenal", "status_bayar", ~pl.col("status_dikenal"), status),
        Fault("sumber_tidak_dikenal", "sumber_dana", ~pl.col("dana_dikenal"), source),
        Fault("nip_donatur_rusak", "nip_donatur", state == "rusak"),
        Fault("nip_donatur_salah", "nip_donatur", state == "salah"),
    ]


def _nik_warnings(field: str, doubt: str, filled: str) -> list[Fault]:
    doubtful, unread = pl.col(doubt).is_not_null(), pl.col(filled) & pl.col(field).is_null()
    return [
        Fault("nik_meragukan", field, doubtful, {"sebab": pl.col(doubt)}),
        Fault("nik_salah", field, unread),
    ]
