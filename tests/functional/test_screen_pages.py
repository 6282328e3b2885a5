"""Every screen is as it was last looked at (tests/layar; `make screens` writes them anew)."""

from tests.screens import FOLDER, WIDTH, shown


def test_each_screen_is_as_it_was_last_looked_at_and_fits_80_columns() -> None:
    screens = shown()
    kept = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")}
    assert screens == kept
    # Sentences wrap in the terminal; tables, which begin with one blank, do not.
    lines = [line for text in screens.values() for line in text.splitlines()]
    tables = [line for line in lines if line[:1] == " " and line[:2] != "  "]
    assert tables
    assert max(map(len, tables)) <= WIDTH
