"""The city's policy (kebijakan.toml) as a typed, checked, immutable value (contract §1)."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from pipeline.errors import RefusedError
from pipeline.periods import Period
from pipeline.rendering.wording import say
from schemas.codes import ASN_KINDS
from schemas.layouts import plain_label

_UNITS: Final = {"B": 1, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
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


@dataclass(frozen=True)
class Letter:
    """Whom the secretary's letter addresses (domain §7)."""

    yth: str
    melalui: str
    tembusan: tuple[str, ...]
    kota: str


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

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zona_waktu)

    def standing(self) -> dict[str, str]:
        """Map each plain kedudukan label to its list: dihitung, dikecualikan or keluar."""
        return {plain_label(word): name for name, words in self.kedudukan.items() for word in words}

    def tariff_of(self, month: Period, sector: str) -> int | None:
        """Return the least iuran in `month` for `sector`: the last matching row holds."""
        fitting = [t for t in self.tarif if t.start <= month <= t.end and t.sector in ("*", sector)]
        return fitting[-1].rupiah if fitting else None

    def tariff_table(self, first: Period, last: Period) -> pl.DataFrame:
        """Return `bulan` (month index), `sektor`, `least` (rupiah or null) for first..last."""
        sectors = ("lainnya", "transportasi")
        rows = [(m, s, self.tariff_of(Period(m), s)) for m in range(first.index, last.index + 1) for s in sectors]
        schema = {"bulan": pl.Int32, "sektor": pl.String, "least": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")


def parse_policy(text: str) -> Policy:
    """Read kebijakan.toml. Raises RefusedError naming the setting that is missing or wrong."""
    try:
        return _policy(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(say("tolak.kebijakan_rusak", sebab=error)) from None
    except KeyError as error:
        raise RefusedError(say("tolak.kebijakan_kurang", sebab=error)) from None
    except (TypeError, ValueError, LookupError) as error:
        raise RefusedError(say("tolak.kebijakan_salah", sebab=error)) from None


def parse_size(text: str) -> int:
    """Read "512 MiB" as bytes. Raises ValueError."""
    match = re.fullmatch(r"\s*(\d+)\s*([KMG]iB|B)\s*", text, re.IGNORECASE)
    if match is None:
        raise ValueError(say("tolak.ukuran", nilai=text))
    return int(match[1]) * _UNITS[match[2].upper()]


def _policy(raw: dict[str, Any]) -> Policy:
    ZoneInfo(raw["zona_waktu"])
    return Policy(
        instansi=str(raw["instansi"]),
        gerakan=str(raw["gerakan"]),
        dasar_hukum=tuple(raw["dasar_hukum"]),
        zona_waktu=raw["zona_waktu"],
        minimal_pekerja=_at_least(raw["minimal_pekerja"], 1, "minimal_pekerja"),
        masa_tenggang_bulan=_at_least(raw["masa_tenggang_bulan"], 0, "masa_tenggang_bulan"),
        wajib=_obligations(raw["wajib"]),
        kedudukan=_standings(raw["kedudukan"]),
        tarif=tuple(_tariff(row) for row in raw["tarif"]),
        sektor_transportasi=tuple(raw["sektor"]["transportasi"]),
        sumber_asn=tuple(raw["sumber_dana"]["asn"]),
        sumber_bukan_asn=tuple(raw["sumber_dana"]["bukan_asn"]),
        gerbang=Gate(**{name: float(raw["gerbang"][name]) for name in Gate.__dataclass_fields__}),
        ukuran_terurai=parse_size(raw["batas"]["ukuran_terurai"]),
        surat=_letter(raw["surat"]),
        kenaikan_tahunan=float(raw["cakupan"]["kenaikan_tahunan"]),
    )


def _at_least(value: object, least: int, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(say("tolak.bilangan", nama=name, batas=least))
    return value


def _obligations(raw: dict[str, str]) -> dict[str, Period]:
    unknown = [kind for kind in raw if kind not in ASN_KINDS]
    if unknown:
        raise ValueError(say("tolak.wajib", nilai=", ".join(unknown)))
    return {kind: Period.parse(month) for kind, month in raw.items()}


def _standings(raw: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    lists = {name: tuple(raw[name]) for name in ("dihitung", "dikecualikan", "keluar")}
    labels = [plain_label(word) for words in lists.values() for word in words]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise ValueError(say("tolak.kedudukan", nilai=", ".join(twice)))
    return lists


def _tariff(row: dict[str, Any]) -> Tariff:
    end = Period.parse(row["sampai"]) if "sampai" in row else _FAR
    return Tariff(Period.parse(row["mulai"]), end, str(row["sektor"]), int(row["jkk_jkm"]))


def _letter(raw: dict[str, Any]) -> Letter:
    return Letter(raw["yth"], raw["melalui"], tuple(raw["tembusan"]), raw["kota"])
