"""The report objects: everything a document says, frozen, before any rendering.

Workbook, page and letter are all made from the same object, so they cannot disagree. Frames in here
are already sorted by a total key; renderers neither sort, filter nor count.
"""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core.marks import OPD_REPORT, Marks
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import Opd
from pipeline.reporting.coverage import Coverage
from pipeline.reporting.file_names import opd_file, units_archive
from pipeline.reporting.followup import FollowUp
from pipeline.reporting.units import Unit


@dataclass(frozen=True)
class Cause:
    """Why a revision differs: `jenis` is masukan, referensi, versi or tampilan.

    `keadaan` baru, berubah or hilang.
    """

    kind: str
    state: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class ArrivalReport:
    """What came in beside last month's, all in the reader's words.

    deliveries: jenis_berkas, kiriman, keadaan_kiriman, berkas, dibaca and diterima each _kini and
    _lalu, kontak. year: jenis_berkas, kiriman and a column per month ("2026-10") saying whether it
    came, oldest first. counts: rincian, jumlah_kini, jumlah_lalu. cautions: peringatan. hurt:
    syarat, nama_opd, jumlah: whom each stop would name wrongly. words: jenis_kata, kata, jumlah,
    berkas, kunci: what needs a place in policy or references.
    """

    deliveries: pl.DataFrame
    year: pl.DataFrame
    counts: pl.DataFrame
    cautions: pl.DataFrame
    hurt: pl.DataFrame
    words: pl.DataFrame


@dataclass(frozen=True)
class SinceRevision:
    """How a revision differs from `revisi`, the one before it.

    opds: kode_opd, nama_opd, keadaan_opd and wajib, sudah, belum each with _dahulu and _kini, of
    the `berbeda` OPDs that differ out of `semua`.
    """

    revision: str
    opds: pl.DataFrame
    different: int
    total: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Source:
    """A sheet of an input as far as a reader needs it: what it is called, what became of its rows.

    sha256: of its whole file. kiriman: what the delivery is called that brought it.
    """

    bulan_terima: str
    jenis: str
    sumber: str
    sha256: str
    diterima: int
    ditolak: int
    ganda: int
    lainnya: int
    kiriman: str


@dataclass(frozen=True)
class Edition:
    """What every document of one revision says of itself."""

    period: Period
    known_until: Period
    revision: str
    policy: Policy
    sources: tuple[Source, ...]
    anomaly: str | None = None
    notes: tuple[str, ...] = ()
    coat_of_arms: bytes = b""


@dataclass(frozen=True)
class OpdReport:
    """All that the secretary of one OPD receives, or the head of one of its units.

    by_unit: unit_kerja, wajib, sudah, belum, dikecualikan, klarifikasi, persen. by_kind: jenis_asn
    and the same counts. by_reason: status, alasan, jumlah. belum, sudah, dikecualikan: the columns
    of the status table (dikecualikan holds klarifikasi too), belum also jawaban_terakhir. to_mend:
    as for_secretaries of assessing gives them. changes: perubahan, nip, nama, unit_kerja,
    keterangan; None when last month has no roster. groups: kelompok_catatan, jumlah: belum by the
    state of the record. ages: kelompok ("1", "2", "3", "4-6", "> 6"), jumlah: belum by months
    without iuran. restatement: what differs from what was published first. follow_up: None where
    this OPD itself answered for nobody of its. answer_by, answer_to: until when and where an answer
    is asked for. units: those of its people where the policy asks for a workbook of each. unit: the
    one whose people alone these are; None for the whole OPD. The lists of people have UNIT too
    (reporting/units.py), and are in its order.
    """

    edition: Edition
    opd: Opd
    counts: Counts
    before: Counts | None
    by_unit: pl.DataFrame
    by_kind: pl.DataFrame
    by_reason: pl.DataFrame
    belum: pl.DataFrame
    sudah: pl.DataFrame
    dikecualikan: pl.DataFrame
    to_mend: pl.DataFrame
    changes: pl.DataFrame | None
    groups: pl.DataFrame
    ages: pl.DataFrame
    restatement: Restatement | None
    signature: str
    follow_up: FollowUp | None
    answer_by: dt.date
    answer_to: str
    units: tuple[Unit, ...] = ()
    unit: Unit | None = None

    @property
    def whose(self) -> str:
        """Whose report it is, as its titles say."""
        return f"{self.unit.title}, {self.opd.nama}" if self.unit else self.opd.nama

    @property
    def workbook(self) -> str:
        """What the OPD's own workbook is called as a file."""
        return opd_file(self.opd.kode, self.edition.period, "xlsx")

    @property
    def units_archive(self) -> str:
        """What the archive of its units' workbooks is called; "" where they have none."""
        return units_archive(self.opd.kode, self.edition.period) if self.units else ""

    @property
    def marks(self) -> Marks:
        """What tells the returned workbook from a forged or mixed-up one (contract §6)."""
        of, unit = self.edition, self.unit.code if self.unit else ""
        return Marks(OPD_REPORT, str(of.period), self.opd.kode, of.revision, self.signature, unit)

    @property
    def lists(self) -> dict[str, pl.DataFrame]:
        """Lists of people and of what is to be mended, by their names in workbook and page."""
        return {
            "belum": self.belum,
            "sudah": self.sudah,
            "dikecualikan": self.dikecualikan,
            "perbaikan": self.to_mend,
        }


@dataclass(frozen=True)
class CityReport:
    """All that the Wali Kota receives.

    unmapped: the counts of those whose OPD is not known: it is no OPD and has no rank. opd: the
    columns of the opd table plus wajib_lalu, sudah_lalu (null where last month is
    unknown) and a column per group of belum, highest percentage first; OPDs without anyone obliged
    last. by_kind, by_reason, groups as in OpdReport. ages: kelompok ("1", "2", "3", "4-6", "> 6"),
    jumlah: belum by months without iuran. by_kecamatan: nama_opd, wajib, the four statuses and
    persen of the kecamatan, most belum first. trend: bulan, wajib, sudah, jumlah_pekerja as known
    now, wajib_pertama, sudah_pertama as published first (null where nothing was), oldest month
    first. reorganised: a sentence for each of these months in which OPDs came or went. coverage:
    the city's coverage against last year; None without figures of last year. change_counts:
    kode_opd, perubahan, jumlah; None when last month has no roster. changes: the same by person,
    nama_opd and the columns of OpdReport.perubahan; for the workbook only. restatement: what
    differs from what was published first; the page gives counts of it only. belum: nama_opd
    followed by the status columns; for the workbook only, never for the page. monthly_cost: rupiah
    a month if each ASN in belum took on one worker at the least tariff. tariff: that least tariff
    per worker and month. follow_up: None where nobody answered yet. follow_up_by_opd: kode_opd,
    nama_opd, menjawab (it has itself answered) and the counts of FollowUp. answers_by_month: bulan
    (of receipt), dijawab, perangkat_menjawab.
    """

    edition: Edition
    counts: Counts
    before: Counts | None
    unmapped: Counts
    opd: pl.DataFrame
    by_kind: pl.DataFrame
    by_reason: pl.DataFrame
    by_kecamatan: pl.DataFrame
    trend: pl.DataFrame
    reorganised: tuple[str, ...]
    coverage: Coverage | None
    groups: pl.DataFrame
    ages: pl.DataFrame
    change_counts: pl.DataFrame | None
    changes: pl.DataFrame | None
    restatement: Restatement | None
    belum: pl.DataFrame
    monthly_cost: int
    tariff: int
    follow_up: FollowUp | None
    follow_up_by_opd: pl.DataFrame
    answers_by_month: pl.DataFrame

    @property
    def silent_opds(self) -> tuple[str, ...]:
        """The names of OPDs that have answered for nobody, where others have."""
        rows = self.follow_up_by_opd.filter(~pl.col("menjawab"))
        return tuple(rows["nama_opd"])


@dataclass(frozen=True)
class RowCounts:
    """What became of the rows received in one month."""

    dibaca: int = 0
    diterima: int = 0
    ditolak: int = 0
    ganda: int = 0
    lainnya: int = 0


@dataclass(frozen=True)
class QualityReport:
    """All that the operator and the suppliers receive: findings, row accounting, gate.

    No names, no whole numbers.

    counts: rows received in the period; before: in the month before, None where nothing was
    received then. summary: kode, tingkat, pemilik, jumlah_temuan, pesan (for all of the code),
    contoh, gravest and most first. findings: per owner the findings that concern the period:
    nama_opd, bulan_terima, berkas, lembar, baris, kolom, nilai_samar, pesan, tingkat, kode. files:
    bulan_terima, jenis_berkas, berkas, lembar, sumber, dibaca and a count per row class (contract
    §2.4), newest month first. trend: bagian, rincian, a column per month of receipt (named
    "2026-10"), selisih_bulan. gate and conservation: syarat, keadaan, angka, batas, jalan_keluar.
    arrivals: what came in.
    """

    edition: Edition
    counts: RowCounts
    before: RowCounts | None
    summary: pl.DataFrame
    findings: tuple[tuple[str, pl.DataFrame], ...]
    files: pl.DataFrame
    trend: pl.DataFrame
    gate: pl.DataFrame
    conservation: pl.DataFrame
    arrivals: ArrivalReport

    @property
    def finding_count(self) -> int:
        """How many findings the lists of all owners hold."""
        return sum(frame.height for _, frame in self.findings)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of receipt that the trend compares, oldest first."""
        return tuple(Period.parse(name) for name in self.trend.columns if name[0].isdigit())


@dataclass(frozen=True)
class CandidateReport:
    """Whom unknown donors' records may mean, for the operator alone.

    Names and NIPs stand as written and on the roster.

    suggestions: bulan_terima, berkas, lembar, baris, nip_tercatat, nama_tercatat, nip_usulan,
    nama_usulan, nama_opd, skor, dasar. ties: the same for those who fit equally well, a row per
    record and person; nobody of them is suggested. near: the same without dasar for those whose
    name is merely near; they are nobody's suggestion. doubts: nama_opd, nip, nama, jawaban,
    catatan_jawaban, bulan_terima, sebab: who says that the data are wrong, and why that may be.
    """

    edition: Edition
    suggestions: pl.DataFrame
    ties: pl.DataFrame
    near: pl.DataFrame
    doubts: pl.DataFrame
