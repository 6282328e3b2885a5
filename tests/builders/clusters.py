"""A real Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.system import cluster
from tests.builders.paths import ROOT
from tests.builders.running import free_port, wait_until

_ONLY_HERE = "127.0.0.1"


@dataclass
class Cluster:
    """A scheduler's address and the workers' processes; `folder` holds what they say."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def said(self) -> str:
        """Return what scheduler and workers wrote into their logs."""
        return "\n".join(
            path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(self.folder.glob("*.log"))
        )


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Run a scheduler and so many workers of one thread each until the block ends."""
    address = f"tcp://{_ONLY_HERE}:{free_port()}"
    made = Cluster(address, folder)
    port = address.rpartition(":")[2]
    started = [_started(folder / "penjadwal.log", "scheduler", "--port", port)]
    try:
        wait_until("the scheduler listens", lambda: "Scheduler at" in made.said())
        for at in range(workers):
            alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            log = folder / f"pekerja-{at}.log"
            made.workers.append(_started(log, "worker", address, *alone))
        joined = "Registered to"
        wait_until("the workers have joined", lambda: made.said().count(joined) >= workers)
        yield made
    finally:
        cluster.leave()
        for process in (*made.workers, *started):
            process.kill()
            process.wait()


def _started(log: Path, *words: str) -> subprocess.Popen[bytes]:
    kind, *others = words
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", _ONLY_HERE]
    with log.open("wb") as sink:
        return subprocess.Popen(
            [*command, "--no-dashboard", *others],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=sink,
            stderr=sink,
        )
