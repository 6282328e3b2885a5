"""What a revision says of itself: its manifest and its index page (contract §6)."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.assessing.counts import counts_of
from pipeline.assessing.month import Month
from pipeline.publishing.manifest import (
    Manifest,
    OpdEntry,
    count_fields,
    file_hash,
    versions,
)
from pipeline.publishing.paths import (
    candidates_path,
    city_names_path,
    city_path,
    letter_path,
    opd_path,
    quality_path,
    units_zip_path,
)
from pipeline.publishing.workspace import Plan
from pipeline.rendering.html.pages import month_index
from pipeline.reporting.arrivals import count_table, delivery_table
from pipeline.reporting.followup import answer_counts
from pipeline.reporting.indexes import MonthIndex, OpdFiles
from pipeline.reporting.late_groups import late_groups, late_groups_by_opd
from pipeline.reporting.model import QualityReport, SinceRevision
from pipeline.reporting.parted import Parted
from pipeline.system.failpoints import around
from pipeline.system.files import (
    write_private,
)
from schemas.codes import UNMAPPED_OPD


def opd_entries(
    plan: Plan, month: Month, current: Manifest | None, failed: dict[str, str]
) -> dict[str, OpdEntry]:
    """Return kode_opd -> what the manifest says of each OPD that could be rendered."""
    kept = current.opd if current else {}
    counts = Parted(month.tables["opd"])
    groups = Parted(late_groups_by_opd(_late(month), plan.opd_digests), named=False)
    return {
        kode: OpdEntry(
            sidik=sidik,
            revisi=kept[kode].revisi if kode in plan.reuse else plan.revision,
            jumlah=count_fields(counts_of(counts.of(kode))),
            kelompok=dict(groups.of(kode).rows()),
        )
        for kode, sidik in plan.opd_digests.items()
        if kode not in failed
    }


def _late(month: Month) -> pl.DataFrame:
    return month.tables["status"].filter(pl.col("status") == "belum")


def write_index(
    tree: Path,
    plan: Plan,
    month: Month,
    quality: QualityReport,
    entries: dict[str, OpdEntry],
    since: SinceRevision | None,
) -> None:
    """Write the page that leads to every document of the revision."""
    index = MonthIndex(
        edition=quality.edition,
        counts=counts_of(month.tables["opd"]),
        groups=late_groups(_late(month)),
        restatement=month.restatement,
        opds=_opd_files(plan, month, entries),
        recap_xlsx=city_path(plan.period, "xlsx"),
        recap_names=city_names_path(plan.period),
        recap_html=city_path(plan.period, "html"),
        quality_xlsx=quality_path(plan.period, "xlsx"),
        quality_html=quality_path(plan.period, "html"),
        candidates_xlsx=candidates_path(plan.period, "xlsx"),
        candidates_html=candidates_path(plan.period, "html"),
        files=quality.files,
        findings=quality.summary,
        conservation=month.conservation,
        since=since,
        arrivals=quality.arrivals,
    )
    with around("indeks-bulan"):
        write_private(tree / "index.html", month_index(index))


def _opd_files(plan: Plan, month: Month, entries: dict[str, OpdEntry]) -> tuple[OpdFiles, ...]:
    table = month.tables["opd"].filter(pl.col("kode_opd").is_in(list(entries)))
    return tuple(
        OpdFiles(
            kode=row["kode_opd"],
            nama=row["nama_opd"],
            counts=counts_of(table.filter(pl.col("kode_opd") == row["kode_opd"])),
            revision=entries[row["kode_opd"]].revisi,
            xlsx=opd_path(row["kode_opd"], plan.period, "xlsx"),
            html=opd_path(row["kode_opd"], plan.period, "html"),
            docx=""
            if row["kode_opd"] == UNMAPPED_OPD
            else letter_path(row["kode_opd"], plan.period),
            units=units_zip_path(row["kode_opd"], plan.period)
            if row["kode_opd"] in plan.units
            else "",
        )
        for row in table.to_dicts()
    )


def new_manifest(
    tree: Path, plan: Plan, month: Month, entries: dict[str, OpdEntry], failed: dict[str, str]
) -> Manifest:
    """Return the manifest over all files in `tree`, without what changed since and who made it."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    return Manifest(
        periode=plan.period,
        revisi=plan.revision,
        data_sampai=str(month.as_of),
        sidik=plan.digest,
        masukan=month.inputs,
        referensi=month.references,
        versi=versions(),
        jumlah=count_fields(counts_of(month.tables["opd"])),
        konservasi=month.conservation,
        datang=_came_in(month),
        gerbang=tuple(asdict(stop) for stop in month.stops),
        catatan=month.notes,
        anomali=plan.anomaly,
        jawaban=answer_counts(month),
        akuntansi=tuple(month.accounting.to_dicts()),
        opd=entries,
        gagal=dict(sorted(failed.items())),
        keluaran={path.relative_to(tree).as_posix(): file_hash(path) for path in files},
    )


def _came_in(month: Month) -> dict[str, Any]:
    """Return what came in beside last month's, as the end of a run tells it."""
    return {
        "kiriman": delivery_table(month).to_dicts(),
        "jumlah": count_table(month).to_dicts(),
        "peringatan": [one.pesan for one in month.cautions],
        "hilang": list(month.lost_opds),
    }
