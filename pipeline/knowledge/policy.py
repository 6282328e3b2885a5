"""The city's policy (kebijakan.toml) as a typed, immutable value (contract §1).

policy_file.py reads and checks it.

Where the attributes of a class here are the keys of a table there, its fields say what pydantic
checks of them.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import polars as pl
from pydantic import AfterValidator, with_config

from pipeline.core.periods import Period
from pipeline.knowledge.schedules import monthly_cron
from pipeline.knowledge.sending_rules import SendingRules
from pipeline.knowledge.settings import (
    CHECKED,
    Line,
    Lines,
    Offices,
    Share,
    Switch,
    Text,
    one_of,
    whole,
    wrong,
)
from pipeline.reading.rules import ReadingRules
from schemas.layouts import plain_label

SECTORS: Final = ("lainnya", "transportasi")
# What contract §4 names; an older policy without [status_bayar] keeps working.
PAID_WORDS: Final = (
    "lunas",
    "berhasil",
    "sukses",
    "success",
    "paid",
    "sudah bayar",
    "dibayar",
    "terbayar",
    "settlement",
)
UNPAID_WORDS: Final = (
    "gagal",
    "pending",
    "belum",
    "belum lunas",
    "batal",
    "ditolak",
    "saldo tidak cukup",
    "failed",
)
FAR: Final = Period.of(9999, 12)
UNPACKED_LIMIT: Final = 512 * 2**20
GRACE_MONTHS: Final = 3
_MINUTES_OF_A_DAY: Final = 24 * 60


@dataclass(frozen=True)
class Tariff:
    """Least iuran per worker and month (JKK + JKM), `start` to `end`, for a sector ("*" is all)."""

    start: Period
    end: Period
    sector: str
    rupiah: int


@with_config(CHECKED)
@dataclass(frozen=True)
class Gate:
    """The shares beyond which a month is refused or a file is (contract §2.6, §5.7)."""

    perubahan_roster: Share = 0.10
    penurunan_iuran: Share = 0.50
    nip_rusak_roster: Share = 0.05
    nip_kelipatan_32: Share = 0.20
    klarifikasi: Share = 0.05
    status_tak_dikenal: Share = 0.05
    kurang_bayar: Share = 0.20
    donatur_tidak_dikenal: Share = 0.30
    baris_ditolak: Share = 0.20
    belum_dipetakan: Share = 0.05
    penurunan_sudah: Share = 0.15


@dataclass(frozen=True)
class ExpectedDelivery:
    """A delivery that is to come each month from `start` on (contract §5.7).

    kind: asn or iuran; pattern: a file name with *; required: whether the gate stops a month that
    lacks it. contact: whom to ask where it is late; "" where the policy names nobody.
    """

    name: str
    kind: str
    pattern: str
    start: Period
    required: bool = True
    contact: str = ""


def _known_fields(offices: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a field in braces that no letter fills, and a brace without its fellow."""
    for office in offices:
        left = re.sub(r"\{(?:opd|kepala)\}", "", office)
        if "{" in left or "}" in left:
            raise wrong("isian", isian=office)
    return offices


@with_config(CHECKED)
@dataclass(frozen=True)
class Letter:
    """Whom the secretary's letter addresses, and its form (domain §7).

    melalui, tembusan: offices, with {opd} and {kepala} for the OPD's name and its head's office.
    sebutan: how the addressee is thanked. nama_terbanyak: with more names than this the attachment
    is the table by unit. srikandi: fields that SRIKANDI fills stand where number, date and
    signature come. kertas: of all documents.
    """

    yth: Text
    melalui: Annotated[Offices, AfterValidator(_known_fields)]
    tembusan: Annotated[Lines, AfterValidator(_known_fields)]
    kota: Text
    sebutan: Text = "Ibu Wali Kota"
    nama_terbanyak: Annotated[int, whole(0, 100_000)] = 100
    srikandi: Switch = False
    kertas: Annotated[str, one_of("A4", "F4")] = "A4"


@with_config(CHECKED)
@dataclass(frozen=True)
class Timetable:
    """When the scheduled run starts (cron), and how often it looks again for inputs not there yet.

    A file changed within the last `tenang_menit` may still be on its way and is waited for.
    """

    cron: Annotated[Line, AfterValidator(monthly_cron)] = "0 6 5 * *"
    lihat_lagi_menit: Annotated[int, whole(1, _MINUTES_OF_A_DAY)] = 60
    lihat_lagi_kali: Annotated[int, whole(0, 1000)] = 72
    tenang_menit: Annotated[int, whole(0, _MINUTES_OF_A_DAY)] = 10


@dataclass(frozen=True)
class Policy:
    """Every rule that is policy and not arithmetic.

    unit_pecah: the OPD codes of [unit] pecah, whose reports are wanted per unit too (contract §6).
    """

    instansi: str
    gerakan: str
    dasar_hukum: tuple[str, ...]
    zona_waktu: str
    minimal_pekerja: int
    masa_tenggang_bulan: int
    wajib: dict[str, Period]
    kedudukan: dict[str, tuple[str, ...]]
    tarif: tuple[Tariff, ...]
    sektor_transportasi: tuple[str, ...]
    sumber_asn: tuple[str, ...]
    sumber_bukan_asn: tuple[str, ...]
    gerbang: Gate
    ukuran_terurai: int
    surat: Letter
    kenaikan_tahunan: float
    kontak: str
    jadwal: Timetable
    kirim: SendingRules
    paid_words: tuple[str, ...] = PAID_WORDS
    unpaid_words: tuple[str, ...] = UNPAID_WORDS
    kiriman: tuple[ExpectedDelivery, ...] = ()
    unit_pecah: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zona_waktu)

    @property
    def reading(self) -> ReadingRules:
        """What reading needs of the policy."""
        return ReadingRules(
            time_zone=self.zona_waktu,
            unpacked_limit=self.ukuran_terurai,
            damaged_nip_share=self.gerbang.nip_rusak_roster,
            snapped_nip_share=self.gerbang.nip_kelipatan_32,
            transport_words=self.sektor_transportasi,
            asn_sources=self.sumber_asn,
            other_sources=self.sumber_bukan_asn,
            paid_words=self.paid_words,
            unpaid_words=self.unpaid_words,
        )

    def standing(self) -> dict[str, str]:
        """Map each plain kedudukan label to its list: dihitung, dikecualikan or keluar."""
        return {plain_label(word): name for name, words in self.kedudukan.items() for word in words}

    def tariff_of(self, month: Period, sector: str) -> int | None:
        """Return the least iuran in `month` for `sector`: the last matching row holds."""
        fitting = [t for t in self.tarif if t.start <= month <= t.end and t.sector in ("*", sector)]
        return fitting[-1].rupiah if fitting else None

    def tariff_table(self, first: Period, last: Period) -> pl.DataFrame:
        """Return `bulan` (month index), `sektor`, `least` (rupiah or null) for first..last."""
        rows = [
            (m, s, self.tariff_of(Period(m), s))
            for m in range(first.index, last.index + 1)
            for s in SECTORS
        ]
        schema = {"bulan": pl.Int32, "sektor": pl.String, "least": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")
