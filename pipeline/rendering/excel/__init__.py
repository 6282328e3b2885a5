"""The workbooks, and the only place (with the demo's exporter) that knows openpyxl."""

from pipeline.delivery.receipt.workbook import receipt_workbook
from pipeline.rendering.excel.candidates import candidates_workbook
from pipeline.rendering.excel.city import city_workbook
from pipeline.rendering.excel.marks import workbook_marks
from pipeline.rendering.excel.opd import opd_workbook
from pipeline.rendering.excel.quality import quality_workbook

__all__ = [
    "candidates_workbook", "city_workbook", "opd_workbook", "quality_workbook", "receipt_workbook", "workbook_marks",
]  # fmt: skip
