"""Renders a revision into staging: the documents of each OPD, and those of all (contract §6)."""

from pathlib import Path

from pipeline.core.errors import DiskError
from pipeline.knowledge.references import References
from pipeline.publishing.paths import (
    candidates_path,
    city_names_path,
    city_path,
    letter_path,
    opd_path,
    quality_path,
)
from pipeline.publishing.units import render_units
from pipeline.publishing.workspace import TREE, WORK, load_month, load_part, load_plan
from pipeline.rendering.excel import (
    candidates_workbook,
    city_names_workbook,
    city_workbook,
    opd_workbook,
    quality_workbook,
)
from pipeline.rendering.html.candidates_page import candidates_page
from pipeline.rendering.html.pages import city_page, opd_page
from pipeline.rendering.html.quality_page import quality_page
from pipeline.rendering.letter import nota_dinas
from pipeline.reporting.city import city_report
from pipeline.reporting.model import CandidateReport, CityReport, OpdReport, QualityReport
from pipeline.reporting.opd import OpdReports, candidate_report, edition
from pipeline.reporting.quality import quality_report
from pipeline.reporting.unit_reports import unit_reports
from pipeline.system.failpoints import around
from pipeline.system.files import write_private
from pipeline.system.settings import Settings


def render_opds(
    folder: Path, settings: Settings, references: References, kodes: list[str]
) -> dict[str, str]:
    """Render workbook, page and letter of each OPD in `kodes`.

    One that fails never stops the others.

    Returns kode -> kind of error of those that failed.
    """
    plan, month = load_plan(folder), load_part(folder / WORK, kodes)
    of = edition(month, references, plan.revision, plan.anomaly)
    reports, failed = OpdReports(month, references, of, settings.signing_key), {}
    for kode in kodes:
        try:
            report, people = reports.of(kode), reports.people(kode)
            _render_opd(folder / TREE, plan.period, report)
            own = unit_reports(month, references, report, people, settings.signing_key)
            render_units(folder / TREE, plan.period, kode, own)
        except DiskError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, it costs this OPD only; the run says so (exit 4)
            failed[kode] = type(error).__name__
    return failed


def _render_opd(tree: Path, period: str, report: OpdReport) -> None:
    kode = report.opd.kode
    with around("opd-xlsx"):
        write_private(tree / opd_path(kode, period, "xlsx"), opd_workbook(report))
    with around("opd-html"):
        write_private(tree / opd_path(kode, period, "html"), opd_page(report))
    if report.opd.is_known:
        with around("opd-docx"):
            write_private(tree / letter_path(kode, period), nota_dinas(report))


def render_city(folder: Path, references: References) -> None:
    """Render the recap, the list of all names, and the pages of data quality and suggestions."""
    plan, month, tree = load_plan(folder), load_month(folder / WORK), folder / TREE
    of = edition(month, references, plan.revision, plan.anomaly)
    _render_recap(tree, plan.period, city_report(month, references, of))
    _render_quality(tree, plan.period, quality_report(month, references, of))
    _render_candidates(tree, plan.period, candidate_report(month, references, of))


def _render_recap(tree: Path, period: str, report: CityReport) -> None:
    with around("rekap"):
        write_private(tree / city_path(period, "xlsx"), city_workbook(report))
        write_private(tree / city_names_path(period), city_names_workbook(report))
        write_private(tree / city_path(period, "html"), city_page(report))


def _render_quality(tree: Path, period: str, report: QualityReport) -> None:
    with around("mutu"):
        write_private(tree / quality_path(period, "xlsx"), quality_workbook(report))
        write_private(tree / quality_path(period, "html"), quality_page(report))


def _render_candidates(tree: Path, period: str, report: CandidateReport) -> None:
    with around("usulan"):
        write_private(tree / candidates_path(period, "xlsx"), candidates_workbook(report))
        write_private(tree / candidates_path(period, "html"), candidates_page(report))
