"""Workbooks as published, and as a secretary, a mistake or a forger may send them back."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import polars as pl
from openpyxl import load_workbook

from pipeline.rendering.excel import opd_workbook
from pipeline.reporting.model import OpdReport
from pipeline.reporting.signing import signature
from tests.builders import html_samples

KEY = b"kunci uji"


@cache
def published(key: bytes = KEY, people: int = 30) -> bytes:
    """Return a workbook as a revision holds it, with its right signature."""
    return opd_workbook(signed(html_samples.large_opd(people), key))


def signed(report: OpdReport, key: bytes = KEY) -> OpdReport:
    of = report.edition
    nips = pl.concat(frame["nip"] for frame in (report.belum, report.sudah, report.dikecualikan))
    return replace(
        report, signature=signature(key, str(of.period), report.opd.kode, of.revision, nips)
    )


def filled_in(data: bytes) -> bytes:
    """Return the workbook with the columns for the secretary filled in, as openpyxl saves it."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["Belum Berpartisipasi"]
    for row in range(6, sheet.max_row + 1):
        sheet.cell(row, sheet.max_column).value = "sudah dihubungi"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, changed: Callable[[str], str]) -> bytes:
    """Return the archive with the text of one part changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, changed(content.decode()).encode() if part == name else content)
    return target.getvalue()


def with_mark(data: bytes, name: str, value: str) -> bytes:
    """Return the workbook with another text in its custom property `name`."""
    mark = re.compile(rf'(<property [^>]*name="{name}"[^>]*><vt:lpwstr[^>]*>)[^<]*')
    return with_part(data, "docProps/custom.xml", lambda xml: mark.sub(rf"\g<1>{value}", xml))
