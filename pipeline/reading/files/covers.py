"""The cover of our workbooks, which bears their marks where the properties are lost (§6, §8.1)."""

from collections.abc import Iterable

from pipeline.core.marks import Marks
from pipeline.reading.files.sheets import RawSheet


def bear_our_cover(sheets: Iterable[RawSheet]) -> bool:
    """Tell whether one of the sheets is the cover of a workbook of ours."""
    texts = (cell for sheet in sheets for row in sheet.head for cell in row)
    return any(isinstance(text, str) and Marks.from_cover(text) is not None for text in texts)
