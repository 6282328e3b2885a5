"""All kinds of workbook and letter by Microsoft's own rules (openxml-audit, after Open XML SDK)."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from tests.builders.books import rezipped
from tests.builders.letters import REPORTS, letter
from tests.builders.workbooks import BOOKS, book

# What the libraries always write and Office takes without a word; each with whose habit it is.
HABITS: Final[dict[str, str]] = {
    r"/xl/styles\.xml Unexpected element '(?:b|color)' found": "openpyxl writes a font's parts in an order of its own",
    r"/xl/worksheets/\S+ Worksheet \S+ has \d+ inline-string cell\(s\)": "openpyxl writes texts into the cells",
    r"/word/stylesWithEffects\.xml styles\.xml contains 4 style\(s\) not in stylesWithEffects: "
    r"Footer, FooterChar, Header, HeaderChar": "python-docx's own template",
    r"/word/stylesWithEffects\.xml docDefaults differ": "python-docx's own template has none of our language and font",
}
MADE: Final[dict[str, Callable[[], bytes]]] = {
    **{f"{name}.xlsx": partial(book, name) for name in BOOKS},
    **{f"{name}.docx": partial(letter, name) for name in REPORTS},
}


def complaints(data: bytes, path: Path) -> list[str]:
    path.write_bytes(data)
    import openxml_audit

    validator: Any = openxml_audit.OpenXmlValidator(max_errors=0)
    found = validator.validate(path)
    return [f"{error.part_uri} {error.description}" for error in found.errors]


@pytest.mark.parametrize("name", sorted(MADE))
def test_there_is_nothing_to_repair_but_the_libraries_known_habits(
    name: str, tmp_path: Path
) -> None:
    made = complaints(MADE[name](), tmp_path / name)
    assert [text for text in made if not any(re.match(habit, text) for habit in HABITS)] == []


def test_a_workbook_that_excel_would_repair_is_told(tmp_path: Path) -> None:
    broken = rezipped(book("kecil"), _without_sheet_data)
    known = [
        text
        for text in complaints(broken, tmp_path / "rusak.xlsx")
        if any(re.match(h, text) for h in HABITS)
    ]
    assert len(complaints(broken, tmp_path / "rusak.xlsx")) > len(known)


def _without_sheet_data(name: str, data: bytes) -> bytes:
    return (
        data.replace(b"sheetData>", b"sheetDatum>") if name == "xl/worksheets/sheet1.xml" else data
    )
