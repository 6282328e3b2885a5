"""`asn-peduli serve --fleet`: the calendar's run of many instansi, and the operator's."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.builders.fleets import MONTH, lay_fleet
from tests.builders.serving import serving

CALENDAR = "laporan-armada-terjadwal/bulanan"
ASKED = "laporan-armada/satu-bulan"


def test_a_fleet_is_served_on_the_folders_of_its_file(tmp_path: Path) -> None:
    fleet = lay_fleet(tmp_path, ("Asri", "Bahari"))
    (tmp_path / "Bahari" / "masukan" / MONTH / "asn" / "r.csv").write_text("Budi;rahasia\n")
    with serving(fleet, tmp_path / "armada") as served:
        [schedule] = served.deployment(CALENDAR)["schedules"]
        assert schedule["schedule"]["cron"] == "0 6 5 * *"
        assert served.deployment(CALENDAR)["parameters"] == {}
        ended = served.finished(served.start(ASKED, period=MONTH))
        [told] = served.told(nama=MONTH, akhir="gagal")
        fleet.write_text(fleet.read_text().replace("Bahari/masukan", "lain/masukan"))
        served.finished(served.start(ASKED, period=MONTH))
        served.told(pesan="berubah sejak serve dinyalakan")
    assert ended["state_type"] == "FAILED"
    assert "1 dari 2 instansi tidak terbit seluruhnya (Bahari)" in told["pesan"]
    assert (tmp_path / "Asri" / "keluaran" / MONTH / "r01").is_dir()
    assert not (tmp_path / "lain").exists()
    assert not _kept(tmp_path / "armada" / ".prefect" / "prefect.db", ("r.csv", "Orang 1001"))


def _kept(database: Path, words: tuple[str, ...]) -> list[str]:
    """Return which of `words` stand anywhere in Prefect's database."""
    with closing(sqlite3.connect(database)) as held:
        text = "\n".join(held.iterdump())
    return [word for word in words if word in text]
