"""The report objects: everything a document says, frozen, before any rendering.

Workbook, page and letter are all made from the same object, so they cannot disagree. Frames in here
are already sorted by a total key; renderers neither sort, filter nor count.
"""

from dataclasses import dataclass

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core.periods import Period
from pipeline.knowledge.policy import Policy
from pipeline.knowledge.references import Opd


@dataclass(frozen=True)
class Cause:
    """Why a revision differs: `jenis` is masukan, referensi, versi or tampilan; `keadaan` baru, berubah or hilang."""

    jenis: str
    keadaan: str
    nama: tuple[str, ...]


@dataclass(frozen=True)
class ArrivalReport:
    """What came in beside last month's, all in the reader's words.

    deliveries: jenis_berkas, kiriman, keadaan_kiriman, berkas, dibaca and diterima each _kini and _lalu, kontak. year:
    jenis_berkas, kiriman and a column per month ("2026-10") saying whether it came, oldest first. counts: rincian,
    jumlah_kini, jumlah_lalu. cautions: peringatan. hurt: syarat, nama_opd, jumlah: whom each stop would name wrongly.
    words: jenis_kata, kata, jumlah, berkas, kunci: what needs a place in policy or references.
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

    opd: kode_opd, nama_opd, keadaan_opd and wajib, sudah, belum each with _dahulu and _kini, of the `berbeda` OPDs that
    differ out of `semua`.
    """

    revisi: str
    opd: pl.DataFrame
    berbeda: int
    semua: int
    sebab: tuple[Cause, ...]


@dataclass(frozen=True)
class Coverage:
    """How many of the city's vulnerable workers are insured, and what last year's coverage asks of this year.

    `tahun` is last year, `peserta` of `potensi` its figures; `kini` are this year's so far (peserta, potensi) or None.
    """

    tahun: int
    peserta: int
    potensi: int
    kenaikan: float
    kini: tuple[int, int] | None

    @property
    def persen(self) -> float:
        """Last year's coverage in percent: the base of both targets."""
        return 100 * self.peserta / self.potensi

    @property
    def target_kali(self) -> float:
        """The base times 1 plus the yearly rise (Permendagri 15/2024), at most 100."""
        return min(100.0, self.persen * (1 + self.kenaikan))

    @property
    def target_poin(self) -> float:
        """The base plus the yearly rise in percentage points (the city's own reading), at most 100."""
        return min(100.0, self.persen + 100 * self.kenaikan)

    @property
    def persen_kini(self) -> float | None:
        """This year's coverage so far in percent."""
        return 100 * self.kini[0] / self.kini[1] if self.kini else None


@dataclass(frozen=True)
class Source:
    """One input file as far as a reader needs it: where it lay and what became of its rows."""

    bulan_terima: str
    jenis: str
    berkas: str
    sha256: str
    diterima: int
    ditolak: int
    ganda: int
    lainnya: int


@dataclass(frozen=True)
class Edition:
    """What every document of one revision says of itself."""

    periode: Period
    data_sampai: Period
    revisi: str
    kebijakan: Policy
    sumber: tuple[Source, ...]
    anomali: str | None = None
    catatan: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpdReport:
    """All that the secretary of one OPD receives.

    per_unit: unit_kerja, wajib, sudah, belum, dikecualikan, klarifikasi, persen.
    per_jenis: jenis_asn and the same counts. per_alasan: status, alasan, jumlah.
    belum, sudah, dikecualikan: the columns of the status table (dikecualikan holds klarifikasi too).
    perbaikan: the columns of the temuan table. perubahan: perubahan, nip, nama, unit_kerja, keterangan;
    None when last month has no roster. umur: kelompok ("1", "2", "3", "4-6", "> 6"), jumlah: belum by months without
    iuran. susulan: what differs from what was published first.
    """

    edition: Edition
    opd: Opd
    counts: Counts
    sebelumnya: Counts | None
    per_unit: pl.DataFrame
    per_jenis: pl.DataFrame
    per_alasan: pl.DataFrame
    belum: pl.DataFrame
    sudah: pl.DataFrame
    dikecualikan: pl.DataFrame
    perbaikan: pl.DataFrame
    perubahan: pl.DataFrame | None
    umur: pl.DataFrame
    susulan: Restatement | None
    tanda: str


@dataclass(frozen=True)
class CityReport:
    """All that the Wali Kota receives.

    opd: the columns of the opd table plus wajib_lalu, sudah_lalu (null where last month is unknown),
    highest percentage first; OPDs without anyone obliged last. per_jenis, per_alasan as in OpdReport.
    umur: kelompok ("1", "2", "3", "4-6", "> 6"), jumlah: belum by months without iuran.
    per_kecamatan: nama_opd, wajib, the four statuses and persen of the kecamatan, most belum first.
    tren: bulan, wajib, sudah, jumlah_pekerja as known now, wajib_pertama, sudah_pertama as published first (null where
    nothing was), oldest month first. susunan: a sentence for each of these months in which OPDs came or went.
    cakupan: the city's coverage against last year; None without figures of last year.
    perubahan: kode_opd, perubahan, jumlah; None when last month has no roster. berubah: the same by person, nama_opd
    and the columns of OpdReport.perubahan; for the workbook only.
    susulan: what differs from what was published first; the page gives counts of it only.
    belum: nama_opd followed by the status columns; for the workbook only, never for the page.
    biaya_per_bulan: rupiah a month if each ASN in belum took on one worker at the least tariff.
    tarif: that least tariff per worker and month.
    """

    edition: Edition
    counts: Counts
    sebelumnya: Counts | None
    opd: pl.DataFrame
    per_jenis: pl.DataFrame
    per_alasan: pl.DataFrame
    per_kecamatan: pl.DataFrame
    tren: pl.DataFrame
    susunan: tuple[str, ...]
    cakupan: Coverage | None
    umur: pl.DataFrame
    perubahan: pl.DataFrame | None
    berubah: pl.DataFrame | None
    susulan: Restatement | None
    belum: pl.DataFrame
    biaya_per_bulan: int
    tarif: int


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
    """All that the operator and the suppliers receive: findings, row accounting, gate; no names, no whole numbers.

    counts: rows received in the period; sebelumnya: in the month before, None where nothing was received then.
    ringkasan: kode, tingkat, pemilik, jumlah_temuan, pesan (for all of the code), contoh, gravest and most first.
    temuan: per owner the findings that concern the period: nama_opd, bulan_terima, berkas, lembar, baris, kolom,
    nilai_samar, pesan, tingkat, kode. berkas: bulan_terima, jenis_berkas, berkas, lembar, dibaca and a count per row
    class (contract §2.4), newest month first. tren: bagian, rincian, a column per month of receipt (named "2026-10"),
    selisih_bulan. gerbang and konservasi: syarat, keadaan, angka, batas, jalan_keluar. arrivals: what came in.
    """

    edition: Edition
    counts: RowCounts
    sebelumnya: RowCounts | None
    ringkasan: pl.DataFrame
    temuan: tuple[tuple[str, pl.DataFrame], ...]
    berkas: pl.DataFrame
    tren: pl.DataFrame
    gerbang: pl.DataFrame
    konservasi: pl.DataFrame
    arrivals: ArrivalReport

    @property
    def jumlah_temuan(self) -> int:
        """How many findings the lists of all owners hold."""
        return sum(frame.height for _, frame in self.temuan)

    @property
    def bulan(self) -> tuple[Period, ...]:
        """The months of receipt that the trend compares, oldest first."""
        return tuple(Period.parse(name) for name in self.tren.columns if name[0].isdigit())


@dataclass(frozen=True)
class CandidateReport:
    """Whom the records of unknown donors may mean, for the operator alone: names and NIPs as written and on the roster.

    usulan: bulan_terima, berkas, lembar, baris, nip_tercatat, nama_tercatat, nip_usulan, nama_usulan, nama_opd, skor,
    dasar. seri: the same for those who fit equally well, a row per record and person; nobody of them is suggested.
    dekat: the same without dasar for those whose name is merely near; they are nobody's suggestion.
    """

    edition: Edition
    usulan: pl.DataFrame
    seri: pl.DataFrame
    dekat: pl.DataFrame


@dataclass(frozen=True)
class OpdFiles:
    """One OPD's row on the month's index page; links are relative to the revision folder."""

    kode: str
    nama: str
    counts: Counts
    revisi: str
    xlsx: str
    html: str
    docx: str


@dataclass(frozen=True)
class MonthIndex:
    """The operator's page of one revision.

    berkas, temuan: as berkas and ringkasan of QualityReport. konservasi: sentences with numbers.
    sejak: against the revision before, None for a first one.
    """

    edition: Edition
    counts: Counts
    susulan: Restatement | None
    opd: tuple[OpdFiles, ...]
    rekap_xlsx: str
    rekap_html: str
    mutu_xlsx: str
    mutu_html: str
    usulan_xlsx: str
    usulan_html: str
    berkas: pl.DataFrame
    temuan: pl.DataFrame
    konservasi: tuple[str, ...]
    arrivals: ArrivalReport
    sejak: SinceRevision | None = None


@dataclass(frozen=True)
class PeriodLink:
    """One period on outputs/index.html."""

    periode: Period
    revisi: str
    counts: Counts
    data_sampai: Period
    tautan: str
    revisi_lama: tuple[tuple[str, str], ...] = ()
