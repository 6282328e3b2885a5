"""The reference files: what is read; a fault names its file and what to do (contract §1, §7)."""

from pathlib import Path

import pytest

from pipeline.core.errors import RefusedError
from pipeline.knowledge.references import read_references
from tests.builders.paths import SHIPPED
from tests.builders.small_city import lay_down

OPD = "kode_opd,nama_opd,jenis,alias\nDINKES,Dinas Kesehatan,dinas,Dinkes\n"
UNITS = "unor_id,unit_kerja,kode_opd\n,Puskesmas A,DINKES\n"


def refusal(folder: Path, **files: str | None) -> str:
    names = {
        "opd": "opd.csv",
        "unit": "unit_kerja.csv",
        "policy": "kebijakan.toml",
        "koreksi": "koreksi.csv",
    }
    lay_down(folder, {"referensi/opd.csv": OPD, "referensi/unit_kerja.csv": UNITS})
    for short, text in files.items():
        path = folder / "referensi" / names[short]
        path.unlink(missing_ok=True) if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_references(folder / "referensi")
    assert names[next(iter(files))] in str(caught.value)
    return str(caught.value)


def test_the_shipped_references_hold_52_opds_and_the_kelurahan_that_exist_twice() -> None:
    held = read_references(SHIPPED)
    assert held.opd.height == 52
    for name in ("Kelurahan Purwosari", "Kelurahan Mangunharjo"):
        assert held.units.filter(unit_kerja=name)["kode_opd"].n_unique() == 2


def test_koreksi_is_optional_and_read_with_its_line_when_it_is_there(tmp_path: Path) -> None:
    lay_down(
        tmp_path,
        {
            "referensi/koreksi.csv": "nip_tercatat;nama_tercatat;nip_benar\n\n 123 ;BUDI;199001012015041001\n"
        },
    )
    assert read_references(tmp_path / "referensi").repairs.rows() == [
        (3, "123", "BUDI", "199001012015041001")
    ]
    (tmp_path / "referensi/koreksi.csv").unlink()
    assert read_references(tmp_path / "referensi").repairs.height == 0


@pytest.mark.parametrize("name", ["opd", "unit", "policy"])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    assert "tidak ada" in refusal(tmp_path, **{name: None})


def test_a_column_that_lacks_is_named(tmp_path: Path) -> None:
    assert "nama_opd" in refusal(tmp_path, opd="kode_opd,jenis,alias\nDINKES,dinas,\n")
    assert "nip_benar" in refusal(tmp_path, koreksi="nip_tercatat,nama_tercatat\n1,2\n")


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    assert "baris 3" in refusal(tmp_path, opd=OPD + 'DISDIK,"Dinas Pendidikan,dinas,\n')


def test_an_opd_without_name_twice_or_with_an_unsafe_code_is_named(tmp_path: Path) -> None:
    assert "baris 3" in refusal(tmp_path, opd=OPD + "DISDIK,,dinas,\n")
    assert "sudah ada pada baris 2" in refusal(tmp_path, opd=OPD + "DINKES,Dinas Lain,dinas,\n")
    assert "baris 3" in refusal(tmp_path, opd=OPD + "../X,Dinas Lain,dinas,\n")


def test_a_unit_that_points_at_no_opd_is_named(tmp_path: Path) -> None:
    assert "baris 3" in refusal(tmp_path, unit=UNITS + ",Puskesmas B,TIADA\n")


def test_the_same_bytes_are_checked_once_and_other_bytes_anew(tmp_path: Path) -> None:
    folder = lay_down(tmp_path, {}) / "referensi"
    before = read_references(folder)
    assert read_references(folder) is before
    opd = folder / "opd.csv"
    was = before.names["DINKES"]
    opd.write_text(opd.read_text(encoding="utf-8").replace(was, f"{was} Kota"), encoding="utf-8")
    after = read_references(folder)
    assert after.names["DINKES"] == f"{was} Kota"
    assert after.hashes["opd.csv"] != before.hashes["opd.csv"]
