"""What an incoming message says of one of ours: failed, waiting or nothing (RFC 3464, RFC 3834).

Hostile bytes are expected: a message that cannot be taken apart is one that says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.policy import Compat32
from itertools import islice
from typing import Final

from pipeline.delivery.bounces.times import utc_of
from pipeline.delivery.model import DELAYED, RETURNED
from pipeline.delivery.server_words import server_words

AUTO_REPLY: Final = "balasan_otomatis"
OTHER: Final = "bukan_pantulan"
UNREADABLE: Final = "tak_terbaca"

_ACTIONS: Final = {"failed": RETURNED, "delayed": DELAYED}
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
# The standard library takes what it calls message/* for a message, the last one too, which is but
# the header of one.
_ORIGINALS: Final = frozenset({"message/rfc822", "message/global", "message/global-headers"})
_ORIGINAL_HEADERS: Final = "text/rfc822-headers"
# What a mail server writes has a few parts, short fields and, for us, one recipient. More costs the
# parser minutes.
_MOST_PARTS: Final = 20
_MOST_RECIPIENTS: Final = 20
_MOST_IDS: Final = 50
_LONGEST_FIELD: Final = 4_000
_LONGEST_ID: Final = 998
_REASON: Final = 240
_ID: Final = re.compile(rf"<[^<>\s]{{1,{_LONGEST_ID}}}>")
_STATUS: Final = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.#-])[45]\d\d(?=[ -])")
_ADDRESS: Final = re.compile(r"[^\s<>\"'(),:;]{1,64}@[A-Za-z0-9.-]{1,253}")
_BOUNDARY: Final = re.compile(rb"boundary\s*=", re.IGNORECASE)
# Some codecs of Python take minutes for a hostile text; codes and Message-IDs are ASCII in any of
# these.
_CHARSETS: Final = frozenset(
    {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16", "gb2312"}
)
# Who writes that a message failed, and how its subject begins, where no report of RFC 3464 says so.
_POSTMEN: Final = re.compile(
    r"\b(mailer-daemon|postmaster|mail delivery (sub)?system)\b", re.IGNORECASE
)
_SUBJECTS: Final = re.compile(
    r"undeliver|returned mail|mail delivery fail|delivery status notification|failure notice"
    r"|delivery fail|could not be delivered|delayed mail|delivery delayed|tidak terkirim"
    r"|gagal terkirim|gagal dikirim",
    re.IGNORECASE,
)
_WAITING: Final = re.compile(
    r"delay|will keep trying|will be retried|still trying|warning message|tertunda"
    r"|akan dicoba lagi",
    re.IGNORECASE,
)
_GIVEN_UP: Final = re.compile(r"permanent|giving up|given up|gagal permanen", re.IGNORECASE)
_AUTOMATIC_SUBJECTS: Final = re.compile(
    r"\s*(auto(matic)?[ -]?repl|out of (the )?office|balasan otomatis|jawaban otomatis"
    r"|di luar kantor|sedang cuti)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NoticeRecipient:
    """What was said of one recipient: RETURNED or DELAYED, the status code ("5.1.1") and why.

    address: every address that a report of RFC 3464 names it by; none where no report says it.
    """

    kind: str
    recipient: str
    code: str
    reason: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What one message says. `ids`: the Message-IDs it names, in groups, the surest place first."""

    kind: str
    time: str = ""
    ids: tuple[tuple[str, ...], ...] = ()
    about: tuple[NoticeRecipient, ...] = ()


class _ShortFields(Compat32):
    """Parses as the standard library does, with every header field cut.

    Of a long one the library takes apart each letter.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


_POLICY: Final = _ShortFields()


def read_notice(data: bytes) -> Notice:
    """Return what a message says; UNREADABLE when it cannot be taken apart."""
    if not data.strip() or len(_BOUNDARY.findall(data)) > _MOST_PARTS:
        return Notice(UNREADABLE)
    try:
        return _notice(message_from_bytes(data, policy=_POLICY))
    except Exception:  # noqa: BLE001 - the parser's own faults on hostile bytes are many and have no common kind
        return Notice(UNREADABLE)


def _notice(message: Message) -> Notice:
    if not message.keys():
        return Notice(UNREADABLE)
    when = utc_of(_header(message, "Date"))
    for part in message.walk():
        report = _report_in(part)
        if report is not None:
            return _reported(message, part, report, when)
    if _is_automatic(message):
        return Notice(AUTO_REPLY, when)
    return _told_in_words(message, when) if _is_postman(message) else Notice(OTHER, when)


def _report_in(part: Message) -> Message | None:
    """Return the delivery report that `part` holds as a child, if it does."""
    return next((child for child in _children(part) if child.get_content_type() in _REPORTS), None)


def _children(part: Message) -> list[Message]:
    held = part.get_payload()
    return [child for child in held if isinstance(child, Message)] if isinstance(held, list) else []


def _reported(message: Message, holder: Message, report: Message, when: str) -> Notice:
    told = tuple(islice(_recipients(report), _MOST_RECIPIENTS))
    if not told:
        return Notice(OTHER, when)
    kind = RETURNED if any(one.kind == RETURNED for one in told) else DELAYED
    original = _original_ids(holder)
    return Notice(kind, when, (original,) if original else _answered_ids(message), told)


def _recipients(report: Message) -> Iterator[NoticeRecipient]:
    for block in _blocks(report):
        kind = _ACTIONS.get(_header(block, "Action").strip().lower().split(" ")[0])
        if kind is None:
            continue
        named = [_address(_header(block, f"{which}-Recipient")) for which in ("Final", "Original")]
        addresses = tuple(filter(None, named))
        diagnosis = _header(block, "Diagnostic-Code").partition(";")
        reason = diagnosis[2] or diagnosis[0]
        code = _STATUS.search(_header(block, "Status")) or _STATUS.search(reason)
        first = addresses[0] if addresses else ""
        yield NoticeRecipient(
            kind, first, code[0] if code else "", server_words(reason, _REASON), addresses
        )


def _blocks(report: Message) -> list[Message]:
    """Return the groups of fields of a report.

    That of RFC 6533 the standard library takes for a whole message.
    """
    blocks = _children(report)
    if report.get_content_type() == "message/delivery-status":
        return blocks
    texts = [
        str(text) for block in blocks for text in [block.get_payload()] if isinstance(text, str)
    ]
    more = [part for text in texts for part in re.split(r"(?:\r?\n){2,}", text) if part.strip()]
    return [*blocks, *(HeaderParser(policy=_POLICY).parsestr(part) for part in more)]


def _original_ids(holder: Message) -> tuple[str, ...]:
    """Return the Message-ID of the message that came back with the report, whole or header only."""
    for child in _children(holder):
        kind = child.get_content_type()
        if kind in _ORIGINALS:
            found = [part for part in _children(child)[:1] if part.get("Message-ID")]
        elif kind == _ORIGINAL_HEADERS:
            found = [HeaderParser(policy=_POLICY).parsestr(_text(child))]
        else:
            continue
        ids = _ids(*(_header(part, "Message-ID") for part in found))
        if ids:
            return ids[:1]
    return ()


def _answered_ids(message: Message) -> tuple[tuple[str, ...], ...]:
    return (_ids(_header(message, "In-Reply-To")), _ids(_header(message, "References")))


def _told_in_words(message: Message, when: str) -> Notice:
    text = "\n".join([_header(message, "Subject"), *_texts(message)])
    code = _STATUS.search(text)
    reply = _REPLY.search(text)
    number = code[0] if code else reply[0] if reply else ""
    waits = number.startswith("4") or not number
    kind = DELAYED if waits and _WAITING.search(text) and not _GIVEN_UP.search(text) else RETURNED
    failed = _address(_header(message, "X-Failed-Recipients"))
    told = NoticeRecipient(kind, failed, number, server_words(_line_with(text, number), _REASON))
    original = _original_ids(message)
    return Notice(
        kind, when, (original,) if original else (*_answered_ids(message), _ids(text)), (told,)
    )


def _texts(message: Message) -> list[str]:
    return [_text(part) for part in message.walk() if part.get_content_maintype() == "text"]


def _line_with(text: str, number: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if number and number in line), lines[0] if lines else "")


def _is_automatic(message: Message) -> bool:
    """Tell whether a machine answers for a person who is away.

    The message was received, so nothing came back.
    """
    marked = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
    named = _AUTOMATIC_SUBJECTS.match(_header(message, "Subject")) is not None
    return not _is_postman(message) and (named or marked or _by_a_machine(message))


def _is_postman(message: Message) -> bool:
    if message.get("X-Failed-Recipients") is not None or _POSTMEN.search(_header(message, "From")):
        return True
    nobody = _header(message, "Return-Path").strip() == "<>" or _by_a_machine(message)
    return nobody and _SUBJECTS.search(_header(message, "Subject")) is not None


def _by_a_machine(message: Message) -> bool:
    return _header(message, "Auto-Submitted").strip().lower().startswith("auto-")


def _header(message: Message, name: str) -> str:
    """Return a header as text; what cannot be decoded as it is written."""
    held = message.get(name)
    if held is None:
        return ""
    raw = str(held)
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        return raw


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    return data.decode(charset if charset in _CHARSETS else "utf-8", "replace")


def _ids(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for text in texts for found in _ID.findall(text)))[:_MOST_IDS]


def _address(text: str) -> str:
    found = _ADDRESS.search(text.partition(";")[2] or text)
    return found[0].lower() if found else ""
