"""The iuran records considered for a person, each with its deciding rule (contract §5.3, §5.4)."""

from typing import Any, Final

import polars as pl

from pipeline.assessing.evidence import claim_number, payment_order
from pipeline.core import formats
from pipeline.core.month_columns import month_text
from pipeline.core.periods import Period
from pipeline.core.places import place
from pipeline.core.wording import say
from pipeline.deciding.decision import Decision
from pipeline.dossier.model import Considered
from pipeline.knowledge.knowledge import Known
from schemas.findings import register

_ORDER: Final = ("_di_luar", "_awal", "bulan_terima", "berkas", "urut_lembar", "baris")


def considered(known: Known, decision: Decision, nip: str) -> tuple[Considered, ...]:
    """Return every record that bears this NIP, was attributed to it or may be meant for it.

    Those for P first.
    """
    rows = pl.concat([_accepted(decision, nip), _rejected(known, decision, nip)], how="diagonal")
    p = decision.period.index
    covers = (pl.col("awal") <= p) & (pl.col("akhir") >= p)
    ordered = rows.with_columns(
        _di_luar=~covers.fill_null(value=False), _awal=-pl.col("awal")
    ).sort(_ORDER)
    return tuple(_record(row, decision, known) for row in _shown(ordered).to_dicts())


def _accepted(decision: Decision, nip: str) -> pl.DataFrame:
    """Return the accepted records with `kaitan` and `lain`.

    `kaitan` is why each is looked at, `lain` where a claim's first stands.
    """
    counted = pl.col("disposisi") == "dihitung"
    holder = place().filter(counted & ~pl.col("pekerja_ragu")).first().over("pekerja")
    own = place().filter(counted).first().over("pekerja", "nip_asn")
    other = pl.when(pl.col("disposisi") == "duplikat").then(own).otherwise(holder)
    written = pl.col("nip_angka") == nip
    among = pl.col("calon").list.contains(nip).fill_null(value=False)
    kaitan = (
        pl.when(pl.col("nip_asn") == nip)
        .then(pl.col("jalur"))
        .when(pl.col("nip_usulan") == nip)
        .then(pl.lit("diduga"))
        .when(among)
        .then(pl.lit("seri"))
        .when(written & pl.col("nip_asn").is_not_null())
        .then(pl.lit("dialihkan"))
        .when(written)
        .then(pl.lit("tertulis"))
    )
    return decision.records.with_columns(kaitan=kaitan, lain=other).filter(
        pl.col("kaitan").is_not_null()
    )


def _rejected(known: Known, decision: Decision, nip: str) -> pl.DataFrame:
    """Return the rejected records that bear the NIP, with `sebab`.

    It is what the register says is wrong with each.
    """
    fatal = [kode for kode, kind in register().items() if kind.tingkat == "baris"]
    keys = ["bulan_terima", "berkas", "lembar", "baris"]
    faults = (
        known.findings.filter(pl.col("kode").is_in(fatal))
        .group_by(keys)
        .agg(sebab=pl.col("pesan").sort().first())
    )
    bearing = decision.rejected.filter(pl.col("nip_angka") == nip)
    joined = bearing.join(faults, on=keys, how="left", maintain_order="left")
    return joined.with_columns(kaitan=pl.lit("ditolak"), disposisi=pl.lit("ditolak"))


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        tempat=place(),
        klaim=claim_number(pl.col("nomor_klaim")),
        bulan_awal=month_text(pl.col("awal")),
        urutan=payment_order(pl.col("lebih_dulu")),
        bulan_akhir=month_text(pl.col("akhir")),
        sampai=month_text(pl.col("dibayar_sampai")),
    )


def _record(row: dict[str, Any], decision: Decision, known: Known) -> Considered:
    names = (
        "tempat",
        "bulan_awal",
        "bulan_akhir",
        "nominal",
        "tanggal_bayar",
        "nik_pekerja_samar",
        "disposisi",
    )
    return Considered(
        **{name: row[name] for name in names},
        dibayar_sampai=row["sampai"],
        kaitan=say(f"jelaskan.kaitan.{row['kaitan']}"),
        aturan=_rule(row, decision.period, known),
    )


def _rule(row: dict[str, Any], period: Period, known: Known) -> str:
    code = row["disposisi"]
    if code == "donatur_diduga" and row["kaitan"] == "diduga":
        basis = say(f"jelaskan.dasar.{row['dasar']}")
        return say(
            "jelaskan.aturan.diduga_ini",
            dasar=basis,
            skor=formats.number(round(row["skor"])),
            periode=period,
        )
    return say(f"jelaskan.aturan.{code}", **_values(row, period, known))


def _values(row: dict[str, Any], period: Period, known: Known) -> dict[str, object]:
    """Return every value that a rule's sentence may name."""
    empty = say("sebutan.kosong")
    reached = row["sampai"]
    return {
        "periode": period.name,
        "sebab": row.get("sebab") or "",
        "klaim": row["klaim"] or "",
        "lain": row["lain"] or "",
        "urutan": row["urutan"],
        "status": row["status_bayar"] or empty,
        "dana": row["sumber_dana"] or empty,
        "nominal": formats.rupiah(row["nominal"]) if row["nominal"] is not None else empty,
        "perlu": _needed(row, period, known),
        "usulan": row["nip_usulan"] or "",
        "cukup": say("penjelasan.cukup", bulan=formats.month(reached))
        if reached
        else say("penjelasan.tak_cukup"),
    }


def _needed(row: dict[str, Any], period: Period, known: Known) -> str:
    """Return what the months from the first declared one to P cost at least (contract §5.2)."""
    if row["disposisi"] != "kurang_bayar":
        return ""
    months = (Period(index) for index in range(row["awal"], period.index + 1))
    tariffs = [known.references.policy.tariff_of(month, row["sektor"]) for month in months]
    return formats.rupiah(sum(tariff for tariff in tariffs if tariff is not None))
