"""What is said of iuran rows: why one is rejected, what of it is doubtful (contract §4)."""

from typing import Final

import polars as pl

from pipeline.reading.findings import note_broken_lines, note_rows
from pipeline.reading.tables.classes import CLASS

MOST_MONTHS: Final = 24


def iuran_findings(typed: pl.DataFrame) -> pl.DataFrame:
    """Return the findings about the rows of a sheet.

    Takes them with `kelas`, the columns of iuran.SCHEMA, and the marks of reading them.
    """
    return pl.concat(
        [
            *_rejections(typed),
            *_warnings(typed.filter(pl.col(CLASS) == "diterima")),
            note_rows(_donors_below(typed), "kaki_menyebut_donatur", "nip_donatur"),
        ]
    )


def _donors_below(typed: pl.DataFrame) -> pl.DataFrame:
    """Return the footers with the number of a donor, other than a signature's "NIP. 1970..."."""
    number = (
        pl.col("nip").is_not_null()
        | pl.col("nik_donatur").is_not_null()
        | (pl.col("nip_keadaan") == "rusak")
    )
    signed = pl.col("nip_tercatat").str.to_uppercase().str.starts_with("NIP").fill_null(value=False)
    return typed.filter((pl.col(CLASS) == "kaki") & number & ~signed)


def _rejections(typed: pl.DataFrame) -> list[pl.DataFrame]:
    rejected = typed.filter(pl.col(CLASS) == "ditolak")
    whole = rejected.filter(~pl.col("rusak"))
    keyless = whole.filter(pl.col("nik_pekerja").is_null() & pl.col("kpj").is_null())
    unread = whole.filter(pl.col("bulan_keadaan") == "bulan_tak_terbaca")
    backward = whole.filter(pl.col("bulan_keadaan") == "bulan_terbalik")
    unreadable = pl.col("nominal").is_not_null() & pl.col("nominal_baca").is_null()
    many = whole.filter(pl.col("bulan_keadaan") == "bulan_terlalu_banyak")
    return [
        *note_broken_lines(rejected),
        note_rows(keyless, "pekerja_tanpa_kunci", "nik_pekerja"),
        *(
            note_rows(rows, "bulan_tak_terbaca", str(kolom))
            for (kolom,), rows in unread.with_columns(_kolom=_unread_column()).group_by(
                "_kolom", maintain_order=True
            )
        ),
        note_rows(backward, "bulan_terbalik", "bulan_iuran"),
        note_rows(many, "bulan_terlalu_banyak", "bulan_iuran", batas=pl.lit(MOST_MONTHS)),
        note_rows(whole.filter(unreadable), "nominal_tak_terbaca", "nominal"),
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


def _warnings(kept: pl.DataFrame) -> list[pl.DataFrame]:
    undated = kept.filter(pl.col("tanggal_bayar").is_not_null() & pl.col("tanggal_baca").is_null())
    status, source = pl.col("status_bayar"), pl.col("sumber_dana")
    return [
        *_nik_warnings(kept, "nik_pekerja", "nik_ragu", "_nik_ada"),
        *_nik_warnings(kept, "nik_donatur", "nik_donatur_ragu", "_nik_donatur_ada"),
        note_rows(kept.filter(pl.col("_kpj_ada") & pl.col("kpj").is_null()), "kpj_salah", "kpj"),
        note_rows(kept.filter("kpj_padan"), "kpj_dipadankan", "kpj"),
        note_rows(undated, "tanggal_tak_terbaca", "tanggal_bayar"),
        note_rows(kept.filter(pl.col("nominal").is_null()), "tanpa_nominal", "nominal"),
        note_rows(kept.filter("_beda"), "jumlah_bulan_beda", "jumlah_bulan"),
        note_rows(
            kept.filter(~pl.col("status_dikenal")),
            "status_tidak_dikenal",
            "status_bayar",
            nilai=status,
        ),
        note_rows(
            kept.filter(~pl.col("dana_dikenal")),
            "sumber_tidak_dikenal",
            "sumber_dana",
            nilai=source,
        ),
        note_rows(
            kept.filter(pl.col("nip_keadaan") == "rusak"), "nip_donatur_rusak", "nip_donatur"
        ),
        note_rows(
            kept.filter(pl.col("nip_keadaan") == "salah"), "nip_donatur_salah", "nip_donatur"
        ),
    ]


def _nik_warnings(kept: pl.DataFrame, field: str, doubt: str, filled: str) -> list[pl.DataFrame]:
    doubtful = kept.filter(pl.col(doubt).is_not_null())
    return [
        note_rows(doubtful, "nik_meragukan", field, sebab=pl.col(doubt)),
        note_rows(kept.filter(pl.col(filled) & pl.col(field).is_null()), "nik_salah", field),
    ]
