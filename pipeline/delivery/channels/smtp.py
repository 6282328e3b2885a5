"""The channel over a mail server, knowing at all times if the server can have taken the message.

smtplib hands over a message and its final dot in one call; here the dot goes last and alone. An
error before it means that the server certainly took nothing; an error after it means that nobody
can know (RFC 5321, 4.2.5 and 4.5.3.2).
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.delivery.channels.interface import Answer, Parcel
from pipeline.delivery.model import ACCEPTED, FAILED, UNKNOWN
from pipeline.delivery.server_words import server_words
from pipeline.knowledge.addresses import domain_of
from pipeline.knowledge.sending_rules import SMTP, STARTTLS, TLS, UNENCRYPTED, SendingRules
from pipeline.system.failpoints import reached
from pipeline.system.settings import Credentials

_OK: Final = 250
_SEND_ON: Final = 354
_DOT: Final = b".\r\n"
_LONGEST_ANSWER: Final = 300
_MOMENT: Final = 0.1


class _NotTakenError(Exception):
    """The server said no, or the line broke, before it can have taken anything."""

    def __init__(self, text: str, *, again: bool, server: bool = False) -> None:
        super().__init__(text)
        self.answer = Answer(FAILED, text, again=again, server=server)


class SmtpChannel:
    """Sends each parcel as one message to one recipient, over a connection of its own."""

    name = SMTP

    def __init__(self, rules: SendingRules, credentials: Credentials | None) -> None:
        self._rules = rules
        self._credentials = credentials
        self.handed_over = False

    def deliver(self, parcel: Parcel) -> Answer:
        """Send one message and return the server's answer."""
        try:
            with self._connected() as server:
                self._announce(server, parcel)
                return self._hand_over(server, parcel.message)
        except _NotTakenError as refused:
            return refused.answer
        except (OSError, smtplib.SMTPException) as error:
            if self.handed_over:
                return Answer(
                    UNKNOWN, say("kirim.jawaban.sesudah_titik", jenis=type(error).__name__)
                )
            return Answer(
                FAILED, say("kirim.jawaban.terputus", jenis=type(error).__name__), again=True
            )

    def fault(self) -> str:
        """Greet the server and sign in, and send nothing; return why it cannot be, or ""."""
        try:
            with self._connected():
                return ""
        except _NotTakenError as refused:
            return refused.answer.text
        except (OSError, smtplib.SMTPException) as error:
            return say("kirim.jawaban.tak_terhubung", jenis=type(error).__name__)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Give a connection that is secured and signed in as the policy asks.

        A fault here is the server's.
        """
        server = self._open()
        try:
            self._secure(server)
            self._sign_in(server)
            yield server
        finally:
            _close(server)

    def _open(self) -> smtplib.SMTP:
        rules, name = self._rules, domain_of(self._rules.pengirim)
        place, seconds = (rules.server, rules.usual_port, name), rules.batas_waktu_detik
        try:
            if rules.keamanan == TLS:
                return smtplib.SMTP_SSL(
                    *place, timeout=seconds, context=ssl.create_default_context()
                )
            return smtplib.SMTP(*place, timeout=seconds)
        except ssl.SSLCertVerificationError:
            raise _NotTakenError(
                say("kirim.jawaban.sertifikat"), again=False, server=True
            ) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error, server=True) from None
        except (OSError, smtplib.SMTPException) as error:
            text = say("kirim.jawaban.tak_terhubung", jenis=type(error).__name__)
            raise _NotTakenError(text, again=True, server=True) from None

    def _secure(self, server: smtplib.SMTP) -> None:
        with _of_the_server():
            server.ehlo_or_helo_if_needed()
            if self._rules.keamanan != STARTTLS:
                return
            if not server.has_extn("starttls"):
                raise _NotTakenError(say("kirim.jawaban.tanpa_tls"), again=False, server=True)
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self._credentials is None:
            return
        if self._rules.keamanan == UNENCRYPTED:
            raise _NotTakenError(say("kirim.jawaban.sandi_terbuka"), again=False, server=True)
        if not f"{self._credentials.user}{self._credentials.password}".isascii():
            raise _NotTakenError(say("kirim.jawaban.sandi_bukan_ascii"), again=False, server=True)
        with _of_the_server():
            server.login(self._credentials.user, self._credentials.password)

    def _announce(self, server: smtplib.SMTP, parcel: Parcel) -> None:
        """Say who writes to whom and how much, and ask whether the message may come."""
        size, limit = len(parcel.message), _size_limit(server)
        if limit and size > limit:
            text = say("kirim.jawaban.melebihi_server", ukuran=number(size), batas=number(limit))
            raise _NotTakenError(text, again=False)
        options = [f"SIZE={size}"] if server.has_extn("size") else []
        _expect(_OK, server.mail(self._rules.pengirim, options))
        _expect(_OK, server.rcpt(parcel.delivery.penerima))
        _expect(_SEND_ON, server.docmd("DATA"))

    def _hand_over(self, server: smtplib.SMTP, message: bytes) -> Answer:
        server.send(_stuffed(message))
        _still_listening(server)
        reached("kirim-sebelum-titik")
        self.handed_over = True
        server.send(_DOT)
        reached("kirim-sesudah-titik")
        code, text = server.getreply()
        if code == _OK:
            return Answer(ACCEPTED, _said(code, text))
        if 400 <= code < 600:
            self.handed_over = False
            raise _refused(code, text)
        return Answer(UNKNOWN, _said(code, text))


@contextmanager
def _of_the_server() -> Iterator[None]:
    """Tell faults before the first message, which the next message would meet too."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise _NotTakenError(say("kirim.jawaban.sertifikat"), again=False, server=True) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error, server=True) from None
    except smtplib.SMTPNotSupportedError:
        raise _NotTakenError(say("kirim.jawaban.tanpa_masuk"), again=False, server=True) from None
    except (OSError, smtplib.SMTPException) as error:
        text = say("kirim.jawaban.tak_terhubung", jenis=type(error).__name__)
        raise _NotTakenError(text, again=True, server=True) from None


def _expect(wanted: int, reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code // 10 != wanted // 10:
        raise _refused(code, text)


def _refused(code: int, text: bytes | str, *, server: bool = False) -> _NotTakenError:
    return _NotTakenError(_said(code, text), again=code < 500, server=server)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    return server_words(f"{code} {words}", _LONGEST_ANSWER)


def _size_limit(server: smtplib.SMTP) -> int:
    told = server.esmtp_features.get("size", "").strip()
    return int(told) if told.isascii() and told.isdigit() else 0


def _stuffed(message: bytes) -> bytes:
    """Return the message, a dot before each line's own, ended by a line break (RFC 5321, 4.5.2)."""
    lines = message if message.endswith(b"\r\n") else message + b"\r\n"
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _still_listening(server: smtplib.SMTP) -> None:
    """Raise _NotTakenError when the server has hung up or spoken already.

    It cannot have taken what has no dot yet.

    A moment is given for such news to arrive: it saves the operator a question that nobody could
    answer.
    """
    line = server.sock
    if line is None:
        raise smtplib.SMTPServerDisconnected
    patience = line.gettimeout()
    line.settimeout(_MOMENT)
    try:
        early = line.recv(_LONGEST_ANSWER)
    except TimeoutError:
        return
    except OSError:
        early = b""
    finally:
        line.settimeout(patience)
    code = int(early[:3]) if early[:3].isdigit() else 421
    raise _refused(code, early[4:] or say("kirim.jawaban.putus_dini"))


def _close(server: smtplib.SMTP) -> None:
    """Say goodbye without waiting for an answer: what the server took is to be on record first."""
    with suppress(OSError, smtplib.SMTPException):
        server.putcmd("QUIT")
    server.close()
