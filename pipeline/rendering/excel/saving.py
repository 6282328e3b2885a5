"""Saving a workbook so that the same content gives the same bytes."""

import datetime as dt
import io

from openpyxl import Workbook

from pipeline.rendering.zips import fixed_zip


def workbook_bytes(book: Workbook, day: dt.date) -> bytes:
    """Return `book` as .xlsx bytes that depend on its content only.

    It calls `day` its day of making.
    """
    book.properties.created = dt.datetime.combine(day, dt.time())
    target = io.BytesIO()
    book.save(target)
    return fixed_zip(target.getvalue())
