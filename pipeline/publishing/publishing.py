"""The one place that publishes what was rendered: check, rename, then point to (contract §6)."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.assessing.month import TABLES, Month
from pipeline.core.errors import ConservationError
from pipeline.core.periods import Period, gaps
from pipeline.core.signing import key_fingerprint
from pipeline.core.wording import say
from pipeline.knowledge.references import References
from pipeline.publishing.contents import new_manifest, opd_entries, write_index
from pipeline.publishing.manifest import (
    CURRENT,
    MANIFEST,
    PRUNED,
    Manifest,
    current_manifest,
    older_revisions,
    pointer_bytes,
    published_periods,
)
from pipeline.publishing.paths import (
    candidates_path,
    city_names_path,
    city_path,
    quality_path,
    table_path,
)
from pipeline.publishing.since_revision import shown, since_revision
from pipeline.publishing.units import documents_of
from pipeline.publishing.workspace import (
    TREE,
    WORK,
    Plan,
    load_month,
    load_plan,
    parquet_bytes,
)
from pipeline.rendering.html.pages import periods_index
from pipeline.reporting.indexes import PeriodLink
from pipeline.reporting.opd import edition
from pipeline.reporting.quality import quality_report
from pipeline.system.failpoints import around
from pipeline.system.files import (
    move_folder,
    own_bytes,
    remove_folder,
    replace_private,
    write_private,
)
from pipeline.system.settings import Settings


def publish_revision(
    folder: Path,
    settings: Settings,
    references: References,
    failed: dict[str, str],
    run: dict[str, Any],
) -> Manifest:
    """Complete the revision in staging, check it, move it into place, point to it, in that order.

    `failed` are the OPDs that could not be rendered; `run` is the manifest's `jalan` block.
    """
    plan, month = load_plan(folder), load_month(folder / WORK)
    tree = folder / TREE
    _reuse_documents(tree, plan, settings)
    quality = quality_report(
        month, references, edition(month, references, plan.revision, plan.anomaly)
    )
    _write_data(tree, month)
    current = current_manifest(settings.outputs, month.period)
    entries = opd_entries(plan, month, current, failed)
    since = since_revision(current, entries, failed, month.inputs, month.references)
    write_index(tree, plan, month, quality, entries, shown(since, references.names))
    made = new_manifest(tree, plan, month, entries, failed)
    manifest = replace(made, sejak_revisi=since, kunci=key_fingerprint(settings.signing_key))
    _check(tree, plan, manifest)
    with around("manifest"):
        write_private(tree / MANIFEST, replace(manifest, jalan=run).to_bytes())
    _put_in_place(tree, settings, plan, manifest)
    with around("bersih"):
        remove_folder(folder)
    return manifest


def write_root_index(settings: Settings) -> None:
    """Write outputs/index.html over all published periods."""
    links = [
        _period_link(settings.outputs, period) for period in published_periods(settings.outputs)
    ]
    with around("indeks-utama"):
        between = gaps(link.period for link in links)
        replace_private(settings.outputs / "index.html", periods_index(links, between))


def _reuse_documents(tree: Path, plan: Plan, settings: Settings) -> None:
    current = current_manifest(settings.outputs, Period.parse(plan.period))
    if current is None:
        return
    published = settings.outputs / plan.period / current.revisi
    for path in (path for kode in plan.reuse for path in documents_of(plan, kode)):
        data = own_bytes(published / path)
        if data is None or hashlib.sha256(data).hexdigest() != current.keluaran.get(path):
            raise ConservationError(
                say("tolak.salinan", berkas=f"{plan.period}/{current.revisi}/{path}")
            )
        with around("salin"):
            write_private(tree / path, data)


def _write_data(tree: Path, month: Month) -> None:
    for name in TABLES:
        with around("data"):
            write_private(tree / table_path(name), parquet_bytes(month.tables[name]))


def _check(tree: Path, plan: Plan, manifest: Manifest) -> None:
    """Raise ConservationError when a document the manifest promises is not there or is empty."""
    wanted = [path for kode in manifest.opd for path in documents_of(plan, kode)]
    wanted += [
        path(manifest.periode, end)
        for path in (city_path, quality_path, candidates_path)
        for end in ("xlsx", "html")
    ]
    wanted.append(city_names_path(manifest.periode))
    wanted += [table_path(name) for name in TABLES]
    missing = [
        path for path in wanted if path not in manifest.keluaran or not (tree / path).stat().st_size
    ]
    if missing:
        raise ConservationError(say("tolak.dokumen", jumlah=len(missing)))


def _put_in_place(tree: Path, settings: Settings, plan: Plan, manifest: Manifest) -> None:
    target = settings.outputs / plan.period / plan.revision
    # A folder of this name that nothing points to is what a run left that died between rename and
    # pointer.
    remove_folder(target)
    move_folder(tree, target)
    with around("terkini"):
        replace_private(target.parent / CURRENT, pointer_bytes(manifest))
    write_root_index(settings)


def _readable(outputs: Path, manifest: Manifest) -> list[str]:
    """Return the older revisions whose pages are there to be read, newest first."""
    folder = outputs / manifest.periode
    return [
        name
        for name in older_revisions(outputs, manifest)
        if not (folder / name / PRUNED).is_file()
    ]


def _period_link(outputs: Path, period: Period) -> PeriodLink:
    manifest = current_manifest(outputs, period)
    if manifest is None:
        raise ConservationError(say("tolak.manifest", periode=period))
    return PeriodLink(
        period,
        manifest.revisi,
        manifest.counts,
        Period.parse(manifest.data_sampai),
        f"{period}/{manifest.revisi}/index.html",
        tuple((name, f"{period}/{name}/index.html") for name in _readable(outputs, manifest)),
    )
