"""Puts a month's berita acara where it belongs: gathered, rendered, replacing the one before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.core.periods import Period
from pipeline.delivery.documents import published_manifest
from pipeline.delivery.ledger import Ledger, ledger_folder, ledger_path, look_into_ledger
from pipeline.delivery.model import Bounce
from pipeline.delivery.receipt.building import Evidence, receipt_of
from pipeline.delivery.receipt.model import Receipt, Totals, receipt_name
from pipeline.delivery.receipt.page import receipt_page
from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.delivery.returned import ReturnedFile, returned_workbooks
from pipeline.delivery.traces import require_memory
from pipeline.knowledge.references import References, read_references
from pipeline.publishing.manifest import Manifest
from pipeline.system.files import replace_private
from pipeline.system.settings import Settings

ENDINGS: Final = ("html", "xlsx")


def receipt_path(settings: Settings, period: Period, ending: str) -> Path:
    """Return where the berita acara of `period` lies."""
    return ledger_folder(settings) / str(period) / receipt_name(period, ending)


def write_receipt(settings: Settings, references: References, period: Period) -> Receipt:
    """Write page and workbook anew, each whole or not at all.

    Raises UsageError when nothing is published.
    """
    receipt = current_receipt(settings, references, period)
    made = {"html": receipt_page, "xlsx": receipt_workbook}
    for ending in ENDINGS:
        replace_private(receipt_path(settings, period, ending), made[ending](receipt))
    return receipt


def current_receipt(settings: Settings, references: References, period: Period) -> Receipt:
    """Return what the berita acara of `period` says now.

    Raises UsageError when nothing is published.

    Raises RefusedError when the ledger was lost: the berita acara that is left is then all that is
    known.
    """
    manifest = published_manifest(settings, str(period))
    returned = returned_workbooks(settings, references)
    with look_into_ledger(settings) as ledger:
        require_memory(settings, ledger, str(period))
        return receipt_of(evidence_of(manifest, references, ledger, returned))


def totals_by_period(settings: Settings, periods: Sequence[Period]) -> dict[Period, Totals]:
    """Return where the OPDs of each of these published periods stand.

    Nothing where there is no ledger.

    Makes nothing. Raises RefusedError when the references cannot be read.
    """
    if not ledger_path(settings).is_file():
        return {}
    references = read_references(settings.references, settings.policy)
    returned = returned_workbooks(settings, references)
    with look_into_ledger(settings) as ledger:
        manifests = {period: published_manifest(settings, str(period)) for period in periods}
        return {
            period: receipt_of(evidence_of(manifest, references, ledger, returned)).totals
            for period, manifest in manifests.items()
        }


def evidence_of(
    manifest: Manifest, references: References, ledger: Ledger, returned: list[ReturnedFile]
) -> Evidence:
    """Gather what the berita acara of the manifest's period is made of."""
    deliveries = ledger.deliveries(manifest.periode)
    reminders = ledger.reminders(manifest.periode)
    tries = {one.key: tuple(ledger.attempts(one)) for one in (*deliveries, *reminders)}
    bounces = [(_kode_of(ledger, bounce), bounce) for bounce in ledger.bounces(manifest.periode)]
    ordered = sorted(bounces, key=_bounce_order)
    return Evidence(manifest, references, deliveries, tries, ordered, returned, reminders)


def _kode_of(ledger: Ledger, bounce: Bounce) -> str:
    delivery = ledger.delivery_of(bounce.message_id)
    return delivery.kode_opd if delivery else ""


def _bounce_order(found: tuple[str, Bounce]) -> tuple[str, ...]:
    kode, bounce = found
    return (
        kode,
        bounce.waktu,
        bounce.message_id,
        bounce.penerima,
        bounce.sifat,
        bounce.kode,
        bounce.alasan,
    )
