"""Who takes part in a month whose reasons nobody asks for, and how many.

What is held against last month, and a trend, need no more of earlier months. Who an unknown donor
may be, and why somebody does not take part, changes no status and no figure (contract §5.5), so
neither is worked out: the statuses are those of `decide`, by the same functions.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipeline.core.periods import Period
from pipeline.deciding.attribution import attribute, people, usable_repairs
from pipeline.deciding.coverage import with_disposition, with_worker_kind
from pipeline.deciding.participation import with_status, with_workers
from pipeline.knowledge.knowledge import Known

# Of a record, what tells whether it counts and where it stands.
_ASKED: Final = (
    *("bulan_terima", "berkas", "baris"),
    *("nip_tercatat", "nama_tercatat", "nip", "nik_donatur"),
    *("pekerja", "pekerja_nik", "pekerja_ragu"),
    *("awal", "akhir", "dibayar_sampai", "lunas", "dana_asn", "tanggal_bayar"),
)


@dataclass(frozen=True)
class Participation:
    """Who takes part in one period.

    people: one row per ASN of roster P with status and jumlah_pekerja, by nip. records: accepted
    iuran records with nip_asn and disposisi; at least those that cover the period.
    """

    period: Period
    people: pl.DataFrame
    records: pl.DataFrame


@dataclass(frozen=True)
class Tally:
    """The figures of one month."""

    period: Period
    wajib: int
    sudah: int
    jumlah_pekerja: int


def participation(known: Known, period: Period, keyed: pl.DataFrame) -> Participation:
    """Decide who takes part in `period`; `keyed` are the records of `decision.keyed_records`.

    The records are those that cover the period. A donor who would be a suggestion is
    `donatur_tidak_dikenal` there: nobody looks for one.
    """
    asked = keyed.select(_ASKED)
    covering = asked.filter((pl.col("awal") <= period.index) & (pl.col("akhir") >= period.index))
    persons = people(known.rosters, str(period), covering["nip"])
    repairs, _ = usable_repairs(known.references.repairs, persons.roster)
    attributed = attribute(covering, persons, repairs).with_columns(
        nip_usulan=pl.lit(None, dtype=pl.String)
    )
    records = with_disposition(with_worker_kind(attributed, persons.roster), period)
    judged = with_status(with_workers(persons.roster, records), known.references.policy, period)
    return Participation(period, judged, records)


def tally(known: Known, period: Period, keyed: pl.DataFrame) -> Tally:
    """Count who takes part in `period`; `keyed` are the records of `decision.keyed_records`."""
    return tally_of(participation(known, period, keyed).people, period)


def tally_of(judged: pl.DataFrame, period: Period) -> Tally:
    """Count verdicts; `judged` have status and jumlah_pekerja, as Decision.people."""
    status = judged["status"]
    return Tally(
        period,
        int(status.is_in(["sudah", "belum"]).sum()),
        int((status == "sudah").sum()),
        int(judged["jumlah_pekerja"].sum()),
    )
