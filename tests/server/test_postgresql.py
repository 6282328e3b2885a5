"""PostgreSQL as Prefect's database: what more than one machine needs (README, "Several machines")."""

import json
from pathlib import Path

import pytest

from tests.builders.fleets import MONTH, lay_member
from tests.builders.postgres import postgresql
from tests.builders.running import asn_peduli


@pytest.mark.postgresql
def test_a_month_is_run_on_postgresql(tmp_path: Path) -> None:
    inputs, outputs = lay_member(tmp_path / "masukan", 1001), tmp_path / "keluaran"
    with postgresql() as database:
        done = asn_peduli(
            *("run", MONTH, "--inputs", inputs, "--outputs", outputs),
            own_server=True,
            PREFECT_API_DATABASE_CONNECTION_URL=database.url,
        )
        assert done.returncode == 0, done.stderr
        runs = database.rows("select name, state_type from flow_run")
        kept = database.dump()
    assert runs == [f"{MONTH} r01|COMPLETED"]
    assert json.loads((outputs / MONTH / "terkini.json").read_bytes())["revisi"] == "r01"
    assert not (outputs / ".prefect" / "prefect.db").exists()
    assert [word for word in ("Orang 1001", "199001012015041001", "r.csv") if word in kept] == []
