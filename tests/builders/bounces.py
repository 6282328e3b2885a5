"""What a mail server sends back of a message that it took before."""

from email.message import EmailMessage
from pathlib import Path
from typing import Final

NOTICE: Final = """Return-Path: <>
From: MAILER-DAEMON@{server} (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Date: Thu, 02 Apr 2026 10:15:00 +0700
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="BATAS-PANTULAN"

--BATAS-PANTULAN
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--BATAS-PANTULAN
Content-Type: message/delivery-status

Reporting-MTA: dns; {server}

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.2.1
Diagnostic-Code: smtp; 550 5.2.1 kotak surat ditutup

--BATAS-PANTULAN
Content-Type: message/rfc822

"""


def put_bounce(folder: Path, message: EmailMessage) -> Path:
    """Lay down the notice, with the whole message, of a server that took the message before."""
    to = message["To"].addresses[0].addr_spec
    notice = NOTICE.format(server="mx.dinas.contoh.go.id", to=to).encode()
    path = folder / "outputs" / "pengiriman" / "pantulan" / "kembali.eml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notice + message.as_bytes() + b"\n--BATAS-PANTULAN--\n")
    return path
