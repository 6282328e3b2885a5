"""Months from the field in which something lacks, came twice or contradicts.

The gate stops and says what to do.
"""

import shutil
from pathlib import Path

import pytest

from pipeline.assessing.gate import Stop
from pipeline.core.periods import Period
from pipeline.system.sources import take_stock
from tests.builders.kota_kecil import INPUTS
from tests.builders.small_city import month

HERE = Path(__file__).parent


def laid_down(case: str, folder: Path) -> Path:
    """Lay down a case with kota-kecil's references.

    A single file of payments comes with the roster of thirty.
    """
    source = HERE / case
    if (source / "inputs").is_dir():
        shutil.copytree(source / "inputs", folder / "inputs")
    else:
        (folder / "inputs/2026-04/asn").mkdir(parents=True)
        shutil.copytree(source, folder / "inputs/2026-04/iuran")
        shutil.copy(HERE / "roster-30.csv", folder / "inputs/2026-04/asn")
    shutil.copytree(INPUTS / "referensi", folder / "inputs/referensi")
    return folder / "inputs"


def stops(inputs: Path) -> dict[str, Stop]:
    return {stop.kode: stop for stop in month(inputs, "2026-04").stops}


def test_an_older_copy_beside_the_roster_stops_and_names_both_and_where_they_differ(
    tmp_path: Path,
) -> None:
    found = stops(laid_down("conflict-copy-wins", tmp_path))
    assert list(found) == ["salinan_berbeda"]
    for part in (
        "roster (1).csv",
        "roster.csv",
        "Kedudukan Hukum pada 6 baris",
        "sisakan yang benar",
    ):
        assert part in found["salinan_berbeda"].pesan


def test_the_same_payments_paid_and_failed_stop(tmp_path: Path) -> None:
    found = stops(laid_down("status-later", tmp_path))
    assert list(found) == ["iuran_bertentangan"]
    for part in (
        "iuran-koreksi.csv",
        "iuran.csv",
        "Status Bayar pada 10 baris",
        "Tanyakan kepada cabangnya",
    ):
        assert part in found["iuran_bertentangan"].pesan


@pytest.mark.parametrize("months", ["", "bulan ini"])
def test_a_month_without_one_payment_stops(months: str, tmp_path: Path) -> None:
    """A header and nothing else, or payments of which no month can be read."""
    inputs = laid_down("iuran-all-rejected" if months else "iuran-header-only", tmp_path)
    file = inputs / "2026-04/iuran/iuran.csv"
    file.write_text(
        file.read_text().replace("01/04/2026 00:00:00", months or "01/04/2026 00:00:00")
    )
    found = stops(inputs)
    assert "tanpa_iuran" in found
    assert "Minta ekspor ulang" in found["tanpa_iuran"].pesan


def test_folders_that_are_nearly_a_month_stop_and_a_file_in_another_folder_too(
    tmp_path: Path,
) -> None:
    inputs = laid_down("status-later", tmp_path)
    (inputs / "2026-04/iuran/iuran-koreksi.csv").unlink()
    for place in ("2026-4/iuran", "2026-04 /iuran", "2026-04/Iuran tambahan"):
        (inputs / place).mkdir(parents=True)
        shutil.copy(inputs / "2026-04/iuran/iuran.csv", inputs / place / "x.csv")
    found = [(stop.kode, stop.pesan) for stop in month(inputs, "2026-04").stops]
    assert [kode for kode, _ in found] == ["salah_tempat", "folder_bulan", "folder_bulan"]
    assert "2026-04/Iuran tambahan/x.csv" in found[0][1]
    assert '"2026-04 "' in found[1][1]
    assert '"2026-4"' in found[2][1]


def test_a_near_month_after_the_as_of_month_is_not_known_yet(tmp_path: Path) -> None:
    inputs = laid_down("conflict-copy-wins", tmp_path)
    (inputs / "Mei 2026").mkdir()
    april = Period.parse("2026-04")
    assert take_stock(inputs, april, None).near_months == ("Mei 2026",)
    assert take_stock(inputs, april, april).near_months == ()
