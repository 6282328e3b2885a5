"""Reading kebijakan.toml: all mistakes in it at once, each with line and key (contract §1, §7)."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from pipeline.core.errors import RefusedError
from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.knowledge.mistakes import Mistake, mistakes_of, refusal
from pipeline.knowledge.policy import (
    FAR,
    GRACE_MONTHS,
    PAID_WORDS,
    SECTORS,
    UNPACKED_LIMIT,
    UNPAID_WORDS,
    ExpectedDelivery,
    Gate,
    Letter,
    Policy,
    Tariff,
    Timetable,
)
from pipeline.knowledge.sending_rules import SendingRules, agreeing
from pipeline.knowledge.settings import (
    CHECKED,
    Line,
    Lines,
    Month,
    Share,
    SomeWords,
    Switch,
    Text,
    Words,
    Zone,
    one_of,
    size_between,
    whole,
    wrong,
)
from pipeline.knowledge.toml_lines import Path, key_lines, line_of
from schemas.codes import ASN_KINDS, IURAN, ROSTER, UNKNOWN_KIND
from schemas.layouts import plain_label

POLICY_FILE: Final = "kebijakan.toml"
_OBLIGED: Final = tuple(kind for kind in ASN_KINDS if kind != UNKNOWN_KIND)
_LONGEST_LOOKING: Final = 28 * 24 * 60
_PLACE: Final = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


class _Table(BaseModel):
    model_config = CHECKED


class _Tariff(_Table):
    mulai: Month
    sampai: Month = FAR
    sektor: Annotated[str, one_of("*", *SECTORS)]
    jkk_jkm: Annotated[int, whole(1000, 1_000_000)]


class _Delivery(_Table):
    nama: Text
    jenis: Annotated[str, one_of(ROSTER, IURAN)]
    pola: Annotated[Text, Field(pattern=r"^[^/\\]*$")]
    sejak: Month
    wajib: Switch = True
    kontak: Line = ""


class _Standings(_Table):
    dihitung: SomeWords
    dikecualikan: Words
    keluar: Words


class _Sectors(_Table):
    transportasi: Words


class _Funds(_Table):
    asn: Words
    bukan_asn: SomeWords


class _Paid(_Table):
    lunas: SomeWords = PAID_WORDS
    belum: Words = UNPAID_WORDS


class _Limits(_Table):
    ukuran_terurai: Annotated[int, size_between(2**10, 64 * 2**30)] = UNPACKED_LIMIT


class _Coverage(_Table):
    kenaikan_tahunan: Share


class _Units(_Table):
    pecah: Words = ()


def _ends_after_it_begins(row: _Tariff) -> _Tariff:
    if row.sampai < row.mulai:
        raise wrong("tarif_terbalik", "sampai", mulai=row.mulai, sampai=row.sampai)
    return row


def _no_row_twice(rows: tuple[_Tariff, ...]) -> tuple[_Tariff, ...]:
    twice = _first_twice([(row.mulai, row.sampai, row.sektor) for row in rows])
    if twice:
        raise wrong("tarif_dua_kali", pertama=twice[0] + 1, kedua=twice[1] + 1)
    return rows


def _no_name_twice(rows: tuple[_Delivery, ...]) -> tuple[_Delivery, ...]:
    for names in (
        [(row.jenis, plain_label(row.nama)) for row in rows],
        [(row.jenis, row.pola) for row in rows],
    ):
        twice = _first_twice(names)
        if twice:
            raise wrong("kiriman_dua_kali", pertama=twice[0] + 1, kedua=twice[1] + 1)
    return rows


def _on_one_list(lists: _Table) -> _Table:
    """Refuse a word that stands on two lists: which of them holds would be chance."""
    labels = [(plain_label(word), word) for words in lists.model_dump().values() for word in words]
    counted = Counter(label for label, _ in labels)
    twice = sorted({word for label, word in labels if counted[label] > 1})
    if twice:
        raise wrong("kata_dua_daftar", kata=", ".join(twice))
    return lists


def looks_within_a_month(times: Timetable) -> Timetable:
    """Refuse looking for longer than until the next month's run. Raises WrongValueError."""
    if times.lihat_lagi_menit * times.lihat_lagi_kali > _LONGEST_LOOKING:
        raise wrong("lihat_terlalu_lama", "lihat_lagi_kali", hari=_LONGEST_LOOKING // (24 * 60))
    return times


def _first_twice(values: list[Any]) -> tuple[int, int] | None:
    """Return where the first value stands that stands twice, and where again."""
    pairs = (
        (values.index(value), at) for at, value in enumerate(values) if values.index(value) < at
    )
    return next(pairs, None)


class PolicyFile(_Table):
    """kebijakan.toml as it is written.

    Each table is checked by itself, so that one's mistake hides no other's.
    """

    instansi: Text
    gerakan: Text
    dasar_hukum: Lines
    zona_waktu: Zone
    kontak: Line = ""
    minimal_pekerja: Annotated[int, whole(1, 100)]
    masa_tenggang_bulan: Annotated[int, whole(0, 60)] = GRACE_MONTHS
    wajib: Annotated[dict[Literal[_OBLIGED], Month], Field(min_length=1)]  # type: ignore[valid-type]
    kedudukan: Annotated[_Standings, AfterValidator(_on_one_list)]
    tarif: Annotated[
        tuple[Annotated[_Tariff, AfterValidator(_ends_after_it_begins)], ...],
        Field(min_length=1),
        AfterValidator(_no_row_twice),
    ]
    sektor: _Sectors
    sumber_dana: Annotated[_Funds, AfterValidator(_on_one_list)]
    status_bayar: Annotated[_Paid, AfterValidator(_on_one_list)] = _Paid()
    kiriman: Annotated[tuple[_Delivery, ...], AfterValidator(_no_name_twice)] = ()
    gerbang: Gate = Gate()
    batas: _Limits = _Limits()
    jadwal: Annotated[Timetable, AfterValidator(looks_within_a_month)] = Timetable()
    surat: Letter
    cakupan: _Coverage
    unit: _Units = _Units()
    kirim: Annotated[SendingRules, AfterValidator(agreeing)] = SendingRules()


def parse_policy(text: str) -> Policy:
    """Read kebijakan.toml. Raises RefusedError with every mistake in it."""
    policy, mistakes = checked_policy(text)
    if policy is None:
        raise RefusedError(refusal(mistakes))
    return policy


def checked_policy(text: str) -> tuple[Policy | None, tuple[Mistake, ...]]:
    """Return the policy that `text` states, or None and every mistake in it, by line."""
    try:
        raw = tomllib.loads(text)
    except ValueError as error:
        return None, (unreadable(str(error), POLICY_FILE),)
    except RecursionError:
        return None, (Mistake(POLICY_FILE, 0, "", say("acuan.salah.bersarang")),)
    return _checked(raw, key_lines(text))


def policy_line(data: bytes, path: Path) -> int:
    """Return on which line of kebijakan.toml, which is UTF-8, the setting `path` stands.

    0 when it is not written.
    """
    return line_of(key_lines(data.decode("utf-8-sig")), path)


def _checked(
    raw: Mapping[str, Any], lines: Mapping[Path, int]
) -> tuple[Policy | None, tuple[Mistake, ...]]:
    try:
        file = PolicyFile.model_validate(raw)
    except ValidationError as error:
        return None, mistakes_of(error, PolicyFile, POLICY_FILE, lambda path: line_of(lines, path))
    gaps = tuple(
        Mistake(
            POLICY_FILE,
            line_of(lines, ("tarif",)),
            "tarif",
            say("acuan.salah.tarif_kosong", sektor=s, bulan=m),
        )
        for s, m in _untariffed(file)
    )
    return (None, gaps) if gaps else (_policy(file), ())


def unreadable(sentence: str, file: str) -> Mistake:
    """Return what tomllib says in English of `file` as a mistake with its line.

    The cause of it is one of few.
    """
    place = _PLACE.search(sentence)
    return Mistake(file, int(place[1] or 0) if place else 0, "", say("acuan.salah.bukan_toml"))


def _untariffed(file: PolicyFile) -> Iterator[tuple[str, Period]]:
    """Yield each sector and the first month in which somebody is obliged and no cost is stated."""
    first = min(file.wajib.values())
    edges = sorted(
        {first, *(row.sampai.plus(1) for row in file.tarif if first <= row.sampai < FAR)}
    )
    for sector in SECTORS:
        rows = [row for row in file.tarif if row.sektor in ("*", sector)]
        bare = (
            month for month in edges if not any(row.mulai <= month <= row.sampai for row in rows)
        )
        gap = next(bare, None)
        if gap:
            yield sector, gap


def _policy(file: PolicyFile) -> Policy:
    return Policy(
        instansi=file.instansi,
        gerakan=file.gerakan,
        dasar_hukum=file.dasar_hukum,
        zona_waktu=file.zona_waktu,
        minimal_pekerja=file.minimal_pekerja,
        masa_tenggang_bulan=file.masa_tenggang_bulan,
        wajib=dict(file.wajib),
        kedudukan=file.kedudukan.model_dump(),
        tarif=tuple(Tariff(row.mulai, row.sampai, row.sektor, row.jkk_jkm) for row in file.tarif),
        sektor_transportasi=file.sektor.transportasi,
        sumber_asn=file.sumber_dana.asn,
        sumber_bukan_asn=file.sumber_dana.bukan_asn,
        gerbang=file.gerbang,
        ukuran_terurai=file.batas.ukuran_terurai,
        surat=file.surat,
        kenaikan_tahunan=file.cakupan.kenaikan_tahunan,
        kontak=file.kontak,
        jadwal=file.jadwal,
        kirim=file.kirim,
        paid_words=file.status_bayar.lunas,
        unpaid_words=file.status_bayar.belum,
        kiriman=tuple(_delivery(row) for row in file.kiriman),
        unit_pecah=file.unit.pecah,
    )


def _delivery(row: _Delivery) -> ExpectedDelivery:
    return ExpectedDelivery(row.nama, row.jenis, row.pola, row.sejak, row.wajib, row.kontak)
