"""Each file of harapan.csv reads as the table says, row by row as Excel shows it (contract §2)."""

import re
import subprocess
import sys
import time
from typing import Final

import polars as pl
import pytest

from schemas.codes import ROW_CLASSES
from tests.builders.outcomes import seen
from tests.builders.paths import ROOT
from tests.builders.raw_files import nip
from tests.builders.small_city import parse
from tests.corpus.reading import MAKERS, read, table
from tests.corpus.texts import TEXTS

PATIENCE: Final = 30.0
ROOM: Final = 1200  # MB
HOSTILE: Final = (
    "sel-di-ujung",
    "xls-sel-di-ujung",
    "ods-baris-berulang",
    "bom-zip",
    "bom-zip-berkepala-xls",
    "ukuran-zip-bohong",
    "entitas-xml",
)


@pytest.mark.parametrize("name", table())
def test_what_becomes_of_the_file(name: str) -> None:
    expected = table()[name]
    began = time.monotonic()
    file = read(name, expected)
    assert time.monotonic() - began < PATIENCE
    assert seen(file) == {
        column: expected[column]
        for column in ("diterima", "baris lain", "ditolak karena", "temuan")
    }
    counts = file.accounting
    assert (counts["baris"] == counts.select(pl.sum_horizontal(ROW_CLASSES)).to_series()).all()
    assert not file.findings["pesan"].str.contains(r"[{}]|\d{15}|Orang \d").any()
    names = file.rows["nama" if expected["jenis"] == "asn" else "nama_tercatat"]
    for number, text in zip(file.rows["nip"], names, strict=True):
        orang = re.search(r"Orang (\d+)", text or "")
        assert not (number and orang) or number == nip(int(orang[1]) if int(orang[1]) <= 999 else 0)


def test_the_table_has_every_file_and_many() -> None:
    rows = table()
    assert set(rows) == set(MAKERS)
    assert len(rows) >= 60
    assert all(row["keanehan"] for row in rows.values())


def test_a_misspelt_label_is_suggested_with_the_line_that_takes_it() -> None:
    message = parse(TEXTS["label-mirip"](), "iuran").findings["pesan"][0]
    assert "NIP PENANGUNG mirip NIP PENANGGUNG" in message
    line = int(re.findall(r"schemas/layouts/iuran\.toml baris (\d+) \(nip_donatur\)", message)[0])
    layout = ROOT / "schemas" / "layouts" / "iuran.toml"
    assert layout.read_text(encoding="utf-8").splitlines()[line - 1].startswith("nip_donatur =")


def test_hostile_files_take_bounded_room() -> None:
    """Measured in a process of its own, and in those that it has workbooks opened by."""
    script = (
        "import resource\n"
        "from pipeline.reading.files import apart\n"
        "from tests.corpus.reading import read, table\n"
        f"for name in {HOSTILE}: read(name, table()[name])\n"
        "apart.dismiss()\n"
        "print(*(resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    own, opener = map(int, done.stdout.split())
    assert own < ROOM
    assert opener < ROOM
