"""What a later month brings of its own changes no document of an older one (contract §6)."""

from pathlib import Path
from typing import Final

import pytest

from pipeline.assessing.month import Month
from pipeline.reporting.opd import OpdReports, edition, opd_digest
from tests.builders.small_city import Files, lay_down, month, references_in

PERIOD: Final = "2026-03"
BUDI, SITI, JOKO = "199001012015041001", "199201012017042001", "198805052023211001"
ROSTER: Final = (
    "NIP,Nama,NIK,OPD\n"
    f"{BUDI},Budi Santoso,3374010101900001,DINKES\n"
    f"{SITI},Siti Aminah,3374010101920002,DISDIK\n"
    f"{JOKO},Joko Susilo,3374010505880003,DISDIK\n"
)
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar\n"
SHARED, LATER_SHARED = "3374021507800001", "3374021507800000"
AHEAD: Final = f"{JOKO},Joko Susilo,3374021507800009,2026-04,16800,lunas\n"
CITY: Final[Files] = {
    f"{PERIOD}/asn/roster.csv": ROSTER,
    f"{PERIOD}/iuran/bayar.csv": HEAD
    + f"{BUDI},Budi Santoso,{LATER_SHARED},2026-03,16800,lunas\n"
    + f"{BUDI},Budi Santoso,{SHARED},2026-03,16800,lunas\n"
    + f"{SITI},Siti Aminah,{SHARED},2026-03,16800,lunas\n"
    + AHEAD,
}


def told(folder: Path, files: Files) -> tuple[Month, dict[str, str]]:
    """Return the month and kode_opd -> what its documents say."""
    inputs = lay_down(folder, files)
    held, references = month(inputs, PERIOD), references_in(inputs / "referensi")
    reports = OpdReports(held, references, edition(held, references, "", None), b"")
    return held, {k: opd_digest(reports.of(k)) for k in held.tables["opd"]["kode_opd"]}


def sentence_of(held: Month, nip: str) -> str:
    return str(held.tables["status"].filter(nip=nip)["penjelasan"][0])


@pytest.mark.parametrize(
    "row",
    [
        f"{JOKO},Joko Susilo,3374021507800009,2026-05,16800,lunas\n",
        f"{JOKO},Joko Susilo,3374021507800009,2026-05,16800,gagal\n",
        f"{JOKO},Joko Susilo,3374021507800009,kapan,16800,lunas\n",
        f"{JOKO[:-1]},Joko Susilo,3374021507800009,2026-05,16800,lunas\n",
    ],
    ids=["paid", "not paid", "of an unreadable month", "with a mistyped NIP"],
)
def test_a_later_months_own_record_changes_no_sentence(tmp_path: Path, row: str) -> None:
    before, documents = told(tmp_path / "dahulu", CITY)
    assert "1 untuk bulan sesudah Maret 2026" in sentence_of(before, JOKO)
    roster = f"{ROSTER}\nDicetak Mei 2026\n"
    later = {**CITY, "2026-05/asn/roster.csv": roster, "2026-05/iuran/bayar.csv": HEAD + row}
    assert told(tmp_path / "kini", later)[1] == documents


def test_a_later_dispute_leaves_the_numbers_of_earlier_ones(tmp_path: Path) -> None:
    """Siti's late payment makes a dispute of Budi's first record: it is the second dispute."""
    late = f"{SITI},Siti Aminah,{LATER_SHARED},2026-03,16800,lunas\n"
    for folder, files in (
        ("dahulu", CITY),
        ("kini", {**CITY, "2026-05/iuran/susulan.csv": HEAD + late}),
    ):
        held, _ = told(tmp_path / folder, files)
        assert "K-001" in sentence_of(held, SITI)
    numbers = held.tables["temuan"]["pesan"].str.extract(r"(K-\d+)").drop_nulls()
    assert sorted(set(numbers)) == ["K-001", "K-002"]
