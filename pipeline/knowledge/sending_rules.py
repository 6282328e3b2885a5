"""The part [kirim] of kebijakan.toml: how documents are sent; every setting may be left out (contract §1, §7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.core.sizes import parse_size
from pipeline.core.wording import say
from pipeline.knowledge.addresses import plain_address

FOLDER: Final = "folder"


SMTP: Final = "smtp"


PACKAGE: Final = "paket"


CHANNELS: Final = (FOLDER, SMTP, PACKAGE)
STARTTLS: Final = "starttls"
TLS: Final = "tls"
UNENCRYPTED: Final = "tanpa"
ATTACHED: Final = "lampiran"
LINKED: Final = "tautan"
LEFT_OUT: Final = "tidak"
OPEN: Final = "tidak"
SEALED: Final = "wajib"
_PORTS: Final = {STARTTLS: 587, TLS: 465, UNENCRYPTED: 25}
_CHOICES: Final = {
    "saluran": CHANNELS,
    "keamanan": (STARTTLS, TLS, UNENCRYPTED),
    "html": (ATTACHED, LINKED, LEFT_OUT),
    "sandi": (OPEN, SEALED),
}
_LIMITS: Final = {
    "port": (1, 65535),
    "per_menit": (1, 6000),
    "batas_waktu_detik": (1, 3600),
    "tenggat_tanggal": (1, 31),
}
_LONGEST_WAIT: Final = 86400
_MOST_TRIES: Final = 10
_NEEDED_BY_SMTP: Final = ("server", "pengirim")
Checked = Callable[[str, Any], Any]


@dataclass(frozen=True)
class SendingRules:
    """How documents are sent.

    domain_diizinkan: the domains a recipient may be of; none allows every one. alamat_bersama: addresses that may stand
    for several OPDs. coba_lagi_detik: how long to wait before each further try. ukuran_terbesar: bytes of a message.
    tenggat_tanggal: until which day of the month after the period an answer is asked for. sandi: whether workbook and
    letter carry the OPD's password; the page, which can carry none, is then not attached.
    """

    saluran: str = FOLDER
    pengirim: str = ""
    balas_ke: str = ""
    domain_diizinkan: tuple[str, ...] = ()
    alamat_bersama: tuple[str, ...] = ()
    server: str = ""
    port: int = 0
    keamanan: str = STARTTLS
    per_menit: int = 30
    batas_waktu_detik: int = 300
    coba_lagi_detik: tuple[int, ...] = (60, 300, 600)
    ukuran_terbesar: int = 20 * 2**20
    html: str = ATTACHED
    alamat_laporan: str = ""
    tenggat_tanggal: int = 15
    sandi: str = OPEN

    @property
    def bersandi(self) -> bool:
        """Whether nothing that names people leaves without a password."""
        return self.sandi == SEALED

    @property
    def usual_port(self) -> int:
        """The port to connect to: the one named, else the usual one for this kind of security."""
        return self.port or _PORTS[self.keamanan]


def sending_rules(raw: Mapping[str, Any]) -> SendingRules:
    """Read the table [kirim]. Raises ValueError naming the setting that is wrong, unknown or missing."""
    unknown = [name for name in raw if name not in SendingRules.__dataclass_fields__]
    if unknown:
        raise ValueError(say("kirim.aturan.tak_dikenal", nama=", ".join(unknown)))
    rules = SendingRules(**{name: _READERS[name](f"kirim.{name}", value) for name, value in raw.items()})
    for name in _NEEDED_BY_SMTP:
        if rules.saluran == SMTP and not getattr(rules, name):
            raise ValueError(say("kirim.aturan.perlu_smtp", nama=f"kirim.{name}"))
    if rules.html == LINKED and not rules.alamat_laporan:
        raise ValueError(say("kirim.aturan.perlu_alamat"))
    return rules


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(say("tolak.nilai_teks", nama=name))
    return value.strip()


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(say("tolak.nilai_daftar", nama=name))
    return tuple(word.strip().lstrip("@") for word in value)


def _address(name: str, value: Any) -> str:
    text = _text(name, value)
    try:
        return plain_address(text) if text else ""
    except ValueError:
        raise ValueError(say("kirim.aturan.alamat", nama=name)) from None


def _addresses(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_address(name, text).lower() for text in _texts(name, value))


def _choice(name: str, value: Any) -> str:
    choices = _CHOICES[name.removeprefix("kirim.")]
    if value not in choices:
        raise ValueError(say("kirim.aturan.pilihan", nama=name, pilihan=", ".join(choices)))
    return str(value)


def _number(name: str, value: Any) -> int:
    least, most = _LIMITS[name.removeprefix("kirim.")]
    return _between(name, value, least, most)


def _between(name: str, value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(say("kirim.aturan.antara", nama=name, paling_kecil=least, paling_besar=most))
    return value


def _waits(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > _MOST_TRIES:
        raise ValueError(say("kirim.aturan.tunggu", nama=name, banyak=_MOST_TRIES))
    return tuple(_between(name, seconds, 1, _LONGEST_WAIT) for seconds in value)


def _size(name: str, value: Any) -> int:
    return parse_size(_text(name, value))


def _web_address(name: str, value: Any) -> str:
    text = _text(name, value)
    if text and not text.startswith(("https://", "http://")):
        raise ValueError(say("kirim.aturan.tautan", nama=name))
    return text.rstrip("/")


_READERS: Final[dict[str, Checked]] = {
    "saluran": _choice, "pengirim": _address, "balas_ke": _address, "domain_diizinkan": _texts,
    "alamat_bersama": _addresses, "server": _text, "port": _number, "keamanan": _choice, "per_menit": _number,
    "batas_waktu_detik": _number, "coba_lagi_detik": _waits, "ukuran_terbesar": _size, "html": _choice,
    "alamat_laporan": _web_address, "tenggat_tanggal": _number, "sandi": _choice,
}  # fmt: skip
