"""What secretaries hold already: of one month it is what a correction is compared with (§7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import PublicationError
from pipeline.core.periods import Period
from pipeline.delivery.ledger import Ledger, look_into_ledger
from pipeline.delivery.model import ACCEPTED, SENDING, UNKNOWN, Delivery
from pipeline.publishing.manifest import Manifest, revision_manifest
from pipeline.system.settings import Settings


@dataclass(frozen=True)
class Earlier:
    """What each OPD has, or may have, of one month, by the ledger; manifests are read once.

    deliveries: of the month's reports. may_have: kode_opd -> the contents that may have arrived.
    """

    outputs: Path
    deliveries: Sequence[Delivery]
    may_have: Mapping[str, set[str]]
    _read: dict[str, Manifest | None] = field(default_factory=dict)

    @classmethod
    def of(cls, outputs: Path, ledger: Ledger, period: str) -> "Earlier":
        """Take up what the ledger holds of one month's reports."""
        return cls(outputs, ledger.deliveries(period), ledger.may_have_sent(period))

    def than(self, delivery: Delivery) -> Manifest | None:
        """Return the revision whose content the OPD has, or may have, and is newest but this one.

        None where there is none, or it is no longer there to compare with.
        """
        contents = self.may_have.get(delivery.kode_opd, set()) - {delivery.sidik}
        held = [
            one
            for one in self.deliveries
            if one.kode_opd == delivery.kode_opd and one.sidik in contents
        ]
        newest = max(held, key=lambda one: one.order, default=None)
        return self._manifest(newest) if newest else None

    def _manifest(self, delivery: Delivery) -> Manifest | None:
        name = delivery.revisi
        if name not in self._read:
            try:
                period = Period.parse(delivery.periode)
                self._read[name] = revision_manifest(self.outputs, period, name)
            except PublicationError:
                self._read[name] = None
        return self._read[name]


def sent_revisions(settings: Settings) -> set[tuple[str, str]]:
    """Return (periode, revisi) of the revisions of which a secretary holds, or may hold, documents.

    Raises RefusedError when the ledger cannot be read.
    """
    with look_into_ledger(settings) as ledger:
        held = ledger.deliveries()
    left = (ACCEPTED, SENDING, UNKNOWN)
    return {(one.periode, one.revisi) for one in held if one.keadaan in left}
