"""The channel of an operator sending by hand: per OPD a folder of files and the message as .eml."""

from pathlib import Path

from pipeline.core.wording import say
from pipeline.delivery.channels.interface import Answer, Parcel
from pipeline.delivery.model import ACCEPTED, REMINDER
from pipeline.knowledge.sending_rules import FOLDER
from pipeline.system.failpoints import reached
from pipeline.system.files import replace_folder


class FolderChannel:
    """Lays a parcel down in outputs/outbox/<period>/<KODE>, a reminder in <KODE>-pengingat.

    What lay there before is replaced as a whole.
    """

    name = FOLDER
    handed_over = False

    def __init__(self, outputs: Path) -> None:
        self._outbox = outputs / "outbox"

    def deliver(self, parcel: Parcel) -> Answer:
        """Put the files and the message into the OPD's folder."""
        delivery = parcel.delivery
        kind, suffix = ("pengingat", REMINDER) if delivery.is_reminder else ("pesan", "")
        folder = self._outbox / delivery.periode / f"{delivery.kode_opd}{suffix}"
        files = {one.name: one.data for one in parcel.attachments}
        files[f"{kind}-{delivery.kode_opd}-{delivery.periode}.eml"] = parcel.message
        reached("kirim-sebelum-titik")
        replace_folder(folder, files)
        reached("kirim-sesudah-titik")
        return Answer(ACCEPTED, say("kirim.jawaban.folder"))
