"""The tables of a month, in the contract's columns and a total order (contract §6)."""

from typing import Final

import polars as pl

from pipeline.core.month_columns import month_text
from pipeline.core.periods import Period
from pipeline.core.places import RECORD_PLACE
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.deciding.near_names import near_names
from schemas.codes import STATUSES, UNMAPPED_OPD
from schemas.tables import table_schema

_COUNTED: Final = (*STATUSES, "tak_terbaca", "jumlah_pekerja")


def status_table(people: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return status.parquet from explained people, sorted by kode_opd and nip."""
    shown = people.with_columns(periode=pl.lit(str(period)), nama=pl.col("nama_tampil"))
    return shown.select(table_schema("status").keys()).sort("kode_opd", "nip")


def iuran_table(decision: Decision) -> pl.DataFrame:
    """Return iuran.parquet: every record read, accepted or rejected, with its disposition.

    Sorted by place.
    """
    rejected = decision.rejected.with_columns(
        disposisi=pl.lit("ditolak"), nip_asn=pl.lit(None, dtype=pl.String)
    )
    columns = [
        *RECORD_PLACE,
        "urut_lembar",
        "nip_tercatat",
        "nip_asn",
        "nik_pekerja_samar",
        "awal",
        "akhir",
        "nominal",
        "tanggal_bayar",
        "disposisi",
    ]
    every = pl.concat([decision.records.select(columns), rejected.select(columns)])
    dated = every.sort("bulan_terima", "berkas", "urut_lembar", "baris").with_columns(
        bulan_awal=month_text(pl.col("awal")), bulan_akhir=month_text(pl.col("akhir"))
    )
    return dated.select(table_schema("iuran").keys())


def files_behind(iuran: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Return bulan_terima and berkas of the iuran files that came in the folder of `period`.

    And of those with a record that covers it; `iuran` is `iuran_table`.
    """
    covers = ~pl.col("disposisi").is_in(["ditolak", "di_luar_periode"])
    told = iuran.filter(covers | (pl.col("bulan_terima") == str(period)))
    return told.select("bulan_terima", "berkas").unique().sort("bulan_terima", "berkas")


def suggestion_table(decision: Decision) -> pl.DataFrame:
    """Return usulan.parquet, sorted by place.

    It has every record whose unknown donor one person on roster P fits.
    """
    open_ = decision.records.filter(pl.col("nip_usulan").is_not_null())
    named = open_.join(_names(decision), on="nip_usulan")
    ordered = named.sort("bulan_terima", "berkas", "urut_lembar", "baris")
    return ordered.select(table_schema("usulan").keys())


def candidate_table(decision: Decision) -> pl.DataFrame:
    """Return everyone whom an unknown donor's record may mean, a row per record and person.

    The columns are those of usulan.parquet, bulan_terima and kode_opd, and `sama`: how many fit
    equally well. With one, that person is the suggestion; of several nobody is, and the operator
    sees them all (contract §5.3).
    """
    open_ = decision.records.drop_nulls("calon").with_columns(sama=pl.col("calon").list.len())
    each = open_.drop("nip_usulan").explode("calon").rename({"calon": "nip_usulan"})
    whose = decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil", kode_opd="kode_opd")
    named = each.join(whose, on="nip_usulan")
    ordered = named.sort("bulan_terima", "berkas", "urut_lembar", "baris", "nip_usulan")
    return ordered.select(
        "bulan_terima", *table_schema("usulan").keys(), "kode_opd", pl.col("sama").cast(pl.Int64)
    )


def near_table(decision: Decision) -> pl.DataFrame:
    """Return whose names are near those of donors whom nobody fits, a row per record and person.

    For the operator.

    The columns are those of usulan.parquet but `dasar`, and bulan_terima and kode_opd. Nobody of
    them is suggested.
    """
    lost = decision.records.filter(
        (pl.col("disposisi") == "donatur_tidak_dikenal")
        & (pl.col("calon").list.len().fill_null(0) == 0)
    )
    pairs = lost.drop("skor", "nip_usulan").join(near_names(lost, decision.people), on="nama_polos")
    whose = decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil", kode_opd="kode_opd")
    named = pairs.rename({"nip_dekat": "nip_usulan"}).join(whose, on="nip_usulan")
    columns = [name for name in table_schema("usulan") if name != "dasar"]
    ordered = named.sort(
        "bulan_terima", "berkas", "urut_lembar", "baris", -pl.col("skor"), "nip_usulan"
    )
    return ordered.select("bulan_terima", *columns, "kode_opd")


def _names(decision: Decision) -> pl.DataFrame:
    return decision.people.select(nip_usulan="nip", nama_usulan="nama_tampil")


def opd_table(
    people: pl.DataFrame, unread: pl.DataFrame, opd_names: dict[str, str]
) -> pl.DataFrame:
    """Return opd.parquet: one row per OPD of opd.csv, those at zero too, sorted by kode_opd.

    `unread` are the month's rejected roster rows. BELUM-DIPETAKAN is a unit of its own when
    anything is in it.
    """
    every = pl.DataFrame({"kode_opd": list(opd_names), "nama_opd": list(opd_names.values())})
    stray = pl.DataFrame({"kode_opd": [UNMAPPED_OPD], "nama_opd": [say("sebutan.belum_dipetakan")]})
    counts = [
        people.group_by("kode_opd").agg(
            (pl.col("status") == s).sum().cast(pl.Int64).alias(s) for s in STATUSES
        )
    ]
    counts.append(people.group_by("kode_opd").agg(pl.col("jumlah_pekerja").sum()))
    counts.append(unread.group_by("kode_opd").agg(tak_terbaca=pl.len().cast(pl.Int64)))
    table = pl.concat([every, stray])
    for count in counts:
        table = table.join(count, on="kode_opd", how="left")
    filled = table.with_columns(pl.col(_COUNTED).fill_null(0)).with_columns(
        wajib=pl.col("sudah") + pl.col("belum")
    )
    kept = filled.filter(
        (pl.col("kode_opd") != UNMAPPED_OPD) | (pl.sum_horizontal(*STATUSES, "tak_terbaca") > 0)
    )
    share = pl.when(pl.col("wajib") > 0).then(100 * pl.col("sudah") / pl.col("wajib"))
    return kept.with_columns(persen=share).select(table_schema("opd").keys()).sort("kode_opd")
