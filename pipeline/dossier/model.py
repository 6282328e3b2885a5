"""A person's dossier in a period: what the operator's screen and `--json` show, nothing computed.

It holds names and NIPs and is made for the operator's own screen: it goes into no log, no output
folder, no e-mail.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who and where, from the roster row at `tempat`.

    Texts are null where the roster leaves them empty.
    """

    nip: str
    nama: str
    jenis_asn: str
    golongan: str | None
    jabatan: str | None
    kode_opd: str
    nama_opd: str
    unit_kerja: str | None
    kedudukan_hukum: str | None
    tempat: str


@dataclass(frozen=True)
class Verdict:
    """The verdict as the reports give it (contract §5.5), and `ubah`: what would change it."""

    status: str
    alasan: str
    penjelasan: str
    jumlah_pekerja: int
    bulan_terakhir: str | None
    bulan_tanpa_iuran: int
    ubah: str


@dataclass(frozen=True)
class Considered:
    """One iuran record that was considered, where it stands, and what became of it in the period.

    bulan_awal, bulan_akhir and dibayar_sampai are "2026-09" or null; kaitan says why it is looked
    at for this person, aturan the rule that gave `disposisi` (contract §5.4).
    """

    tempat: str
    bulan_awal: str | None
    bulan_akhir: str | None
    dibayar_sampai: str | None
    nominal: int | None
    tanggal_bayar: dt.date | None
    nik_pekerja_samar: str | None
    disposisi: str
    kaitan: str
    aturan: str

    def covers(self, month: str) -> bool:
        """Tell whether `month` is among the declared months."""
        return bool(
            self.bulan_awal and self.bulan_akhir and self.bulan_awal <= month <= self.bulan_akhir
        )


@dataclass(frozen=True)
class MonthMark:
    """A month of the strip: its status (or `di_luar`, `tanpa_roster`), if own money paid it."""

    bulan: str
    keadaan: str
    alasan: str | None
    dibayar: bool


@dataclass(frozen=True)
class Told:
    """What a secretary answered about this person (contract §8).

    jawaban is the choice in words, null where only a target or a note was given; berlaku marks the
    newest; keadaan is what the data of the period say to it.
    """

    bulan_terima: str
    berkas: str
    baris: int
    periode_asal: str
    revisi_asal: str
    kode_opd: str
    nama_opd: str
    jawaban: str | None
    target_bulan: str | None
    catatan: str | None
    berlaku: bool
    keadaan: str


@dataclass(frozen=True)
class Near:
    """Somebody on a known roster whose NIP is within two edits of the one asked for."""

    nip: str
    nama: str
    nama_opd: str
    roster: str
    beda: int


@dataclass(frozen=True)
class Namesake:
    """One of several people who bear the name that was asked for; no verdict is told of them."""

    nip: str
    nama: str
    nama_opd: str


@dataclass(frozen=True)
class Published:
    """What the current revision of the period says of this person.

    status and alasan are null where that revision does not list the NIP; dibuat is when it was made
    (ISO 8601). sama: whether the verdict of now is the same; sebab: what changed since, where not.
    """

    revisi: str
    dibuat: str
    data_sampai: str
    status: str | None
    alasan: str | None
    sama: bool
    sebab: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """Everything about one person in one period.

    orang: null when no known roster has the NIP; di_roster: whether the period's roster has it.
    kewajiban: the policy lines that say whether this person is obliged. catatan: the records
    considered, those for the period first. jawaban: what secretaries answered, the newest last.
    bulan: twelve months up to the period. mirip: the nearest NIPs, for one that the roster lacks.
    peringatan: what else the reader must know. terbit: what is published of this person; null where
    the period is not.
    """

    nip: str
    periode: str
    data_sampai: str
    di_roster: bool
    orang: Person | None
    kewajiban: tuple[str, ...]
    putusan: Verdict | None
    catatan: tuple[Considered, ...]
    jawaban: tuple[Told, ...]
    bulan: tuple[MonthMark, ...]
    mirip: tuple[Near, ...]
    peringatan: tuple[str, ...]
    terbit: Published | None = None
