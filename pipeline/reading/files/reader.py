"""Bytes of any readable format into raw sheets (contract §1, §2.3)."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.reading.files.delimited import delimited_sheet, encoding_notes
from pipeline.reading.files.kinds import FileKind, file_kind, without_blanks_before
from pipeline.reading.files.limits import Limits
from pipeline.reading.files.sheets import RawSheet, Row
from pipeline.reading.files.workbook import workbook_sheets


def raw_sheets(data: bytes, score: Callable[[Row], int], limits: Limits) -> list[RawSheet]:
    """Return the sheets of a file, visible ones first; `score` counts the known labels in a row.

    Raises UnreadableError for what cannot be read, is encrypted, was cut, or is beyond the limits.
    """
    whole = without_blanks_before(data)
    kind = file_kind(whole, limits.size)
    if kind is FileKind.TEXT:
        return [delimited_sheet(data, score, limits)]
    sheets = sorted(workbook_sheets(whole, limits, kind), key=lambda sheet: sheet.hidden)
    notes = encoding_notes(whole) if kind in (FileKind.PAGE, FileKind.XML_BOOK) else ()
    return [replace(sheet, notes=notes) if at == 0 else sheet for at, sheet in enumerate(sheets)]
