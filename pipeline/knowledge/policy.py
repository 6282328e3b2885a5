"""The city's policy (kebijakan.toml) as a typed, checked, immutable value (contract §1)."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.core.sizes import parse_size
from pipeline.core.wording import say
from pipeline.knowledge.sending_rules import SendingRules, sending_rules
from pipeline.reading.rules import ReadingRules
from schemas.codes import ASN_KINDS, IURAN, ROSTER
from schemas.layouts import plain_label

SECTORS: Final = ("lainnya", "transportasi")
# What contract §4 names; an older policy without [status_bayar] keeps working.
PAID_WORDS: Final = (
    "lunas", "berhasil", "sukses", "success", "paid", "sudah bayar", "dibayar", "terbayar", "settlement",
)  # fmt: skip
UNPAID_WORDS: Final = (
    "gagal", "pending", "belum", "belum lunas", "batal", "ditolak", "saldo tidak cukup", "failed",
)  # fmt: skip
_FAR: Final = Period.of(9999, 12)


@dataclass(frozen=True)
class Tariff:
    """The least iuran per worker and month (JKK + JKM) from `start` to `end` for a sector ("*" is all)."""

    start: Period
    end: Period
    sector: str
    rupiah: int


@dataclass(frozen=True)
class Gate:
    """The shares beyond which a month is refused or a file is (contract §2.6, §5.7)."""

    perubahan_roster: float
    penurunan_iuran: float
    nip_rusak_roster: float
    nip_kelipatan_32: float
    klarifikasi: float
    status_tak_dikenal: float
    kurang_bayar: float
    donatur_tidak_dikenal: float
    baris_ditolak: float = 0.20
    belum_dipetakan: float = 0.05
    penurunan_sudah: float = 0.15


@dataclass(frozen=True)
class ExpectedDelivery:
    """A delivery that is to come each month from `start` on (contract §5.7).

    kind: asn or iuran; pattern: a file name with *; required: whether the gate stops a month that lacks it.
    contact: whom to ask where it is late; "" where the policy names nobody.
    """

    name: str
    kind: str
    pattern: str
    start: Period
    required: bool = True
    contact: str = ""


@dataclass(frozen=True)
class Letter:
    """Whom the secretary's letter addresses (domain §7)."""

    yth: str
    melalui: str
    tembusan: tuple[str, ...]
    kota: str


@dataclass(frozen=True)
class Timetable:
    """When the scheduled run starts (cron), and how often it looks again for inputs that are not there yet.

    A file changed within the last `tenang_menit` may still be on its way and is waited for.
    """

    cron: str = "0 6 5 * *"
    lihat_lagi_menit: int = 60
    lihat_lagi_kali: int = 72
    tenang_menit: int = 10


@dataclass(frozen=True)
class Policy:
    """Every rule that is policy and not arithmetic."""

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
        rows = [(m, s, self.tariff_of(Period(m), s)) for m in range(first.index, last.index + 1) for s in SECTORS]
        schema = {"bulan": pl.Int32, "sektor": pl.String, "least": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")


def parse_policy(text: str) -> Policy:
    """Read kebijakan.toml. Raises RefusedError naming the setting that is missing or wrong."""
    try:
        return _policy(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(say("tolak.kebijakan_rusak", sebab=error)) from None
    except KeyError as error:
        raise RefusedError(say("tolak.kebijakan_kurang", sebab=error.args[0])) from None
    except ValueError as error:
        raise RefusedError(say("tolak.kebijakan_salah", sebab=error)) from None


def _policy(raw: Mapping[str, Any]) -> Policy:
    return Policy(
        instansi=_text(raw, "instansi"),
        gerakan=_text(raw, "gerakan"),
        dasar_hukum=_texts(raw, "dasar_hukum"),
        zona_waktu=_zone(raw, "zona_waktu"),
        minimal_pekerja=_at_least(raw, "minimal_pekerja", 1),
        masa_tenggang_bulan=_at_least(raw, "masa_tenggang_bulan", 0),
        wajib=_obligations(_value(raw, "wajib", dict)),
        kedudukan=_standings(raw),
        tarif=tuple(_tariff(row, f"tarif[{at}]") for at, row in enumerate(_value(raw, "tarif", list), 1)),
        sektor_transportasi=_texts(raw, "sektor.transportasi"),
        sumber_asn=_texts(raw, "sumber_dana.asn"),
        sumber_bukan_asn=_texts(raw, "sumber_dana.bukan_asn"),
        gerbang=_gate(raw),
        ukuran_terurai=parse_size(_text(raw, "batas.ukuran_terurai")),
        surat=_letter(raw),
        kenaikan_tahunan=_share(raw, "cakupan.kenaikan_tahunan"),
        kontak=_text(raw, "kontak") if "kontak" in raw else "",
        jadwal=_timetable(raw),
        kirim=sending_rules(_value(raw, "kirim", dict) if "kirim" in raw else {}),
        paid_words=_texts(raw, "status_bayar.lunas") if "status_bayar" in raw else PAID_WORDS,
        unpaid_words=_texts(raw, "status_bayar.belum") if "status_bayar" in raw else UNPAID_WORDS,
        kiriman=tuple(_delivery(row, f"kiriman[{at}]") for at, row in enumerate(raw.get("kiriman", []), 1)),
    )


def _value(raw: Mapping[str, Any], name: str, kind: type = object) -> Any:
    """Return the setting with the dotted `name`. Raises KeyError with the name when it, or such a table, is absent."""
    held: Any = raw
    for part in name.split("."):
        if not isinstance(held, Mapping) or part not in held:
            raise KeyError(name)
        held = held[part]
    if not isinstance(held, kind):
        raise KeyError(name)
    return held


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = _value(raw, name)
    if not isinstance(value, str):
        raise ValueError(say("tolak.nilai_teks", nama=name))
    return value


def _texts(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = _value(raw, name)
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(say("tolak.nilai_daftar", nama=name))
    return tuple(value)


def _zone(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name)
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        raise ValueError(say("tolak.nilai_zona", nama=name)) from None


def _at_least(raw: Mapping[str, Any], name: str, least: int) -> int:
    value = _value(raw, name)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(say("tolak.bilangan", nama=name, batas=least))
    return value


def _share(raw: Mapping[str, Any], name: str) -> float:
    value = _value(raw, name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(say("tolak.nilai_bagian", nama=name))
    return float(value)


def _gate(raw: Mapping[str, Any]) -> Gate:
    """Read [gerbang]; a share that the contract gave a default may be absent."""
    given = _value(raw, "gerbang", dict)
    optional = [name for name, field in Gate.__dataclass_fields__.items() if field.default is not MISSING]
    wanted = [name for name in Gate.__dataclass_fields__ if name in given or name not in optional]
    return Gate(**{name: _share(raw, f"gerbang.{name}") for name in wanted})


def _delivery(row: object, where: str) -> ExpectedDelivery:
    if not isinstance(row, Mapping):
        raise KeyError(where)
    for name in ("nama", "jenis", "pola", "sejak"):
        if name not in row:
            raise KeyError(f"{where}.{name}")
    if row["jenis"] not in (ROSTER, IURAN):
        raise ValueError(say("tolak.nilai_jenis_kiriman", nama=f"{where}.jenis"))
    name, pattern = _text(row, "nama"), _text(row, "pola")
    start, contact = _month(row, "sejak", where), _text(row, "kontak") if "kontak" in row else ""
    return ExpectedDelivery(name, row["jenis"], pattern, start, bool(row.get("wajib", True)), contact)


def _month(raw: Mapping[str, Any], name: str, where: str) -> Period:
    try:
        return Period.parse(_text(raw, name))
    except ValueError:
        raise ValueError(say("tolak.nilai_bulan", nama=f"{where}.{name}")) from None
    except KeyError:
        raise KeyError(f"{where}.{name}") from None


def _obligations(raw: Mapping[str, Any]) -> dict[str, Period]:
    unknown = [kind for kind in raw if kind not in ASN_KINDS]
    if unknown:
        raise ValueError(say("tolak.wajib", nilai=", ".join(unknown)))
    return {kind: _month(raw, kind, "wajib") for kind in raw}


def _standings(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    lists = {name: _texts(raw, f"kedudukan.{name}") for name in ("dihitung", "dikecualikan", "keluar")}
    labels = [plain_label(word) for words in lists.values() for word in words]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise ValueError(say("tolak.kedudukan", nilai=", ".join(twice)))
    return lists


def _tariff(row: object, where: str) -> Tariff:
    if not isinstance(row, Mapping):
        raise KeyError(where)
    end = _month(row, "sampai", where) if "sampai" in row else _FAR
    if row.get("sektor") not in ("*", *SECTORS):
        raise ValueError(say("tolak.nilai_sektor", nama=f"{where}.sektor"))
    if "jkk_jkm" not in row:
        raise KeyError(f"{where}.jkk_jkm")
    return Tariff(_month(row, "mulai", where), end, row["sektor"], _at_least(row, "jkk_jkm", 1))


def _letter(raw: Mapping[str, Any]) -> Letter:
    held = {name: _text(raw, f"surat.{name}") for name in ("yth", "melalui", "kota")}
    return Letter(held["yth"], held["melalui"], _texts(raw, "surat.tembusan"), held["kota"])


def _timetable(raw: Mapping[str, Any]) -> Timetable:
    """Read [jadwal], which may be absent in whole or in part."""
    usual, given = Timetable(), _value(raw, "jadwal", dict) if "jadwal" in raw else {}
    counts = {"lihat_lagi_menit": 1, "lihat_lagi_kali": 0, "tenang_menit": 0}
    return Timetable(
        _text(raw, "jadwal.cron") if "cron" in given else usual.cron,
        **{k: _at_least(raw, f"jadwal.{k}", v) if k in given else getattr(usual, k) for k, v in counts.items()},
    )
