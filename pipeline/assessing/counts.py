"""How many ASN stand where, of one OPD or of the city (contract §6, opd.parquet)."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Counts:
    """How many ASN stand where; ASN and workers are never mixed (domain §1)."""

    sudah: int = 0
    belum: int = 0
    dikecualikan: int = 0
    klarifikasi: int = 0
    tak_terbaca: int = 0
    jumlah_pekerja: int = 0

    @property
    def wajib(self) -> int:
        """ASN obliged: sudah + belum (contract §6)."""
        return self.sudah + self.belum

    @property
    def total(self) -> int:
        """Accepted roster rows: every ASN with a verdict (contract §5.5)."""
        return self.wajib + self.dikecualikan + self.klarifikasi

    @property
    def all_take_part(self) -> bool:
        """Whether somebody is obliged, and nobody of them is missing."""
        return self.sudah > 0 and not self.belum

    @property
    def persen(self) -> float | None:
        """sudah / wajib in percent; None where nobody is obliged."""
        return 100 * self.sudah / self.wajib if self.wajib else None


def counts_of(opds: pl.DataFrame) -> Counts:
    """Add up rows of the opd table."""
    return Counts(**{name: int(opds[name].sum()) for name in Counts.__dataclass_fields__})
