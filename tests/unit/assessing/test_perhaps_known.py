"""What a finding adds about a donor whom no row of the roster names (contract §5.3)."""

from pathlib import Path

import pytest

from tests.builders.small_city import lay_down, month

BUDI, SITI = "199001012015041001", "199201012017042001"
HEAD = "NIP,Nama,OPD\n"
REJECTED = "ada pada baris roster yang ditolak"


def told(folder: Path, roster: str, donor: str, earlier: str = "") -> str:
    paid = f"NIP,Nama Donatur,NIK Pekerja,BLTH\n{donor},3374021507800001,2026-03\n"
    files = {"2026-03/asn/a.csv": HEAD + roster, "2026-03/iuran/b.csv": paid}
    if earlier:
        files["2026-02/asn/a.csv"] = HEAD + earlier
    findings = month(lay_down(folder, files), "2026-03").tables["temuan"]
    (sentence,) = findings.filter(kode="donatur_tidak_dikenal")["pesan"].to_list()
    return str(sentence)


@pytest.mark.parametrize(
    "row",
    [
        f"{BUDI},,DINKES\n",
        "19900101,Budi Santoso,DINKES\n",
        f'{BUDI}9,"BUDI SANTOSO, S.Kom",DINKES\n',
    ],
)
def test_a_donor_whose_roster_row_was_rejected_is_told_so(row: str, tmp_path: Path) -> None:
    roster = row + f"{SITI},Siti Aminah,DISDIK\n"
    assert REJECTED in told(tmp_path, roster, f"{BUDI},Budi Santoso")


def test_a_donor_in_no_row_and_one_that_only_an_earlier_roster_rejected_are_not(
    tmp_path: Path,
) -> None:
    roster = f"{SITI},Siti Aminah,DISDIK\n"
    assert REJECTED not in told(tmp_path / "a", roster, f"{BUDI},Budi Santoso")
    other = f"{roster}19900101,Budi Santoso,DINKES\n"
    assert REJECTED not in told(tmp_path / "b", roster, f"{BUDI},Budi Santoso", other)
    nameless = f"{BUDI}9,,DINKES\n{roster}"
    assert REJECTED not in told(tmp_path / "c", nameless, "199508082020121003,")


def test_near_names_are_counted_where_no_row_was_rejected(tmp_path: Path) -> None:
    roster = f"{SITI},Siti Aminah,DISDIK\n"
    assert "(1 nama mendekati" in told(tmp_path, roster, "199508082020121003,Siti Amina")
