"""No sentence denies a record whose donor is known (contract §5.5, penjelasan)."""

from pathlib import Path
from typing import Final

import pytest

from tests.builders.small_city import lay_down, month

PERIOD: Final = "2026-03"
JOKO, NIK = "198805052023211001", "3374010505880003"
ROSTER: Final = f"NIP,Nama,NIK,OPD\n{JOKO},Joko Susilo,{NIK},DISDIK\n"
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Donatur,NIK Pekerja,Bulan Iuran,Nominal,Status Bayar\n"
REPAIR: Final = f"nip_tercatat,nama_tercatat,nip_benar\n123,Pak Joko,{JOKO}\n"


def sentence(folder: Path, donor: str, repairs: str = "") -> str:
    """Return what is said of Joko, for whom a record with an unreadable sum came in."""
    files = {
        f"{PERIOD}/asn/roster.csv": ROSTER,
        f"{PERIOD}/iuran/bayar.csv": f"{HEAD}{donor},3374021507800009,2026-03,belasan,lunas\n",
        **({"referensi/koreksi.csv": repairs} if repairs else {}),
    }
    status = month(lay_down(folder, files), PERIOD).tables["status"]
    assert status["alasan"].to_list() == ["belum_pernah"]
    return str(status["penjelasan"][0])


@pytest.mark.parametrize("donor", [f"{NIK},Joko Susilo,", f",Joko,{NIK}", f"1234,Joko,{NIK}"])
def test_a_record_that_bears_the_nik_alone_is_told_too(tmp_path: Path, donor: str) -> None:
    assert "1 tidak terbaca" in sentence(tmp_path, donor)


def test_so_is_one_that_a_repair_makes_theirs(tmp_path: Path) -> None:
    assert "1 tidak terbaca" not in sentence(tmp_path / "tanpa", "123,Pak Joko,")
    assert "1 tidak terbaca" in sentence(tmp_path / "dengan", "123,Pak Joko,", REPAIR)
