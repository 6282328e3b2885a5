"""The part [kirim] of kebijakan.toml: how documents are sent.

Every setting may be left out (contract §1, §7).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, with_config

from pipeline.core.periods import Period
from pipeline.knowledge.settings import (
    CHECKED,
    Address,
    Addresses,
    Domains,
    Host,
    WebAddress,
    one_of,
    size_between,
    whole,
    wrong,
)

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
_NEEDED_BY_SMTP: Final = ("server", "pengirim")


@with_config(CHECKED)
@dataclass(frozen=True)
class SendingRules:
    """How documents are sent.

    domain_diizinkan: the domains a recipient may be of; none allows every one. alamat_bersama:
    addresses that may stand for several OPDs. coba_lagi_detik: how long to wait before each further
    try. ukuran_terbesar: bytes of a message. tenggat_tanggal: until which day of the month after
    the period an answer is asked for. hari_menjawab: within how many days by whom the report
    reaches after it. unit: whether the archive of the units' workbooks goes with a
    message, where it fits. sandi: whether workbook and letter carry the OPD's password;
    the page, which can carry none, is then not attached.
    """

    saluran: Annotated[str, one_of(*CHANNELS)] = FOLDER
    pengirim: Address = ""
    balas_ke: Address = ""
    domain_diizinkan: Domains = ()
    alamat_bersama: Addresses = ()
    server: Host = ""
    port: Annotated[int, whole(1, 65535)] = 0
    keamanan: Annotated[str, one_of(STARTTLS, TLS, UNENCRYPTED)] = STARTTLS
    per_menit: Annotated[int, whole(1, 6000)] = 30
    batas_waktu_detik: Annotated[int, whole(1, 3600)] = 300
    coba_lagi_detik: Annotated[
        tuple[Annotated[int, whole(1, 86400)], ...], Field(max_length=10)
    ] = (60, 300, 600)
    ukuran_terbesar: Annotated[int, size_between(2**10, 2**30)] = 20 * 2**20
    html: Annotated[str, one_of(ATTACHED, LINKED, LEFT_OUT)] = ATTACHED
    unit: Annotated[str, one_of(ATTACHED, LEFT_OUT)] = LEFT_OUT
    alamat_laporan: WebAddress = ""
    tenggat_tanggal: Annotated[int, whole(1, 31)] = 15
    hari_menjawab: Annotated[int, whole(1, 60)] = 7
    sandi: Annotated[str, one_of(OPEN, SEALED)] = OPEN

    @property
    def bersandi(self) -> bool:
        """Whether nothing that names people leaves without a password."""
        return self.sandi == SEALED

    @property
    def answer_to(self) -> str:
        """The address that answers are asked to; "" where the policy names none."""
        return self.balas_ke or self.pengirim

    def answer_by(self, period: Period) -> dt.date:
        """Return the day until which an answer to `period` is asked for, in the month after it."""
        last = period.plus(1).last_day
        return last.replace(day=min(self.tenggat_tanggal, last.day))

    @property
    def usual_port(self) -> int:
        """The port to connect to: the one named, else the usual one for this kind of security."""
        return self.port or _PORTS[self.keamanan]


def agreeing(rules: SendingRules) -> SendingRules:
    """Return `rules` when what one setting needs of another is there. Raises what `wrong` makes."""
    lacking = [
        name for name in _NEEDED_BY_SMTP if rules.saluran == SMTP and not getattr(rules, name)
    ]
    if lacking:
        raise wrong("perlu_smtp", "saluran", nama=", ".join(f"kirim.{name}" for name in lacking))
    if rules.html == LINKED and not rules.alamat_laporan:
        raise wrong("perlu_alamat", "html")
    return rules
