"""Running the real command line in its own process, as an operator does."""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from flows.serving.prefect_home import answers

PROGRAM = Path(sys.executable).with_name("asn-peduli")
_WITH_FLOWS: Final = frozenset({"run", "backfill", "demo", "send"})
_LOCAL: Final = "127.0.0.1"


def asn_peduli(
    *words: str | Path, cwd: Path | None = None, own_server: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `asn-peduli` with `words`; Prefect's own settings of the machine are left out.

    A command that runs flows uses this test process's Prefect server, unless it is to start one of its own as it does
    for an operator: that costs it ten seconds and more.
    """
    if not own_server and words and words[0] in _WITH_FLOWS:
        environment = {"PREFECT_API_URL": prefect_server(), **environment}
    return subprocess.run(
        [PROGRAM, *map(str, words)], cwd=cwd, env={**clean_environment(), **environment},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def clean_environment() -> dict[str, str]:
    """Return this process's environment without settings of Prefect or of ours, and with a screen of fixed width."""
    foreign = ("PREFECT_", "ASN_PEDULI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "COLUMNS": "100"}


def free_port() -> int:
    """Return a port of this machine's loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((_LOCAL, 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], seconds: float = 180) -> None:
    """Wait until `holds()`; fail when it does not within `seconds`."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"tidak terjadi dalam {seconds} detik"
        time.sleep(0.3)


def prefect_database() -> Path:
    """Return the database of that server."""
    prefect_server()
    return Path(_home().name) / "prefect.db"


@cache
def _home() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="asn-peduli-")


@cache
def prefect_server() -> str:
    """Return the address of a Prefect server with a home of its own, started once for this test process."""
    home, port = _home(), free_port()
    environment = {**clean_environment(), "PREFECT_HOME": home.name, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "flows.serving.server_process", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(home.cleanup)
    atexit.register(server.wait)
    atexit.register(server.terminate)
    address = f"http://{_LOCAL}:{port}/api"
    wait_until(lambda: answers(address))
    return address


def documents(revision: Path) -> dict[str, bytes]:
    """Return every file of a revision folder by its path."""
    return {p.relative_to(revision).as_posix(): p.read_bytes() for p in sorted(revision.rglob("*")) if p.is_file()}
