"""The generated reference pages are what `make pages` would write."""

from pathlib import Path

import pytest

from schemas.findings import register
from schemas.pages import pages
from schemas.tables import TABLES


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.name)
def test_a_generated_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path]


def test_every_finding_code_and_every_column_is_on_a_page() -> None:
    text = "".join(pages().values())
    assert all(f"`{kode}`" in text for kode in register())
    assert all(f"`{name}`" in text for names in TABLES.values() for name in names)
