"""The channel for the office's letter system: one zip for each OPD, to be uploaded by hand."""

from pathlib import Path

from pipeline.core.wording import say
from pipeline.delivery.channels.interface import Answer, Parcel
from pipeline.delivery.model import ACCEPTED, REMINDER
from pipeline.knowledge.sending_rules import PACKAGE
from pipeline.rendering.zips import zip_of
from pipeline.system.failpoints import reached
from pipeline.system.files import replace_private


class PackageChannel:
    """Writes outputs/paket/<period>/laporan-asn-peduli-<KODE>-<period>.zip, a reminder beside it.

    The same content gives the same bytes.
    """

    name = PACKAGE
    handed_over = False

    def __init__(self, outputs: Path) -> None:
        self._packages = outputs / "paket"

    def deliver(self, parcel: Parcel) -> Answer:
        """Put the OPD's zip in place of what was there."""
        delivery = parcel.delivery
        suffix = REMINDER if delivery.is_reminder else ""
        name = f"{delivery.kode_opd}-{delivery.periode}{suffix}"
        files = {one.name: one.data for one in parcel.attachments} | {
            f"pengantar-{name}.txt": parcel.cover_letter.encode()
        }
        reached("kirim-sebelum-titik")
        replace_private(
            self._packages / delivery.periode / f"laporan-asn-peduli-{name}.zip", zip_of(files)
        )
        reached("kirim-sesudah-titik")
        return Answer(ACCEPTED, say("kirim.jawaban.paket"))
