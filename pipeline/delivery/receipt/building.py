"""The berita acara of a month's delivery, from ledger, published revision and returned workbooks.

The same three give the same document: no clock is asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.core.periods import Period
from pipeline.core.wording import say
from pipeline.delivery import model
from pipeline.delivery.documents import published_files
from pipeline.delivery.model import Attempt, Bounce, Delivery, content_hash
from pipeline.delivery.receipt.model import (
    CAME_BACK,
    FAILED,
    HANDED_OVER,
    LAID_READY,
    NOBODY,
    SENT,
    STATES,
    UNCERTAIN,
    WAITING,
    Line,
    Receipt,
    Totals,
)
from pipeline.delivery.recipients import recipients
from pipeline.delivery.returned import ReturnedFile
from pipeline.knowledge.references import References
from pipeline.knowledge.sending_rules import PACKAGE, SMTP
from pipeline.publishing.manifest import Manifest
from pipeline.publishing.paths import unit_documents_among, unit_path
from pipeline.reporting.model import Edition
from schemas.codes import UNMAPPED_OPD

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

    deliveries: the period's reports. reminders: those of it. attempts: the tries at each, by its
    key. bounces: (kode_opd, bounce) of the period. returned: every file of every folder
    tindak_lanjut.
    """

    manifest: Manifest
    references: References
    deliveries: Sequence[Delivery]
    attempts: Mapping[model.Key, tuple[Attempt, ...]]
    bounces: Sequence[tuple[str, Bounce]]
    returned: Sequence[ReturnedFile]
    reminders: Sequence[Delivery] = ()


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
    totals = _totals_by_state(evidence, lines)
    return Receipt(edition, totals, lines, bounces, tuple(_reminder_lines(evidence)), returned)


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
    sent = (*evidence.deliveries, *evidence.reminders)
    found = {*_units_of_revision(evidence.manifest), *(one.kode_opd for one in sent)}
    order = {kode: place for place, kode in enumerate(evidence.references.names)}
    return sorted(found, key=lambda kode: (kode == UNMAPPED_OPD, order.get(kode, len(order)), kode))


def _units_of_revision(manifest: Manifest) -> set[str]:
    """Return the units that the revision has documents for, or should have."""
    return {*manifest.opd, *manifest.gagal}


def _lines_of_opd(evidence: Evidence, kode: str) -> Iterator[Line]:
    name, came = _Names(evidence.references).of(kode), _came_back(evidence, kode)
    held = [one for one in evidence.deliveries if one.kode_opd == kode]
    yield from (replace(_line_of(evidence, one, name), **came) for one in held)
    if kode in _units_of_revision(evidence.manifest) and _content_hash_of(
        evidence.manifest, kode
    ) not in {one.sidik for one in held}:
        state = NOBODY if kode == UNMAPPED_OPD else WAITING
        yield replace(Line(kode, name, state, evidence.manifest.revisi, None), **came)


def _came_back(evidence: Evidence, kode: str) -> dict[str, Any]:
    """Return what a line says of the workbooks that came back: the latest, and from how many units.

    Each unit's workbook is the OPD's own answer too; of units that the revision has no workbook for
    any more, none is counted.
    """
    ours = [
        file
        for file in evidence.returned
        if (file.periode, file.kode_opd) == (evidence.manifest.periode, kode)
    ]
    made = set(unit_documents_among(evidence.manifest.keluaran).get(kode, ()))
    back = {file.unit for file in ours if file.unit}
    return {
        "returned": max(ours, default=None),
        "units": sum(path.endswith(".xlsx") for path in made),
        "units_back": sum(
            unit_path(kode, unit, evidence.manifest.periode) in made for unit in back
        ),
    }


def _line_of(evidence: Evidence, one: Delivery, name: str) -> Line:
    bounces = tuple(bounce for _, bounce in evidence.bounces if bounce.message_id == one.message_id)
    state, tries = _delivery_state(one, bounces), evidence.attempts.get(one.key, ())
    return Line(one.kode_opd, name, state, one.revisi, one, tries, bounces)


def _reminder_lines(evidence: Evidence) -> Iterator[Line]:
    """Yield the reminders by deadline, then in the order of the OPDs."""
    place = {kode: at for at, kode in enumerate(_kodes_in_order(evidence))}
    names = _Names(evidence.references)
    for one in sorted(evidence.reminders, key=lambda one: (one.tenggat, place[one.kode_opd])):
        yield _line_of(evidence, one, names.of(one.kode_opd))


def _delivery_state(delivery: Delivery, bounces: Iterable[Bounce]) -> str:
    """Return what became of a delivery; what a server took and sent back later did not arrive."""
    returned = any(bounce.sifat == model.RETURNED for bounce in bounces)
    state = _STATE_OF[delivery.keadaan]
    if state == SENT and delivery.saluran != SMTP:
        state = LAID_READY
    return CAME_BACK if returned and state in (*HANDED_OVER, UNCERTAIN) else state


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
        if line.delivery and line not in mine and line.state in HANDED_OVER
    ]
    since = max(others, default=(0, ""))
    now = {
        line.state
        for line in _lines_that_count(mine, address)
        if not (line.delivery and line.state in HANDED_OVER and line.delivery.order < since)
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


def _returns_of_period(evidence: Evidence) -> list[ReturnedFile]:
    """Return the period's own files, then those of later folders that may be anybody's."""
    period = evidence.manifest.periode
    own = [file for file in evidence.returned if file.periode == period]
    unclear = [
        file for file in evidence.returned if not file.periode and file.bulan_terima >= period
    ]
    return [*own, *unclear]
