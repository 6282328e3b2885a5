"""Running the real command line in its own process, as an operator does."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from flows.serving.starting import OwnServer
from tests.builders.shared import session_folder, shared_folder

PROGRAM = Path(sys.executable).with_name("asn-peduli")
_WITH_FLOWS: Final = frozenset({"run", "backfill", "demo", "send", "fleet"})
_LOCAL: Final = "127.0.0.1"
_SERVER: Final = "prefect"
SIGN_IN: Final = "penguji:masuk-untuk-uji-saja"
_ADDRESS: Final = "alamat"
_PID: Final = "prefect.pid"
_SOLE: Final = "deployment.lock"
_UNASKED: Final = 'this test speaks to a Prefect server: mark it "server", make check has none'
_servers_allowed: Final = [True]


def asn_peduli(
    *words: str | Path, cwd: Path | None = None, own_server: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `asn-peduli` with `words`; Prefect's own settings of the machine are left out.

    A command that runs flows uses the test session's Prefect server, unless it is to start one of
    its own as it does for an operator: that costs it ten seconds and more.
    """
    if not own_server and words and words[0] in _WITH_FLOWS:
        environment = {**prefect_client(), **environment}
    return subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Return this process's environment without settings of Prefect or of ours.

    Its screen has a fixed width, and it shares out no work: the tests themselves take all cores.
    """
    foreign = ("PREFECT_", "ASN_PEDULI_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "COLUMNS": "100", "ASN_PEDULI_PEKERJA": "1"}


def free_port() -> int:
    """Return a port of this machine's loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((_LOCAL, 0))
        return int(probe.getsockname()[1])


def wait_until(
    what: str, holds: Callable[[], bool], seconds: float = 180, beat: float = 0.2
) -> None:
    """Wait until `holds()`; fail when it does not in `seconds`, saying `what` was waited for."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"tidak terjadi dalam {seconds:g} detik: {what}"
        time.sleep(beat)


def prefect_client() -> dict[str, str]:
    """Return the environment with which a process speaks to the test session's server."""
    return {"PREFECT_API_URL": prefect_server(), "PREFECT_API_AUTH_STRING": SIGN_IN}


def allow_servers(allowed: bool) -> None:
    """Say whether the test that begins may speak to a Prefect server (tests/conftest.py)."""
    _servers_allowed[:] = [allowed]


def prefect_server() -> str:
    """Return the address of a Prefect server with its own home, started once per test session."""
    assert _servers_allowed == [True], _UNASKED
    return (shared_folder(_SERVER, _start_server) / _ADDRESS).read_text(encoding="utf-8")


def prefect_database() -> Path:
    """Return the database of that server."""
    prefect_server()
    return session_folder() / f"{_SERVER}-rumah" / "prefect.db"


@contextmanager
def sole_deployments() -> Iterator[None]:
    """Keep other test processes from that server's deployments, which go by name, for the block."""
    with (session_folder() / _SOLE).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _start_server(folder: Path) -> None:
    home = session_folder() / f"{_SERVER}-rumah"
    home.mkdir()
    own = {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    log = session_folder() / f"{_SERVER}.log"
    # It outlives the process that came first: tests of others speak to it. The session ends it.
    with log.open("wb") as sink:
        server = OwnServer(SIGN_IN, sink, more=own)
    (session_folder() / _PID).write_text(str(server.process.pid), encoding="utf-8")
    server.wait_until_it_answers(log)
    (folder / _ADDRESS).write_text(server.url, encoding="utf-8")


def end_prefect_server() -> None:
    """End that server, where one was started: for the session's end."""
    held = session_folder() / _PID
    if held.exists():
        with suppress(ProcessLookupError):
            os.kill(int(held.read_text(encoding="utf-8")), signal.SIGTERM)


def documents(revision: Path) -> dict[str, bytes]:
    """Return every file of a revision folder by its path."""
    return {
        p.relative_to(revision).as_posix(): p.read_bytes()
        for p in sorted(revision.rglob("*"))
        if p.is_file()
    }
