"""The workbooks of an OPD's units in staging, and all of them in one archive (contract §6)."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.publishing.paths import (
    opd_documents,
    unit_documents,
    unit_path,
    units_zip_path,
)
from pipeline.publishing.workspace import Plan
from pipeline.rendering.excel import unit_workbook
from pipeline.rendering.zips import zip_of
from pipeline.reporting.model import OpdReport
from pipeline.reporting.units import UNIT_FOLDER
from pipeline.system.failpoints import around
from pipeline.system.files import write_private


def render_units(tree: Path, period: str, kode: str, reports: Iterable[OpdReport]) -> None:
    """Write the workbook of each unit of an OPD, and the archive of them; nothing without any.

    In the archive they lie in the folder to which the OPD's own workbook points.
    """
    books: dict[str, bytes] = {}
    for report in reports:
        if report.unit is None:
            continue
        path, data = unit_path(kode, report.unit.code, period), unit_workbook(report)
        books[f"{UNIT_FOLDER}/{report.unit.file(period)}"] = data
        with around("opd-unit"):
            write_private(tree / path, data)
    if books:
        with around("opd-zip"):
            write_private(tree / units_zip_path(kode, period), zip_of(books))


def documents_of(plan: Plan, kode: str) -> tuple[str, ...]:
    """Return where every document of an OPD lies in the revision that `plan` makes."""
    own = unit_documents(kode, plan.units.get(kode, ()), plan.period)
    return (*opd_documents(kode, plan.period), *own)
