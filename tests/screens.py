"""What the main commands show at 80 columns, in a pipe: as files, to be read and compared.

`python -m tests.screens` writes them anew; a test holds that they are what the program says. Times,
places and hashes, which differ from run to run, stand there as words.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.builders.delivered_city import ADDRESSES, PERIOD, lay_city, set_addresses
from tests.builders.paths import ROOT
from tests.builders.without_prefect import answered, without_prefect

FOLDER: Final = ROOT / "tests" / "layar"
WIDTH: Final = 80
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "check": ("check", PERIOD),
    "run": ("run", PERIOD),
    "run-lagi": ("run", PERIOD),
    "backfill-dry-run": ("backfill", "2026-02", PERIOD, "--dry-run"),
    "send-dry-run": ("send", PERIOD, "--dry-run"),
    "status": ("status",),
    "explain": ("explain", "199001012015041001"),
    "explain-nama": ("explain", "siti"),
    "salah-kata": ("chek", PERIOD),
    "salah-bulan": ("run", "Maret"),
    "bantuan": ("--help",),
}
_VARYING: Final = (
    (re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4} \d{2}\.\d{2} WIB"), "<waktu>"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "<sidik>"),
    (re.compile(r"\b20\d\d-\d\d-\d\d\b"), "<tanggal>"),
    (re.compile(r"\d+(?:,\d)? KiB"), "<ukuran>"),
    # Months that are due by the day on which this runs.
    (re.compile(r"(?m)^[A-Z][a-z]+ \d{4} belum terbit, .*\n"), ""),
)


def shown() -> dict[str, str]:
    """Return name of a screen -> exit code, what is shown, and why where it is refused."""
    with TemporaryDirectory() as made, without_prefect():
        folder = Path(made)
        lay_city(folder / "inputs")
        set_addresses(folder / "inputs", {"DINKES": ADDRESSES["DINKES"]})
        return {name: _screen(folder, words) for name, words in COMMANDS.items()}


def _screen(folder: Path, words: tuple[str, ...]) -> str:
    places = () if words == ("--help",) else ("--inputs", "inputs", "--outputs", "outputs")
    told = answered(*words, *places, cwd=folder, COLUMNS=str(WIDTH))
    # What it is about, on the way to a good end, comes from several threads in any order.
    refused = told.stderr if told.returncode else ""
    text = f"keluar {told.returncode}\n{told.stdout}{refused}"
    for form, word in ((re.compile(re.escape(str(folder))), "<folder>"), *_VARYING):
        text = form.sub(word, text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


if __name__ == "__main__":
    for name, text in shown().items():
        (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")
