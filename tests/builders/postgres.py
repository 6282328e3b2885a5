"""A PostgreSQL of a test's own: made, served on the loopback, and gone with the test."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.builders.machine import program
from tests.builders.running import free_port, wait_until

_USER: Final = "prefect"
_PASSWORD: Final = "sandi-basis-uji"  # noqa: S105 - of a database that lives as long as a test
# A folder of the tests is closed to the user that the server runs as.
_PLACES: Final = ("/dev/shm", "/tmp")  # noqa: S108 - mkdtemp makes a folder of our own there
# Nobody minds what a power cut would cost a test.
_QUICK: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Database:
    """Where the database is, as Prefect is told, and how to look into it."""

    port: int

    @property
    def url(self) -> str:
        """The address for Prefect."""
        return f"postgresql+asyncpg://{_USER}:{_PASSWORD}@127.0.0.1:{self.port}/postgres"

    def rows(self, query: str) -> list[str]:
        """Return the rows of a query, their cells parted by bars."""
        command = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", query]
        return self._told(*command).splitlines()

    def dump(self) -> str:
        """Return all that is in it."""
        return self._told("pg_dump")

    def _told(self, name: str, *words: str) -> str:
        place = ("--host", "127.0.0.1", "--port", str(self.port), "--username", _USER)
        return subprocess.run(
            [program(name), *place, "--dbname", "postgres", *words],
            env={**os.environ, "PGPASSWORD": _PASSWORD},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout


@contextmanager
def postgresql() -> Iterator[Database]:
    """Serve an empty database until the block ends.

    It refuses to run as root; then it runs as the user that Debian made for it.
    """
    own: dict[str, Any] = {}
    folder = Path(
        tempfile.mkdtemp(prefix="asn-peduli-pg-", dir=next(filter(os.path.isdir, _PLACES)))
    )
    if os.geteuid() == 0:
        own = {"user": "postgres", "group": "postgres", "extra_groups": ()}
        shutil.chown(folder, "postgres", "postgres")
    password = folder / "sandi"
    password.write_text(f"{_PASSWORD}\n")
    password.chmod(0o644)
    data, port = folder / "data", free_port()
    made = ("--username", _USER, "--auth", "scram-sha-256", "--pwfile", str(password), "--no-sync")
    subprocess.run(
        [program("initdb"), "--pgdata", str(data), "--locale", "C.UTF-8", *made],
        check=True,
        capture_output=True,
        cwd=folder,
        timeout=120,
        **own,
    )
    settings = ("listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *_QUICK)
    options = [part for setting in settings for part in ("-c", setting)]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [program("postgres"), "-D", str(data), *options],
        stdout=log,
        stderr=log,
        cwd=folder,
        **own,
    )
    try:
        ready = b"ready to accept connections"
        wait_until("PostgreSQL listens", lambda: ready in (folder / "log").read_bytes())
        yield Database(port)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        shutil.rmtree(folder)
