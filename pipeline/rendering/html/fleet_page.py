"""The page of a fleet: how each instansi's month ended, and where it is (contract §7)."""

from urllib.parse import quote

from pipeline.core.formats import moment, number
from pipeline.core.wording import say
from pipeline.rendering.columns import blank
from pipeline.rendering.fleet_cells import (
    NAMES,
    NUMBERS,
    figure_shown,
    fleet_figures,
    fleet_headings,
    fleet_result,
)
from pipeline.rendering.html.shell import render_page
from pipeline.rendering.html.tables import HEAD, NUMBER, Cell, Column, Table
from pipeline.reporting.fleet import FleetReport, MemberLine


def fleet_page(report: FleetReport) -> bytes:
    """Return the page: counts only, no person and no file."""
    return render_page(
        "armada.html.j2",
        title=say("armada.judul", periode=report.period.name),
        footer=say("armada.kaki", waktu=moment(report.ended, report.zone)),
        brand=(),
        period=report.period.name,
        core=say("armada.inti", baik=number(report.well), semua=number(len(report.lines))),
        table=_members(report),
    )


def _members(report: FleetReport) -> Table:
    columns = tuple(
        Column(name, label, _kind(name))
        for name, label in zip(NAMES, fleet_headings(), strict=True)
    )
    rows = tuple(_cells(line) for line in report.lines)
    return Table("armada", say("armada.daftar"), columns, rows)


def _kind(name: str) -> str:
    if name == NAMES[0]:
        return HEAD
    return NUMBER if name in NUMBERS else "uraian" if name == NAMES[-1] else ""


def _cells(line: MemberLine) -> tuple[Cell, ...]:
    linked = Cell("", line.name, links=((line.name, line.name, quote(line.page)),))
    figures = (
        Cell(figure_shown(figure), "" if figure is None else str(figure))
        for figure in fleet_figures(line)
    )
    first = linked if line.page else Cell(line.name)
    return (first, Cell(fleet_result(line)), *figures, Cell(line.reason or blank()))
