"""`asn-peduli serve --fleet`: the calendar's run of many instansi, and the operator's."""

import asyncio
import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from pipeline.system.settings import now
from tests.builders.fleets import MONTH, lay_fleet
from tests.builders.running import prefect_server, sole_deployments
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


def test_a_month_that_an_instansi_lacks_is_asked_for_once(tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.runtime.folders import working_for
    from flows.serving.deployments import offers, registered
    from flows.serving.fleet_watch import FleetWatch
    from pipeline.operations.fleets import fleet_settings, open_fleet

    fleet, said = open_fleet(lay_fleet(tmp_path, ("Asri", "Bahari"))), list[str]()
    before = tmp_path / "Asri" / "keluaran" / "2026-02" / "terkini.json"
    before.parent.mkdir(parents=True)
    before.write_text('{"revisi": "r01"}')

    async def register() -> dict[UUID, Any]:
        runner = Runner(name="penguji-armada")
        return {await registered(runner, offer): offer for offer in offers(fleet)}

    with (
        sole_deployments(),
        temporary_settings({PREFECT_API_URL: prefect_server()}),
        working_for(fleet),
    ):
        served = asyncio.run(register())
        [calendar] = [one for one, offer in served.items() if offer.full_name == CALENDAR]
        flows = {one: offer.flow for one, offer in served.items()}
        settings, later = fleet_settings(fleet), dt.timedelta(hours=1)
        watch = FleetWatch(
            settings, calendar, flows, said.append, lambda: now() + later, fleet=fleet
        )
        watch.look()
        watch.look()
        with get_client(sync_client=True) as client:
            found = [run for run in client.read_flow_runs() if run.deployment_id == calendar]
    asked = [run for run in found if run.parameters.get("period") == MONTH]
    assert [run.idempotency_key for run in asked] == [f"bulan-{MONTH}-1"]
    assert len([line for line in said if "dikerjakan sekarang" in line]) == 1
