"""Saving a workbook so that the same content gives the same bytes."""

import datetime as dt
import io
import re
import zipfile
from typing import Final

from openpyxl import Workbook

_FIRST: Final = "[Content_Types].xml"
_PROPERTIES: Final = "docProps/core.xml"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = re.compile(rb"<dcterms:created[^>]*>([^<]*)<")
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook_bytes(book: Workbook, day: dt.date) -> bytes:
    """Return `book` as .xlsx bytes that depend on its content only; it calls `day` its day of making."""
    book.properties.created = dt.datetime.combine(day, dt.time())
    target = io.BytesIO()
    book.save(target)
    return fixed_zip(target.getvalue())


def fixed_zip(data: bytes) -> bytes:
    """Return an .xlsx without the moment of saving: fixed dates on its entries, `modified` equal to `created`.

    openpyxl stamps the clock on both (architecture §3); whoever saves sets `created` (workbook_bytes does).
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: name != _FIRST):
            content = old.read(name)
            new.writestr(_entry(name), _unclocked(content) if name == _PROPERTIES else content)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _unclocked(core: bytes) -> bytes:
    created = _CREATED.search(core)
    return _MODIFIED.sub(rb"\g<1>" + created[1], core) if created else core
