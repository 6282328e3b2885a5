"""Planning a revision: what is new, what and what stays as it is (contract §6)."""

from pathlib import Path

from pipeline.assessing.month import Month
from pipeline.core.errors import UsageError
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.knowledge.references import References
from pipeline.publishing.concern import results
from pipeline.publishing.manifest import (
    Manifest,
    altered_files,
    current_manifest,
    next_revision,
    rendering_fingerprint,
)
from pipeline.publishing.paths import opd_documents, unit_documents_among
from pipeline.publishing.workspace import WORK, Plan, load_month, month_parts, save_plan
from pipeline.reporting.opd import OpdReports, digest, edition, opd_digest
from pipeline.system.failpoints import around
from pipeline.system.settings import Settings


def make_plan(
    folder: Path, settings: Settings, references: References, anomaly: str | None
) -> Plan:
    """Compare the assessed month in `folder` with the current revision and plan what is new.

    Kept in `folder`.
    """
    plan = compared(load_month(folder / WORK), settings, references, anomaly)
    with around("rencana"):
        save_plan(plan, folder)
    return plan


def compared(month: Month, settings: Settings, references: References, anomaly: str | None) -> Plan:
    """Return what publishing `month` would do.

    `anomaly` is the operator's reason to publish past the gate, if any.

    Nothing of the current revision is taken over that is not as it was published. Raises UsageError
    when the current revision was signed with a key and this run has none: genuine and forgeable
    signatures would mix.
    """
    current = current_manifest(settings.outputs, month.period)
    if current and current.kunci and not settings.signing_key:
        raise UsageError(say("tolak.tanpa_kunci", periode=month.period.name, revisi=current.revisi))
    digests, units = _told_of_opds(
        month, references, anomaly, key_fingerprint(settings.signing_key)
    )
    found = (*results(month), month.stops, month.measures)
    whole = digest(rendering_fingerprint(), anomaly, digests, *found)
    altered = altered_files(settings.outputs, current) if current else frozenset()
    same = current is not None and current.sidik == whole
    equal = same and not altered and not (current and current.gagal)
    held = _held(current, digests, altered) if current else set()
    revision = "" if equal else next_revision(settings.outputs, month.period, current)
    return Plan(
        period=str(month.period),
        revision=revision,
        anomaly=anomaly,
        digest=whole,
        opd_digests=digests,
        render=tuple(kode for kode in digests if kode not in held),
        reuse=tuple(kode for kode in digests if kode in held),
        heals=same and bool(altered),
        units=units,
    )


def _held(current: Manifest, digests: dict[str, str], altered: frozenset[str]) -> set[str]:
    """Return the OPDs whose documents say what they said before and lie there as published."""
    genuine = current.keluaran.keys() - altered
    of_units = unit_documents_among(current.keluaran)
    unchanged = (kode for kode, entry in current.opd.items() if digests.get(kode) == entry.sidik)
    return {
        kode
        for kode in unchanged
        if genuine.issuperset((*opd_documents(kode, current.periode), *of_units.get(kode, ())))
    }


def _told_of_opds(
    month: Month, references: References, anomaly: str | None, key: str
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return kode_opd -> what its documents say, and the codes of its units where it has some.

    The reports of some OPDs at a time: those are the most that is held of a nation's.
    """
    neutral, digests, units = edition(month, references, "", anomaly), {}, {}
    for part in month_parts(month):
        reports = OpdReports(part, references, neutral, b"")
        for kode in part.tables["opd"]["kode_opd"]:
            report = reports.of(kode)
            digests[kode] = digest(rendering_fingerprint(), key, opd_digest(report))
            if report.units:
                units[kode] = tuple(unit.code for unit in report.units)
    return digests, units
