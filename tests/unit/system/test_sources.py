"""What lies in the inputs folder (contract §1, §5.1)."""

from pathlib import Path

import pytest

from pipeline.core.errors import RefusedError, UsageError
from pipeline.core.periods import Period
from pipeline.system.sources import read_input, take_stock
from tests.builders.small_city import known, lay_down

ROSTER = "NIP,Nama,OPD\n199001012015041001,Budi,DINKES\n"
IURAN = "NIP,NIK,BLTH\n199001012015041001,3374021507800001,2026-03\n"
CITY = {
    "2026-03/asn/a.csv": ROSTER,
    "2026-03/iuran/b.csv": IURAN,
    "2026-04/iuran/c.csv": IURAN + "\n",
}


def test_month_folders_up_to_the_as_of_month_are_known(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    march = Period.parse("2026-03")
    assert take_stock(tmp_path, march, None).months == ("2026-03", "2026-04")
    assert take_stock(tmp_path, march, march).months == ("2026-03",)


def test_an_as_of_before_the_period_is_wrong_usage(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    with pytest.raises(UsageError, match="2026-02"):
        take_stock(tmp_path, Period.parse("2026-03"), Period.parse("2026-02"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="tidak ada"):
        take_stock(tmp_path / "tiada", Period.parse("2026-03"), None)


def test_office_locks_dotfiles_and_thumbs_are_ignored_and_anything_else_is_a_finding(
    tmp_path: Path,
) -> None:
    ignored = {
        f"2026-03/asn/{name}": "x" for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db", "THUMBS.DB")
    }
    strays: dict[str, str | bytes] = {
        "2026-03/iuran/surat.pdf": b"%PDF-1",
        "2026-03/catatan.txt": "x",
        "baca.txt": "x",
        "2026-03/asn/lama/a.csv": ROSTER,
    }
    found = known(lay_down(tmp_path, {**CITY, **ignored, **strays}), "2026-03")
    said = found.findings.filter(kode="berkas_tak_dikenal").select("bulan_terima", "berkas").rows()
    assert sorted(said) == [
        ("", "baca.txt"),
        ("2026-03", "asn/lama"),
        ("2026-03", "catatan.txt"),
        ("2026-03", "iuran/surat.pdf"),
    ]
    assert found.refused == ()


def test_a_file_that_is_called_a_workbook_and_is_none_is_refused_and_not_a_stray(
    tmp_path: Path,
) -> None:
    found = known(lay_down(tmp_path, {**CITY, "2026-03/iuran/surat.xlsx": b"%PDF-1"}), "2026-03")
    assert found.refused == ("2026-03/iuran/surat.xlsx",)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    lay_down(tmp_path, CITY)
    stock = take_stock(tmp_path, Period.parse("2026-03"), None)
    (tmp_path / "2026-03/asn/a.csv").write_text(ROSTER + "x", encoding="utf-8")
    with pytest.raises(RefusedError, match="berubah"):
        read_input(tmp_path, stock.files[0])


def test_a_stock_survives_the_way_to_the_next_task(tmp_path: Path) -> None:
    stock = take_stock(lay_down(tmp_path, CITY), Period.parse("2026-03"), None)
    assert type(stock).from_json(stock.to_json()) == stock
