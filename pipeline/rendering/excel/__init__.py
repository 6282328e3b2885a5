"""The workbooks, the only place (with delivery's receipt and the demo's exporter) to know openpyxl.

Takes: a report object. Gives: the bytes of an .xlsx, the same report the same bytes. Raises:
nothing. Knows nothing of: pages and letters; what they say alike stands in rendering/columns and
rendering/sentences.
"""

from pipeline.rendering.excel.candidates import candidates_workbook
from pipeline.rendering.excel.city import city_workbook
from pipeline.rendering.excel.city_names import city_names_workbook
from pipeline.rendering.excel.opd import opd_workbook, unit_workbook
from pipeline.rendering.excel.quality import quality_workbook
from pipeline.rendering.excel.template import template_workbook

__all__ = [
    "candidates_workbook",
    "city_names_workbook",
    "city_workbook",
    "opd_workbook",
    "quality_workbook",
    "template_workbook",
    "unit_workbook",
]
