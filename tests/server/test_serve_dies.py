"""`asn-peduli serve` killed, stopped, server killed: what ran is redone, nothing is left behind."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.builders.running import free_port, wait_until
from tests.builders.serving import Served, plain_client, serving, small_inputs

MONTH = "2026-01"
NEXT = "2026-02"


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    return small_inputs(tmp_path / "in", (MONTH, NEXT))


def dead(served: Served) -> bool:
    with plain_client() as client:
        try:
            client.get(f"{served.api}/health", timeout=2)
        except httpx.TransportError:
            return True
    return False


def started(served: Served, month: str) -> str:
    """Start the run of a month and return its id once it is running."""
    identity = served.start("laporan-bulanan/satu-bulan", period=month)
    wait_until(
        "a run is running", lambda: served.run(identity)["state_type"] == "RUNNING", beat=0.5
    )
    return identity


def test_killed_in_the_midst_of_a_run_it_runs_it_again_and_told_to_end_it_ends_well(
    inputs: Path, tmp_path: Path
) -> None:
    port, outputs = free_port(), tmp_path / "out"
    with serving(inputs, outputs, port) as served:
        identity = started(served, MONTH)
        children = _children(served.process.pid)
        served.process.kill()
        served.process.wait(30)
        wait_until(
            "all that serve started is gone",
            lambda: dead(served) and not any(map(_command, children)),
        )
    with serving(inputs, outputs, port) as served:
        assert "1 jalan terputus" in served.said()
        assert served.run(identity)["state_type"] == "CRASHED"
        assert served.finished(_again(served, identity)[0]["id"])["state_type"] == "COMPLETED"
        ends = served.told(2, alur="laporan-bulanan")
        assert [end["akhir"] for end in ends] == ["mati", "selesai"]
        assert json.loads((outputs / MONTH / "terkini.json").read_bytes())["revisi"] == "r01"
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) == 0
        wait_until("the server is gone", lambda: dead(served))
    assert not (outputs / ".prefect" / "server.json").exists()
    assert served.said().splitlines()[-1].startswith("serve berhenti")


def test_a_run_that_dies_alone_is_run_again_and_a_server_that_dies_ends_serve_with_a_fault(
    inputs: Path, tmp_path: Path
) -> None:
    """With a fault, so that it is started anew, and within half a minute.

    Though a run is going on that asks the dead server again and again. It ends, too.
    """
    with serving(inputs, tmp_path / "out") as served:
        identity = started(served, MONTH)
        for pid in _children(served.process.pid):
            if "spawn_main" in _command(pid):
                os.kill(pid, signal.SIGKILL)
        assert served.finished(identity)["state_type"] == "CRASHED"
        wait_until("the run is asked for again", lambda: bool(_again(served, identity)))
        assert served.finished(_again(served, identity)[0]["id"])["state_type"] == "COMPLETED"
        assert [end["akhir"] for end in served.told(2, nama=MONTH)] == ["mati", "selesai"]
        started(served, NEXT)
        children = _children(served.process.pid)
        servers = [pid for pid in children if "flows.serving.server_process" in _command(pid)]
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        assert servers
        assert served.process.wait(60) == 1
        assert "Server Prefect berhenti sendiri" in served.said()
    wait_until("all that serve started is gone", lambda: not any(map(_command, children)))


def _again(served: Served, identity: str) -> list[dict[str, Any]]:
    return [run for run in served.runs() if run["idempotency_key"] == f"ulang-{identity}"]


def _children(parent: int) -> list[int]:
    """Return the processes that `parent` started, and theirs."""
    time.sleep(0.1)
    every = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    own = [pid for pid in every if _parent(pid) == parent]
    return [*own, *(below for pid in own for below in _children(pid))]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
