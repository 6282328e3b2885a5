"""A real `asn-peduli serve` over a small city, and Prefect's API to look at it with."""

import json
import os
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import httpx

from tests.builders.running import PROGRAM, clean_environment, free_port, wait_until
from tests.builders.small_city import lay_down

NIP: Final = "199001012015041001"
NAME: Final = "Budi Uji Coba"
ROSTER: Final = (
    f"NIP,Nama,NIK,Jenis ASN,Kedudukan Hukum,OPD\n{NIP},{NAME},3374010101900001,PNS,Aktif,DINKES\n"
)
HEAD: Final = "NIP Donatur,Nama Donatur,NIK Pekerja,Bulan Iuran,Nominal,Tanggal Bayar\n"
ENDED: Final = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
_TRUSTS_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_LONG_AGO: Final = 3600
_BUSY: Final = 503


@dataclass
class Served:
    """One serving process with its folders, screen and server."""

    inputs: Path
    outputs: Path
    screen: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def sign_in_file(self) -> Path:
        """Where the sign-in lies that serve made."""
        return self.outputs / ".rahasia" / "masuk-prefect"

    @property
    def sign_in(self) -> str:
        """What whoever may speak to the server knows."""
        return self.sign_in_file.read_text(encoding="utf-8").strip()

    @cached_property
    def client(self) -> httpx.Client:
        """A client that is signed in, as the operator's page is."""
        user, _, password = self.sign_in.partition(":")
        return plain_client(base_url=self.api, auth=(user, password))

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def ask(self, path: str, /, **body: Any) -> Any:
        """POST to Prefect's API and return the answer, which must be a good one."""
        answers: list[httpx.Response] = []

        def answered() -> bool:
            answers.append(self.client.post(f"/{path}", json=body))
            # Prefect's own client asks again, too, when SQLite is held by another request.
            return answers[-1].status_code != _BUSY

        wait_until(f"Prefect is free to answer {path}", answered, beat=1)
        return answers[-1].raise_for_status().json()

    def runs(self) -> list[dict[str, Any]]:
        """Return every flow run, oldest first."""
        return list(self.ask("flow_runs/filter", sort="EXPECTED_START_TIME_ASC"))

    def run(self, identity: str) -> dict[str, Any]:
        """Return one flow run."""
        return next(run for run in self.runs() if run["id"] == identity)

    def deployment(self, name: str) -> dict[str, Any]:
        """Return a deployment by "flow/deployment"."""
        return dict(self.client.get(f"/deployments/name/{name}").raise_for_status().json())

    def start(self, name: str, **parameters: Any) -> str:
        """Start a run of the deployment `name` as Prefect's page does, and return its id."""
        given = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        return str(
            self.ask(f"deployments/{self.deployment(name)['id']}/create_flow_run", **given)["id"]
        )

    def history(self) -> list[dict[str, str]]:
        """Return the ends that were told, oldest first."""
        path = self.outputs / "riwayat.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [dict(json.loads(line)) for line in lines]

    def told(self, count: int = 1, **said: str) -> list[dict[str, str]]:
        """Wait until `count` ends that say this (a part of each field) are told, and return them.

        Prefect knows the state of a run before its end is told: a run that died is "crashed" at
        first and may be something else when the operator hears of it.
        """

        def found() -> list[dict[str, str]]:
            ends = self.history()
            return [end for end in ends if all(part in end[key] for key, part in said.items())]

        wait_until(f"{count} ends are told that say {said}", lambda: len(found()) >= count)
        return found()

    def finished(self, identity: str) -> dict[str, Any]:
        """Wait until a run has ended and return it; its end may not be told yet (`told`)."""
        wait_until(
            f"run {identity} has ended", lambda: self.run(identity)["state_type"] in ENDED, beat=0.5
        )
        return self.run(identity)

    def said(self) -> str:
        """Return what the operator saw."""
        return self.screen.read_text(encoding="utf-8")


def plain_client(**given: Any) -> httpx.Client:
    """Return a client for this machine's own servers, who have no certificates.

    To read all that a machine trusts takes a client 50 ms of CPU each time.
    """
    return httpx.Client(verify=_TRUSTS_NOBODY, timeout=60, **given)


def small_inputs(folder: Path, months: tuple[str, ...]) -> Path:
    """Lay down a city of one ASN: roster and payment in each of `months`, all of it an hour old."""
    files = {f"{month}/asn/r.csv": f"{ROSTER}\nDicetak {month}\n" for month in months}
    paid = {
        f"{m}/iuran/i.csv": f"{HEAD}{NIP},{NAME},3374021507800001,{m},16800,{m}-05\n"
        for m in months
    }
    lay_down(folder, {**files, **paid})
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - _LONG_AGO,) * 2)
    return folder


@contextmanager
def serving(
    inputs: Path, outputs: Path, port: int | None = None, **environment: str
) -> Iterator[Served]:
    """Run `asn-peduli serve` until the block ends, once it says that it is ready.

    inputs: a folder, or the file of a fleet, whose own folder `outputs` is then.
    """
    chosen = port or free_port()
    screen = outputs.parent / f"layar-{chosen}-{time.monotonic_ns()}.txt"
    places = ["--inputs", str(inputs), "--outputs", str(outputs)]
    over = ["--fleet", str(inputs)] if inputs.is_file() else places
    words = ["serve", "--port", str(chosen), *over]
    quick = {
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
    }
    with screen.open("wb") as file:
        process = subprocess.Popen(
            [PROGRAM, *words],
            env={**clean_environment(), **quick, **environment},
            stdout=file,
            stderr=file,
        )
    served = Served(inputs, outputs, screen, chosen, process)
    try:
        wait_until(
            "serve says that it is ready",
            lambda: "Siap." in served.said() or process.poll() is not None,
        )
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
