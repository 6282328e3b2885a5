"""What changed since last month, P-1 decided again with the same knowledge (contract §5.6)."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from pipeline.core.sentences import say_expr
from pipeline.core.wording import say
from schemas.codes import STATUSES, UNMAPPED_OPD

_ORDER: Final = ("kode_opd", "perubahan", "nip")


def changes(now: pl.DataFrame, before: pl.DataFrame, opd_names: Mapping[str, str]) -> pl.DataFrame:
    """Compare two months' decided people (Decision.people).

    Gives kode_opd, perubahan, nip, nama, unit_kerja and keterangan, sorted.

    `opd_names` are the OPDs' names by code. An ASN who moved stands once in the new OPD and once in
    the old. Someone whose NIP changed with a new contract is recognised by the NIK, and has then
    neither come nor gone.
    """
    pairs = _pairs(now, before)
    both = pairs.filter(pl.col("nip_lalu").is_not_null() & pl.col("nip_kini").is_not_null())
    parts = [
        _status_change(both, "baru_berpartisipasi", "sudah"),
        _status_change(both, "baru_belum", "belum"),
        *_moves(both, opd_names),
        _row(
            pairs.filter(pl.col("nip_lalu").is_null()),
            "masuk",
            "kini",
            say_expr("pindah.masuk", kini=_status("kini")),
        ),
        _row(
            pairs.filter(pl.col("nip_kini").is_null()),
            "keluar",
            "lalu",
            say_expr("pindah.keluar", lalu=_status("lalu")),
        ),
    ]
    return pl.concat(parts).sort(_ORDER)


def _pairs(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Join the two months by person: the NIP, else a NIK that is one person's in both months."""
    kini, lalu = _side(now, "kini"), _side(before, "lalu")
    renamed = _renamed(kini, lalu)
    keyed = kini.join(renamed, on="nip_kini", how="left").with_columns(
        _k=pl.coalesce("_nip_dulu", "nip_kini")
    )
    return keyed.join(lalu.with_columns(_k="nip_lalu"), on="_k", how="full")


def _side(people: pl.DataFrame, side: str) -> pl.DataFrame:
    columns = {
        "nip": "nip",
        "nama_tampil": "nama",
        "nik": "nik",
        "kode_opd": "opd",
        "unit_kerja": "unit",
        "status": "status",
    }
    return people.select(pl.col(name).alias(f"{short}_{side}") for name, short in columns.items())


def _renamed(kini: pl.DataFrame, lalu: pl.DataFrame) -> pl.DataFrame:
    come = kini.join(lalu, left_on="nip_kini", right_on="nip_lalu", how="anti")
    gone = lalu.join(kini, left_on="nip_lalu", right_on="nip_kini", how="anti")
    come_once = come.filter(~pl.col("nik_kini").is_duplicated())
    gone_once = gone.filter(~pl.col("nik_lalu").is_duplicated())
    same = come_once.join(gone_once, left_on="nik_kini", right_on="nik_lalu", how="inner")
    return same.select("nip_kini", _nip_dulu="nip_lalu")


def _status(side: str) -> pl.Expr:
    names = {status: say(f"status.{status}").lower() for status in STATUSES}
    return pl.col(f"status_{side}").replace_strict(names, default=None, return_dtype=pl.String)


def _status_change(both: pl.DataFrame, code: str, status: str) -> pl.DataFrame:
    changed = both.filter((pl.col("status_kini") == status) & (pl.col("status_lalu") != status))
    return _row(
        changed, code, "kini", say_expr("pindah.status", lalu=_status("lalu"), kini=_status("kini"))
    )


def _moves(both: pl.DataFrame, opd_names: Mapping[str, str]) -> list[pl.DataFrame]:
    moved = both.filter(pl.col("opd_kini") != pl.col("opd_lalu"))
    every = {**opd_names, UNMAPPED_OPD: say("sebutan.belum_dipetakan")}
    old, new = (pl.col(c).replace(every) for c in ("opd_lalu", "opd_kini"))
    come = _row(moved, "pindah", "kini", say_expr("pindah.dari", opd=old))
    gone = _row(moved, "pindah", "lalu", say_expr("pindah.ke", opd=new))
    return [come, gone]


def _row(pairs: pl.DataFrame, code: str, side: str, note: pl.Expr) -> pl.DataFrame:
    return pairs.select(
        kode_opd=pl.col(f"opd_{side}"),
        perubahan=pl.lit(code),
        nip=pl.col(f"nip_{side}"),
        nama=pl.col(f"nama_{side}"),
        unit_kerja=pl.col(f"unit_{side}"),
        keterangan=note,
    )
