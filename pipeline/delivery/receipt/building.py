"""The berita acara of a month's delivery, from ledger, published revision and returned workbooks.

The same three give the same document: no clock is asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery import model
from pipeline.delivery.documents import published_files
from pipeline.delivery.model import Attempt, Bounce, Delivery, content_hash
from pipeline.delivery.receipt.model import (
    CAME_BACK,
    FAILED,
    LAID_DOWN,
    NOBODY,
    SENT,
    STATES,
    UNCERTAIN,
    WAITING,
    Line,
    Receipt,
    Totals,
)
from pipeline.delivery.receipt.returned import GENUINE, WRONG_MARK, ReturnedFile
from pipeline.delivery.recipients import recipients
from pipeline.knowledge.references import References
from pipeline.knowledge.sending_rules import PACKAGE, SMTP
from pipeline.publishing.manifest import Manifest
from pipeline.reporting.model import Edition
from schemas.codes import UNMAPPED_OPD

# What left our hands as far as its channel goes.
_ARRIVED: Final = (SENT, LAID_DOWN)
_STATE_OF: Final = {
    model.ACCEPTED: SENT,
    model.FAILED: FAILED,
    model.UNKNOWN: UNCERTAIN,
    model.SENDING: UNCERTAIN,
    model.PLANNED: WAITING,
}


@dataclass(frozen=True)
class Evidence:
    """What the berita acara is made of.

    deliveries: the period's deliveries. attempts: the tries at each, by its key. bounces:
    (kode_opd, bounce) of the period. returned: every file of every folder tindak_lanjut.
    """

    manifest: Manifest
    references: References
    deliveries: Sequence[Delivery]
    attempts: Mapping[model.Key, tuple[Attempt, ...]]
    bounces: Sequence[tuple[str, Bounce]]
    returned: Sequence[ReturnedFile]


def receipt_of(evidence: Evidence) -> Receipt:
    """Return the berita acara of the manifest's period."""
    manifest, references = evidence.manifest, evidence.references
    edition = Edition(
        period=Period.parse(manifest.periode),
        known_until=Period.parse(manifest.data_sampai),
        revision=manifest.revisi,
        policy=references.policy,
        sources=(),
    )
    lines = tuple(
        line for kode in _kodes_in_order(evidence) for line in _lines_of_opd(evidence, kode)
    )
    names = _Names(references)
    bounces = tuple((names.of(kode), bounce) for kode, bounce in evidence.bounces)
    returned = tuple(
        (names.of(file.kode_opd) if file.kode_opd else "", file)
        for file in _returns_of_period(evidence)
    )
    return Receipt(edition, _totals_by_state(evidence, lines), lines, bounces, returned)


class _Names:
    """Names of OPDs, also of one that opd.csv no longer knows."""

    def __init__(self, references: References) -> None:
        self._known = {**references.names, UNMAPPED_OPD: say("sebutan.belum_dipetakan")}

    def of(self, kode: str) -> str:
        return self._known.get(kode, kode)


def _kodes_in_order(evidence: Evidence) -> list[str]:
    """Return every OPD of the period, sent to or not, in the order of opd.csv.

    The unmapped last.
    """
    found = {*_units_of_revision(evidence.manifest), *(one.kode_opd for one in evidence.deliveries)}
    order = {kode: place for place, kode in enumerate(evidence.references.names)}
    return sorted(found, key=lambda kode: (kode == UNMAPPED_OPD, order.get(kode, len(order)), kode))


def _units_of_revision(manifest: Manifest) -> set[str]:
    """Return the units that the revision has documents for, or should have."""
    return {*manifest.opd, *manifest.gagal}


def _lines_of_opd(evidence: Evidence, kode: str) -> Iterator[Line]:
    name, back = (
        _Names(evidence.references).of(kode),
        _latest_back(evidence.returned, evidence.manifest.periode, kode),
    )
    held = [one for one in evidence.deliveries if one.kode_opd == kode]
    for one in held:
        bounces = tuple(
            bounce for _, bounce in evidence.bounces if bounce.message_id == one.message_id
        )
        tries = evidence.attempts.get(one.key, ())
        yield Line(kode, name, _delivery_state(one, bounces), one.revisi, one, tries, bounces, back)
    if kode in _units_of_revision(evidence.manifest) and _content_hash_of(
        evidence.manifest, kode
    ) not in {one.sidik for one in held}:
        state = NOBODY if kode == UNMAPPED_OPD else WAITING
        yield Line(kode, name, state, evidence.manifest.revisi, None, returned=back)


def _delivery_state(delivery: Delivery, bounces: Iterable[Bounce]) -> str:
    """Return what became of a delivery; what a server took and sent back later did not arrive."""
    returned = any(bounce.sifat == model.RETURNED for bounce in bounces)
    state = _STATE_OF[delivery.keadaan]
    if state == SENT and delivery.saluran != SMTP:
        state = LAID_DOWN
    return CAME_BACK if returned and state in (*_ARRIVED, UNCERTAIN) else state


def _content_hash_of(manifest: Manifest, kode: str) -> str | None:
    files = published_files(manifest, kode)
    return None if files is None else content_hash(files)


def _totals_by_state(evidence: Evidence, lines: Sequence[Line]) -> Totals:
    by_opd: dict[str, list[Line]] = {}
    month = _units_of_revision(evidence.manifest) - {UNMAPPED_OPD}
    for line in lines:
        if line.kode_opd in month:
            by_opd.setdefault(line.kode_opd, []).append(line)
    addresses = _current_addresses(evidence.references)
    states = Counter(
        _state_of_opd(evidence.manifest, kode, held, addresses.get(kode, ""))
        for kode, held in by_opd.items()
    )
    back = sum(1 for held in by_opd.values() if held[0].returned is not None)
    return Totals(len(by_opd), kembali=back, **{state: states[state] for state in STATES})


def _state_of_opd(manifest: Manifest, kode: str, lines: Sequence[Line], address: str) -> str:
    """Return where an OPD stands with what counts now.

    Another content that arrived, or arrived since, is not it.
    """
    content = _content_hash_of(manifest, kode)
    mine = [line for line in lines if line.delivery is None or line.delivery.sidik == content]
    others = [
        line.delivery.order
        for line in lines
        if line.delivery and line not in mine and line.state in _ARRIVED
    ]
    since = max(others, default=(0, ""))
    now = {
        line.state
        for line in _lines_that_count(mine, address)
        if not (line.delivery and line.state in _ARRIVED and line.delivery.order < since)
    }
    return next((state for state in STATES if state in now), WAITING)


def _lines_that_count(lines: Sequence[Line], address: str) -> list[Line]:
    """Return what went to the address that counts now; where nothing did, what was planned last."""
    here = [line for line in lines if line.delivery is not None and line.delivery.goes_to(address)]
    sent = [line for line in lines if line.delivery is not None]
    return (
        here
        or sorted(sent, key=lambda line: line.delivery.waktu if line.delivery else "")[-1:]
        or list(lines)
    )


def _current_addresses(references: References) -> dict[str, str]:
    """Return kode_opd -> what its deliveries go to under the policy of today."""
    rules = references.policy.kirim
    known = recipients(references.opd, rules)
    return {kode: kode if rules.saluran == PACKAGE else one.address for kode, one in known.items()}


def _latest_back(files: Iterable[ReturnedFile], periode: str, kode: str) -> ReturnedFile | None:
    genuine = (
        f for f in files if f.keadaan == GENUINE and (f.periode, f.kode_opd) == (periode, kode)
    )
    return max(genuine, default=None)


def _returns_of_period(evidence: Evidence) -> list[ReturnedFile]:
    """Return the period's own files, then those of later folders that may be anybody's."""
    period = evidence.manifest.periode
    own = [
        file
        for file in evidence.returned
        if file.periode == period and file.keadaan in (GENUINE, WRONG_MARK)
    ]
    unclear = [
        file for file in evidence.returned if not file.periode and file.bulan_terima >= period
    ]
    return [*own, *unclear]
