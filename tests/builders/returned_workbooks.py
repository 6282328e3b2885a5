"""Workbooks as published, and as a secretary, a mistake or a forger may send them back."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

from pipeline.core.marks import LISTS
from pipeline.core.signing import key_fingerprint, signature
from pipeline.publishing.manifest import MANIFEST, Manifest, OpdEntry, file_hash
from pipeline.publishing.paths import opd_path
from pipeline.rendering.excel import opd_workbook
from pipeline.reporting.model import OpdReport
from pipeline.system.files import write_private
from tests.builders import html_samples

KEY = b"4f1c9ab27d3e608f5a2b7c1d9e0f3a6b8c4d2e7f1a9b0c5d"


@cache
def published(key: bytes = KEY, people: int = 12) -> bytes:
    """Return a workbook as a revision holds it, with its right signature."""
    return opd_workbook(signed(html_samples.large_opd(people), key))


def signed(report: OpdReport, key: bytes = KEY) -> OpdReport:
    lists = {name: list(report.lists[name]["nip"]) for name in LISTS}
    return replace(report, signature=signature(key, report.marks, lists))


def lay_out(outputs: Path, reports: Iterable[OpdReport], key: bytes = KEY) -> None:
    """Lay out a revision that holds just the workbooks of `reports`, as publishing does."""
    made = {report.opd.kode: report for report in reports}
    of = next(iter(made.values())).edition
    folder = outputs / str(of.period) / of.revision
    paths = {kode: opd_path(kode, str(of.period), "xlsx") for kode in made}
    for kode, report in made.items():
        write_private(folder / paths[kode], opd_workbook(report))
    manifest = Manifest(
        periode=str(of.period),
        revisi=of.revision,
        data_sampai=str(of.known_until),
        sidik="",
        masukan={},
        referensi={},
        versi={},
        jumlah={},
        konservasi=(),
        gerbang=(),
        catatan=(),
        anomali=None,
        akuntansi=(),
        opd={kode: OpdEntry("", of.revision, {}) for kode in made},
        gagal={},
        keluaran={path: file_hash(folder / path) for path in paths.values()},
        kunci=key_fingerprint(key),
    )
    (folder / MANIFEST).write_bytes(manifest.to_bytes())
    (folder.parent / "terkini.json").write_text(json.dumps({"revisi": of.revision}))


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


def with_marks(data: bytes, marks: Mapping[str, str]) -> bytes:
    """Return the workbook with other texts in several custom properties."""
    for name, value in marks.items():
        data = with_mark(data, name, value)
    return data


def without_properties(data: bytes) -> bytes:
    """Return the workbook as a program saves it that keeps no custom properties."""
    target = io.BytesIO()
    book = load_workbook(io.BytesIO(data))
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(target)
    return target.getvalue()


def moved_between_lists(data: bytes) -> bytes:
    """Return the workbook with the first of those in belum among those who take part instead."""
    book = load_workbook(io.BytesIO(data))
    late, done = book["Belum Berpartisipasi"], book["Sudah Berpartisipasi"]
    row = late.max_row
    told = [late.cell(row, column).value for column in (1, 2, 3)]
    late.delete_rows(row)
    done.append(told)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_row_added(data: bytes, nip: str) -> bytes:
    """Return the workbook with one more person, answered for, below those in belum."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["Belum Berpartisipasi"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    sheet.append([last[0] + 1, nip, *last[2:-3], "Akan mendaftarkan", None, None])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
