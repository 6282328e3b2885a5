"""Quality reports for tests: the real ones of kota-kecil."""

from functools import cache

from pipeline.assessing.month import Month
from pipeline.reporting.model import QualityReport
from pipeline.reporting.opd import edition
from pipeline.reporting.quality import quality_report
from tests.builders.kota_kecil import month, references


def report_of(assessed: Month, anomaly: str | None = None) -> QualityReport:
    """Return the quality report of any month of kota-kecil's references."""
    return quality_report(assessed, references(), edition(assessed, references(), "r01", anomaly))


@cache
def report(case: str = "2026-03", anomaly: str | None = None) -> QualityReport:
    """Return the quality report of a case of kota-kecil."""
    return report_of(month(case), anomaly)


@cache
def names_and_numbers() -> frozenset[str]:
    """Return every name and NIP of kota-kecil that a quality report must not hold."""
    people = month("2026-04").tables["status"]
    rosters = [month(case).tables["status"] for case in ("2026-03", "2025-11@2025-11")]
    found = {
        text for frame in (people, *rosters) for name in ("nip", "nama") for text in frame[name]
    }
    return frozenset(found)
