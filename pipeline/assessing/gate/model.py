"""What the gate says: why not to publish, shares it watches, what it only tells (contract §5.7)."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from pipeline.core.wording import say

CONDITIONS: Final = (
    "berkas_ditolak",
    "tanpa_roster",
    "tanpa_iuran",
    "kiriman_tidak_datang",
    "salah_tempat",
    "folder_bulan",
    "berkas_kembar",
    "salinan_berbeda",
    "iuran_bertentangan",
    "kolom_hilang",
    "pekerja_donatur",
    "tanpa_diterima",
    "baris_ditolak",
    "perubahan_roster",
    "opd_hilang",
    "opd_tertukar",
    "belum_dipetakan",
    "penurunan_sudah",
    "penurunan_iuran",
    "klarifikasi",
    "status_tak_dikenal",
    "kurang_bayar",
    "donatur_tidak_dikenal",
)


_OF_DELIVERIES: Final = ("kiriman_tidak_datang",)


@dataclass(frozen=True)
class Stop:
    """One reason not to publish; `absolute` ones no --accept-anomaly can lift.

    files: the inputs that it names, as "2026-04/asn/x.csv". hurt: how many ASN it would name
    wrongly if it is a mistake, per OPD code. about: which delivery, OPD or field of several it is
    about; "" where the code says it all.
    """

    kode: str
    pesan: str
    absolute: bool = False
    files: tuple[str, ...] = ()
    hurt: tuple[tuple[str, int], ...] = ()
    about: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Stop":
        """Rebuild what `to_json` gave."""
        hurt = tuple((kode, count) for kode, count in raw["hurt"])
        return cls(
            raw["kode"], raw["pesan"], raw["absolute"], tuple(raw["files"]), hurt, raw["about"]
        )

    @property
    def subject(self) -> tuple[str, ...]:
        """Return what stops: a reason once given holds for this and nothing else of its kind."""
        return (self.kode, self.about, *self.files)

    @property
    def public_sentence(self) -> str:
        """Return what a reader of reports may be told.

        A file's name, and a delivery's that is learned from it, may name people, and stay with the
        operator (§6).
        """
        named = self.files or self.kode in _OF_DELIVERIES
        return say(f"mutu.syarat.{self.kode}") + "." if named else self.pesan


@dataclass(frozen=True)
class Caution:
    """What stops nothing, and is told on the screen, the operator's page and in mutu."""

    kode: str
    pesan: str

    def to_json(self) -> dict[str, str]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Measure:
    """One share that the gate watches: `part` of `whole` against `limit`.

    `kini` and `lalu` are the numbers told.
    """

    kode: str
    part: int
    whole: int
    limit: float
    now: int
    before: int

    @property
    def share(self) -> float | None:
        """part / whole; None where there is nothing to measure."""
        return self.part / self.whole if self.whole else None

    @property
    def exceeds(self) -> bool:
        """Whether the share goes beyond the limit."""
        return self.share is not None and self.share > self.limit
