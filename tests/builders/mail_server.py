"""A real mail server on the loopback that takes messages and can be told what to get wrong."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.builders.delivered_city import SENDER

HOST = "127.0.0.1"
GO_AHEAD = "354 go ahead"
USER, PASSWORD = b"operator", b"sandi-surat-yang-panjang"


@dataclass
class Faults:
    """What the server gets wrong.

    rcpt, data: answers to give first, one each time, "" for the usual one.

    putus: when the line is cut, "sebelum" or "sesudah" the final dot. lambat: "rcpt" or "data" is
    answered too late.
    """

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    putus: str = ""
    lambat: str = ""


class MailServer(Controller):
    """Keeps every message that it took; `faults` may be changed between two messages."""

    def __init__(self, port: int, **options: Any) -> None:
        self.taken: list[Envelope] = []
        self.faults = Faults()
        self.greeted = 0
        super().__init__(self, hostname=HOST, port=port, **options)

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages taken, as a mail program reads them."""
        return [
            message
            for envelope in self.taken
            if isinstance(message := _message(envelope), EmailMessage)
        ]

    @property
    def recipients(self) -> list[str]:
        return [envelope.rcpt_tos[0] for envelope in self.taken]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.greeted += 1
        if self.faults.lambat == "rcpt":
            await asyncio.sleep(5)
        answer = self.faults.rcpt.pop(0) if self.faults.rcpt else ""
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.faults.data.pop(0) if self.faults.data else ""
        if answer:
            return answer
        self.taken.append(envelope)
        if self.faults.lambat == "data":
            await asyncio.sleep(5)
        if self.faults.putus == "sesudah":
            _cut(server)
        return "250 OK"


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.faults.putus == "sebelum":
            await self.push(GO_AHEAD)
            await self._reader.readuntil(b"\r\n")
            _cut(self)
            return
        await super().smtp_DATA(arg)


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


def _message(envelope: Envelope) -> object:
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=default)


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """Run a mail server for the length of the block; `options` are aiosmtpd's."""
    server = MailServer(_free_port(), **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of a test's own: `file` is what makes a client trust it."""

    authority: trustme.CA
    file: Path

    @classmethod
    def new(cls, folder: Path) -> "Authority":
        made, file = trustme.CA(), folder / "ca.pem"
        folder.mkdir(parents=True, exist_ok=True)
        made.cert_pem.write_to_path(file)
        return cls(made, file)

    def context(self, name: str = HOST) -> ssl.SSLContext:
        """Return a server's side of TLS with a certificate for `name`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(name).configure_cert(context)
        return context


def by_smtp(server: MailServer, **more: Any) -> dict[str, Any]:
    """Return [kirim] settings to send through `server`, quick to give up, `more` put over them."""
    usual = {
        "saluran": "smtp",
        "pengirim": SENDER,
        "server": HOST,
        "port": server.port,
        "keamanan": "tanpa",
        "per_menit": 6000,
        "coba_lagi_detik": [1],
        "batas_waktu_detik": 2,
    }
    return {**usual, **more}


def signs_in(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    """Let in whoever knows USER and PASSWORD."""
    return AuthResult(success=(data.login, data.password) == (USER, PASSWORD), handled=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
