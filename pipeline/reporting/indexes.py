"""The report objects of the operator's pages: one revision, and all periods."""

from dataclasses import dataclass

import polars as pl

from pipeline.assessing.counts import Counts
from pipeline.assessing.restatement import Restatement
from pipeline.core.periods import Period
from pipeline.reporting.model import ArrivalReport, Edition, SinceRevision


@dataclass(frozen=True)
class OpdFiles:
    """One OPD's row on the month's index page; links are relative to the revision folder.

    docx: "" for the unit of the unmapped, which has no letter. units: the archive of the workbooks
    of its units, "" where it has none.
    """

    kode: str
    nama: str
    counts: Counts
    revision: str
    xlsx: str
    html: str
    docx: str
    units: str = ""


@dataclass(frozen=True)
class MonthIndex:
    """The operator's page of one revision.

    groups: as of OpdReport, of all. files, findings: as berkas and ringkasan of QualityReport.
    conservation: sentences with numbers. since: against the revision before, None for a first one.
    """

    edition: Edition
    counts: Counts
    groups: pl.DataFrame
    restatement: Restatement | None
    opds: tuple[OpdFiles, ...]
    recap_xlsx: str
    recap_names: str
    recap_html: str
    quality_xlsx: str
    quality_html: str
    candidates_xlsx: str
    candidates_html: str
    files: pl.DataFrame
    findings: pl.DataFrame
    conservation: tuple[str, ...]
    arrivals: ArrivalReport
    since: SinceRevision | None = None


@dataclass(frozen=True)
class PeriodLink:
    """One period on outputs/index.html."""

    period: Period
    revision: str
    counts: Counts
    known_until: Period
    link: str
    older: tuple[tuple[str, str], ...] = ()
