"""Packing a parcel: an OPD's checked documents in a message, as bytes (contract §7, RFC 5322)."""

import binascii
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES_FOR_SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from pipeline.assessing.counts import Counts
from pipeline.core.periods import Period
from pipeline.core.sizes import size_text
from pipeline.core.wording import say
from pipeline.delivery.channels.interface import Attachment, Parcel
from pipeline.delivery.documents import Document, read_documents
from pipeline.delivery.message.corrections import correction_sentences
from pipeline.delivery.message.words import MessageContent, message_page, message_text, subject
from pipeline.delivery.model import Delivery
from pipeline.delivery.protection import Protection, unprotected
from pipeline.knowledge.references import References
from pipeline.knowledge.sending_rules import ATTACHED, LINKED, PACKAGE, SMTP, SendingRules
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.paths import opd_path, units_zip_path
from pipeline.publishing.since_revision import between
from pipeline.rendering.fitting import fit_text, one_line
from pipeline.rendering.zips import zip_of
from pipeline.system.settings import now

_TYPES: Final = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".html": ("text", "html"),
    ".zip": ("application", "zip"),
}
_READABLE: Final = "quoted-printable"
_HEADER_LINE: Final = 400


@dataclass(frozen=True)
class Packer:
    """Packs the parcels of one published revision.

    `protect` turns a plain workbook or letter into what is attached. `earlier` gives what an OPD
    has of the month already, which a correction is compared with.
    """

    outputs: Path
    manifest: Manifest
    references: References
    protect: Protection = unprotected
    earlier: Callable[[Delivery], Manifest | None] = lambda _: None

    def pack(self, delivery: Delivery) -> Parcel:
        """Return the parcel of `delivery`.

        Raises PublicationError when a document is not what it should be.
        """
        documents = self._documents_for(delivery)
        rules = self.references.policy.kirim
        page = rules.html == ATTACHED and not rules.bersandi
        kept = [document for document in documents if page or not document.is_page]
        files = tuple(
            Attachment(one.name, self._protected_bytes(one, delivery.kode_opd)) for one in kept
        )
        if delivery.saluran == PACKAGE:
            text = message_text(self._message_content(delivery, files, ""))
            return Parcel(delivery, b"", files, text)
        archive = "" if delivery.is_reminder else self._archive_name(delivery.kode_opd)
        if rules.unit == ATTACHED:
            whole = self._mail(delivery, files, files, "")
            if not archive or not too_large(whole, rules):
                return whole
        attached = tuple(one for one in files if one.name != archive)
        if delivery.saluran != SMTP:
            return self._mail(delivery, attached, files, archive)
        # Nothing lies beside what a server takes: what is not in the message does not go.
        gone = tuple(one for one in delivery.berkas if one[0] != archive)
        return self._mail(replace(delivery, berkas=gone), attached, attached, archive)

    def _mail(
        self,
        delivery: Delivery,
        attached: tuple[Attachment, ...],
        laid: tuple[Attachment, ...],
        apart: str,
    ) -> Parcel:
        """Return a message with what is `attached`; `laid` lies beside it, `apart` only there."""
        content = self._message_content(delivery, attached, apart)
        text = message_text(content)
        return Parcel(delivery, message_bytes(delivery, content, text, attached), laid, text)

    def _documents_for(self, delivery: Delivery) -> tuple[Document, ...]:
        """Return what the delivery names: a reminder brings the workbook only."""
        named = {name for name, _ in delivery.berkas}
        return read_documents(self.outputs, self.manifest, delivery.kode_opd, named)

    def _archive_name(self, kode: str) -> str:
        path = units_zip_path(kode, self.manifest.periode)
        return Path(path).name if path in self.manifest.keluaran else ""

    def _protected_bytes(self, document: Document, kode: str) -> bytes:
        if document.is_page:
            return document.data
        if document.is_archive:
            return self._protected_archive(document.data, kode)
        return self.protect(document.data, kode)

    def _protected_archive(self, data: bytes, kode: str) -> bytes:
        """Return the archive with each workbook in it protected as its OPD's own is."""
        if not self.references.policy.kirim.bersandi:
            return data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        return zip_of({name: self.protect(book, kode) for name, book in held.items()})

    def _message_content(
        self, delivery: Delivery, attached: Sequence[Attachment], apart: str
    ) -> MessageContent:
        policy, period = self.references.policy, Period.parse(delivery.periode)
        counts = Counts(**self.manifest.opd[delivery.kode_opd].jumlah)
        # A package is the same bytes whenever it is made, so its words know no today.
        today = None if delivery.saluran == PACKAGE else now().astimezone(policy.zone).date()
        passed = dt.date.fromisoformat(delivery.tenggat) if delivery.tenggat else None
        return MessageContent(
            opd=self.references.opd_of(delivery.kode_opd),
            counts=counts,
            period=period,
            revision=delivery.revisi,
            policy=policy,
            is_correction=delivery.koreksi,
            is_repeated=delivery.ulang > 0,
            files=tuple(one.name for one in attached),
            apart=apart,
            groups=self.manifest.opd[delivery.kode_opd].kelompok,
            deadline=None if passed else deadline(policy.kirim, period, today),
            passed_deadline=passed,
            link=self._page_link(delivery),
            changes=self._changes(delivery),
        )

    def _changes(self, delivery: Delivery) -> tuple[str, ...]:
        before = self.earlier(delivery) if delivery.koreksi else None
        if before is None:
            return ()
        kode = delivery.kode_opd
        return correction_sentences(between(before, self.manifest, kode), kode)

    def _page_link(self, delivery: Delivery) -> str:
        rules = self.references.policy.kirim
        if rules.html != LINKED:
            return ""
        path = opd_path(delivery.kode_opd, delivery.periode, "html")
        return f"{rules.alamat_laporan}/{delivery.periode}/{delivery.revisi}/{path}"


def too_large(parcel: Parcel, rules: SendingRules) -> str:
    """Return why a message may not be sent when it is larger than the policy allows.

    Else nothing.
    """
    if len(parcel.message) <= rules.ukuran_terbesar:
        return ""
    sizes = {"ukuran": size_text(parcel.size), "batas": size_text(rules.ukuran_terbesar)}
    return say("kirim.jawaban.terlalu_besar", **sizes)


def deadline(rules: SendingRules, period: Period, today: dt.date | None) -> dt.date | None:
    """Return the day until which an answer is asked for; None when it is past."""
    day = rules.answer_by(period)
    return None if today is not None and today > day else day


def message_bytes(
    delivery: Delivery, content: MessageContent, text: str, files: Sequence[Attachment]
) -> bytes:
    """Return the message as it is sent: the same but for its date, whenever it is made."""
    message = EmailMessage(policy=LINES_FOR_SMTP)
    _set_addresses(message, delivery, content)
    message.set_content(text, cte=_READABLE)
    message["Content-Language"] = "id"
    message.add_alternative(message_page(content), subtype="html", cte=_READABLE)
    for one in files:
        maintype, subtype = _TYPES[Path(one.name).suffix]
        message.add_attachment(one.data, maintype=maintype, subtype=subtype, filename=one.name)
        if maintype == "text":
            _write_readably(message, one.data)
    _set_boundaries(message, delivery)
    # A folded header loses its first blank or gains one in some programs, so short ones are kept on
    # one line.
    return message.as_bytes(policy=LINES_FOR_SMTP.clone(max_line_length=_HEADER_LINE))


def _write_readably(message: EmailMessage, data: bytes) -> None:
    """Have the last attachment stand as text: a page takes a fourth less room than in base64.

    Its ends of lines are encoded too, so that what arrives is the very page that was published.
    """
    *_, part = message.iter_attachments()
    part.replace_header("Content-Transfer-Encoding", _READABLE)
    part.set_payload(binascii.b2a_qp(data, istext=False).decode("ascii"))


def _set_addresses(message: EmailMessage, delivery: Delivery, content: MessageContent) -> None:
    policy, rules = content.policy, content.policy.kirim
    if rules.pengirim:
        message["From"] = Address(_display_name(policy.gerakan), addr_spec=rules.pengirim)
    else:
        # A draft that the operator's own mail program opens for sending and gives its sender.
        message["X-Unsent"] = "1"
    message["To"] = Address(_display_name(content.opd.nama), addr_spec=delivery.penerima)
    if rules.balas_ke:
        message["Reply-To"] = rules.balas_ke
    message["Subject"] = subject(content)
    message["Date"] = format_datetime(now().astimezone(policy.zone))
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"


def _display_name(text: str) -> str:
    return one_line(fit_text(text))


def _set_boundaries(message: EmailMessage, delivery: Delivery) -> None:
    """Give each part a boundary that no encoded content can hold ("=_"), the same on every run."""
    seed = hashlib.sha256(delivery.message_id.encode()).hexdigest()[:32]
    for at, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seed}_{at}")
