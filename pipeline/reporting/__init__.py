"""A Month into frozen report objects, one for each reader: OpdReport, CityReport, QualityReport.

Takes: a Month and References. Gives: all that a document says, counted and sorted. Raises: nothing.
Knows nothing of: workbooks, pages, letters, where they lie.
"""

__all__ = [
    "arrivals",
    "city",
    "coverage",
    "file_names",
    "fleet",
    "followup",
    "indexes",
    "late_groups",
    "model",
    "opd",
    "parted",
    "quality",
    "sources",
    "unit_reports",
    "units",
]
