"""Parts of the report objects that know a little arithmetic of their own."""

from dataclasses import dataclass

import polars as pl

from pipeline.core.periods import Period


@dataclass(frozen=True)
class Restatement:
    """How a month published again differs from revision `revisi`, the first, which knew the data up to `data_sampai`.

    berubah: kode_opd, nip, nama, unit_kerja, status, dulu, kini, keterangan; at least one row.
    """

    revisi: str
    data_sampai: Period
    berubah: pl.DataFrame

    def of(self, kode: str) -> "Restatement | None":
        """Return the part that concerns the OPD `kode`; None when nothing does."""
        mine = self.berubah.filter(pl.col("kode_opd") == kode)
        return Restatement(self.revisi, self.data_sampai, mine) if mine.height else None

    def per_opd(self) -> pl.DataFrame:
        """Return kode_opd, jumlah and how many of them are `sudah` now, by kode_opd."""
        joined = (pl.col("status") == "sudah").fill_null(value=False).sum().cast(pl.Int64)
        counts = self.berubah.group_by("kode_opd").agg(jumlah=pl.len().cast(pl.Int64), sudah=joined)
        return counts.sort("kode_opd")


@dataclass(frozen=True)
class Cause:
    """Why a revision differs: `jenis` is masukan, referensi, versi or tampilan; `keadaan` baru, berubah or hilang."""

    jenis: str
    keadaan: str
    nama: tuple[str, ...]


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
