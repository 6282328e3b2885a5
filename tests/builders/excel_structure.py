"""What Excel demands of a workbook and LibreOffice forgives: read from bare XML, no openpyxl."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CELL = re.compile(r"([A-Z]+)([0-9]+)")
NOT_IN_SHEET_NAME = set("[]:*?/\\")
LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}

Parts = dict[str, bytes]
Box = tuple[int, int, int, int]


def problems(workbook: bytes) -> list[str]:
    """Return everything in `workbook` that Excel would repair, refuse or show otherwise.

    [] when it is sound.
    """
    parts = unpacked(workbook)
    sheets = sheet_paths(parts)
    found = [
        *_package(parts),
        *_sheet_names(parts),
        *_tables_of_workbook(parts),
        *_defined_names(parts),
    ]
    for name, path in sheets.items():
        found += [f"{name}: {problem}" for problem in _sheet(parts, path)]
    return found


def unpacked(workbook: bytes) -> Parts:
    """Return the parts of the package by path."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_paths(parts: Parts) -> dict[str, str]:
    """Return sheet name -> path of its part, in the workbook's order."""
    targets = dict(_relations(parts, "xl/workbook.xml"))
    sheets = etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return {sheet.get("name", ""): targets[sheet.get(RELATION_ID, "")] for sheet in sheets}


def box(ref: str) -> Box:
    """ "B2:D9" -> (2, 2, 4, 9): left, top, right, bottom."""
    corners = [
        (_column_number(letters), int(row)) for letters, row in CELL.findall(ref.replace("$", ""))
    ]
    columns, rows = zip(corners[0], corners[-1], strict=True)
    return (min(columns), min(rows), max(columns), max(rows))


def table_refs(parts: Parts, path: str) -> list[str]:
    """Return the cells of each table on the sheet at `path`."""
    return [etree.fromstring(parts[target]).get("ref", "") for target in _table_paths(parts, path)]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _relations(parts: Parts, path: str) -> Iterator[tuple[str, str]]:
    folder, name = posixpath.split(path)
    relations = parts.get(f"{folder}/_rels/{name}.rels", b"<none/>")
    for relation in etree.fromstring(relations).iter(RELATION):
        yield (
            relation.get("Id", ""),
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )


def _table_paths(parts: Parts, path: str) -> list[str]:
    return [target for _, target in _relations(parts, path) if "/tables/" in target]


def _package(parts: Parts) -> Iterator[str]:
    types = etree.fromstring(parts["[Content_Types].xml"])
    named = {
        override.get("PartName", "").lstrip("/") for override in types.iter(f"{CONTENT}Override")
    }
    yield from (f"{path} dinyatakan tetapi tidak ada" for path in sorted(named - parts.keys()))
    for path in parts:
        if path.endswith(".rels"):
            continue
        yield from (
            f"{path} menunjuk {target}"
            for _, target in _relations(parts, path)
            if target not in parts
        )


def _sheet_names(parts: Parts) -> Iterator[str]:
    names = [
        sheet.get("name", "")
        for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    ]
    if len({name.casefold() for name in names}) < len(names):
        yield "nama lembar kembar"
    yield from (
        f"nama lembar {name!r}" for name in names if len(name) > 31 or NOT_IN_SHEET_NAME & set(name)
    )


def _tables_of_workbook(parts: Parts) -> Iterator[str]:
    tables = [
        etree.fromstring(content)
        for path, content in parts.items()
        if path.startswith("xl/tables/")
    ]
    for mark in ("id", "displayName"):
        marks = [table.get(mark, "").casefold() for table in tables]
        if len(set(marks)) < len(marks):
            yield f"{mark} tabel kembar"
    for table in tables:
        name = table.get("displayName", "")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or re.fullmatch(
            r"[A-Za-z]{1,3}[0-9]+", name
        ):
            yield f"nama tabel {name!r}"


def _defined_names(parts: Parts) -> Iterator[str]:
    known = {"'" + name.replace("'", "''") + "'" for name in sheet_paths(parts)}
    for name in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}definedName"):
        # Rows and columns that repeat in print are two references, one after the other.
        for part in re.split(r",(?=')", name.text or ""):
            sheet = part.rsplit("!", 1)[0]
            if sheet not in known:
                yield f"{name.get('name')} menunjuk lembar {sheet}"


def _sheet(parts: Parts, path: str) -> Iterator[str]:
    sheet = etree.fromstring(parts[path])
    cells = {cell.get("r", ""): cell for cell in sheet.iter(f"{MAIN}c")}
    yield from _cells(parts, cells, [cell.get("r", "") for cell in sheet.iter(f"{MAIN}c")])
    if sheet.find(f"{MAIN}mergeCells") is not None:
        yield "ada sel gabungan"
    paths = _table_paths(parts, path)
    if len(paths) != 1:
        yield f"{len(paths)} tabel"
    for target in paths:
        yield from _table(etree.fromstring(parts[target]), cells)
    yield from _validations(sheet, [box(ref) for ref in table_refs(parts, path)])
    yield from (
        f"kaki halaman {len(foot.text or '')} huruf"
        for foot in sheet.iter(f"{MAIN}oddFooter")
        if len(foot.text or "") > 255
    )


def _cells(parts: Parts, cells: dict[str, etree._Element], order: list[str]) -> Iterator[str]:
    known = len(etree.fromstring(parts["xl/styles.xml"]).find(f"{MAIN}cellXfs"))
    if len(cells) < len(order) or order != sorted(
        order, key=lambda ref: (box(ref)[1], box(ref)[0])
    ):
        yield "sel kembar atau tidak berurutan"
    for ref, cell in cells.items():
        if cell.find(f"{MAIN}f") is not None or cell.get("t") in ("e", "d"):
            yield f"{ref} rumus atau galat"
        if not 0 <= int(cell.get("s", "0")) < known:
            yield f"{ref} gaya tidak dikenal"
        if len(_shown(cell).encode("utf-16-le")) > 2 * 32_767:
            yield f"{ref} terlalu panjang"


def _shown(cell: etree._Element) -> str:
    return "".join(cell.itertext())


def _table(table: etree._Element, cells: dict[str, etree._Element]) -> Iterator[str]:
    left, top, right, bottom = box(table.get("ref", ""))
    heads = [column.get("name", "") for column in table.iter(f"{MAIN}tableColumn")]
    at = {box(ref)[:2]: cell for ref, cell in cells.items()}
    shown = [
        _shown(at[column, top]) if (column, top) in at else None
        for column in range(left, right + 1)
    ]
    if heads != shown:
        yield f"judul tabel {heads} bukan isi sel {shown}"
    if len({head.casefold() for head in heads}) < len(heads) or "" in heads:
        yield "judul tabel kembar atau kosong"
    if bottom <= top:
        yield "tabel tanpa baris"
    yield from (
        f"saringan {f.get('ref')}"
        for f in table.iter(f"{MAIN}autoFilter")
        if f.get("ref") != table.get("ref")
    )
    if any(cell_top > bottom for _, cell_top in at):
        yield "ada sel di bawah tabel"


def _validations(sheet: etree._Element, tables: list[Box]) -> Iterator[str]:
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        yield from (
            f"{name} terlalu panjang"
            for name, most in LONGEST.items()
            if len(rule.get(name, "")) > most
        )
        formula = rule.findtext(f"{MAIN}formula1", "")
        if len(formula) > 257:
            yield "daftar pilihan lebih dari 255 huruf"
        for ref in rule.get("sqref", "").split():
            if not any(_holds(table, box(ref)) for table in tables):
                yield f"aturan isian {ref} di luar tabel"


def _holds(table: Box, cells: Box) -> bool:
    """Tell whether `cells` lie in `table` below its headings."""
    return (
        table[0] <= cells[0]
        and table[1] < cells[1]
        and cells[2] <= table[2]
        and cells[3] <= table[3]
    )
