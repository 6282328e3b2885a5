"""No door of `serve` stands open: not without a sign-in, not to other hosts and origins.

Nor does a deployment that somebody changed run what they wrote there, nor a run over other folders.
One installation for the module, as an earlier version left it: with the mail password in a Secret
block, deployments whose folders were parameters, and runs that wait.
"""

import asyncio
import json
import os
import re
import shutil
import stat
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from flows.serving.prefect_home import home_of
from flows.serving.sign_in import sign_in_for
from flows.serving.starting import OwnServer
from pipeline.core.signing import key_fingerprint
from tests.builders.environments import Seen, watched_processes
from tests.builders.running import (
    PROGRAM,
    asn_peduli,
    clean_environment,
    prefect_server,
    wait_until,
)
from tests.builders.serving import NAME, NIP, Served, plain_client, serving, small_inputs

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
SERVER_PROCESS: Final = re.compile(r"flows\.serving\.server_process \d+$")
MONTHLY: Final = "laporan-bulanan/satu-bulan"
MONTHS: Final = ("2026-01", "2026-02", "2026-03", "2026-04")
NEVER_RUN: Final = "2026-09"
WRITTEN: Final = (
    "entrypoint",
    "path",
    "pull_steps",
    "job_variables",
    "parameters",
    "parameter_openapi_schema",
    "enforce_parameter_schema",
    "description",
    "tags",
)
BLOCK: Final = "asn-peduli-smtp"
HELD: Final = "rahasia-server-surat"
SECRETS: Final = {
    "ASN_PEDULI_KUNCI": "rahasia-kunci-tanda-tangan-32-bita",
    "ASN_PEDULI_SANDI_DINKES": "rahasia-sandi-dinkes",
    "ASN_PEDULI_KABAR": "json://127.0.0.1:9/rahasia-kabar",
    "ASN_PEDULI_SMTP_PENGGUNA": "rahasia-pengguna",
    "ASN_PEDULI_SMTP_SANDI": "rahasia-sandi-surat",
    "LAYANAN_LAIN_TOKEN": "rahasia-layanan-lain",
}


@dataclass(frozen=True)
class Upgraded:
    """What serves now, and what waited from before."""

    served: Served
    fitting: str
    foreign: str
    unknown: str
    elsewhere: Path
    seen: Seen
    asked: Path


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("pintu")
    inputs, outputs = small_inputs(folder / "in", MONTHS), folder / "out"
    elsewhere = folder / "lain"
    own = {"inputs": str(inputs), "outputs": str(outputs)}
    with earlier_version(inputs, outputs) as before:
        store_password(before)
        before.ask("flows/", name="laporan-bulanan")
        write_deployment(before, entrypoint="flows.monthly.monthly", parameters=own)
        fitting, foreign, unknown = (
            before.start(MONTHLY, **asked)
            for asked in (
                {"period": MONTHS[0], **own},
                {"period": MONTHS[1], **own, "outputs": str(elsewhere)},
                {"period": MONTHS[1], "bulan": "dahulu"},
            )
        )
    asked, path = asking_noted(folder / "bin")
    with (
        watched_processes() as seen,
        serving(inputs, outputs, None, **SECRETS, PATH=path) as served,
    ):
        for waited in (fitting, foreign, unknown):
            served.finished(waited)
        yield Upgraded(served, fitting, foreign, unknown, elsewhere, seen, asked)


def asking_noted(programs: Path) -> tuple[Path, str]:
    """Make the program that Python asks what it is built for one that notes what it inherits.

    Return where it notes it, and the PATH on which it comes first. It ends too soon to be seen.
    """
    programs.mkdir()
    notes = programs / "catatan"
    (programs / "file").write_text(f"#!/bin/sh\nenv >> '{notes}'\n")
    (programs / "file").chmod(0o755)
    return notes, f"{programs}:{os.environ['PATH']}"


@contextmanager
def earlier_version(inputs: Path, outputs: Path) -> Iterator[Served]:
    """Keep a server with the database of these folders, and nothing that runs what waits in it."""
    log = outputs.parent / "dahulu.txt"
    home = {"PREFECT_HOME": str(home_of(outputs))}
    with log.open("wb") as sink, pytest.MonkeyPatch.context() as patch:
        patch.delenv("PREFECT_API_AUTH_STRING")
        server = OwnServer(sign_in_for(outputs).text, sink, more=home)
    try:
        server.wait_until_it_answers(log)
        yield Served(inputs, outputs, log, server.port, server.process)
    finally:
        server.end()


@pytest.fixture
def served(upgraded: Upgraded) -> Served:
    return upgraded.served


@pytest.fixture
def written_back(served: Served) -> Iterator[None]:
    """See to it that the deployment of one month is afterwards as `serve` wrote it."""
    held = served.deployment(MONTHLY)
    yield
    write_deployment(served, **{name: held[name] for name in WRITTEN})


def store_password(served: Served) -> None:
    """Put the mail password into a Secret block, as PANDUAN once said."""
    kind = served.client.get("/block_types/slug/secret").raise_for_status().json()["id"]
    schema = served.ask("block_schemas/filter", block_schemas={"block_type_id": {"any_": [kind]}})
    held = {"value": {"pengguna": "operator", "sandi": HELD}}
    served.ask(
        "block_documents/",
        name=BLOCK,
        data=held,
        block_type_id=kind,
        block_schema_id=schema[0]["id"],
    )


def write_deployment(served: Served, **written: Any) -> None:
    """Write the deployment of one month, over what is there."""
    flow = served.ask("flows/filter", flows={"name": {"any_": [MONTHLY.split("/")[0]]}})[0]
    served.ask("deployments/", name=MONTHLY.split("/")[1], flow_id=flow["id"], **written)


def test_the_sign_in_is_for_us_alone_and_stands_in_no_log(served: Served) -> None:
    path = served.sign_in_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert f"isi berkas {path}" in served.said()
    password = served.sign_in.partition(":")[2].encode()
    logs = [*served.screen.parent.glob("layar-*"), *(served.outputs / ".prefect").rglob("*")]
    assert [log for log in logs if log.is_file() and password in log.read_bytes()] == []
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [line for line in lines if password in line]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/version"),
        ("GET", "/admin/settings"),
        ("POST", "/flow_runs/filter"),
        ("POST", "/deployments/filter"),
        ("POST", "/block_documents/filter"),
        ("GET", f"/block_types/slug/secret/block_documents/name/{BLOCK}?include_secrets=true"),
        ("POST", "/variables/"),
        ("GET", "/health/../version"),
        ("GET", "/docs"),
    ],
)
def test_nobody_gets_in_unsigned_or_with_another_sign_in(
    served: Served, method: str, path: str
) -> None:
    user = served.sign_in.partition(":")[0]
    with plain_client() as stranger:
        for auth in (None, ("", ""), (user, ""), (user, "operator"), ("admin", "pass")):
            answer = stranger.request(method, f"{served.api}{path}", auth=auth)
            assert (answer.status_code, "Unauthorized" in answer.text) == (401, True)


@pytest.mark.parametrize("path", ["/events/in", "/events/out", "/logs/out"])
def test_no_socket_opens_unsigned_or_to_another_page(served: Served, path: str) -> None:
    address = f"{served.api.replace('http', 'ws')}{path}"

    async def heard(sign_in: str, origin: str | None = None) -> str:
        async with connect(address, subprotocols=["prefect"], origin=origin) as socket:  # type: ignore[list-item,arg-type]
            await socket.send(json.dumps({"type": "auth", "token": sign_in}))
            return str(await socket.recv())

    # Where a test with a browser came first, this thread has a loop that runs.
    with ThreadPoolExecutor(1) as aside:
        assert "auth_success" in aside.submit(asyncio.run, heard(served.sign_in)).result()
        with pytest.raises(ConnectionClosed):
            aside.submit(asyncio.run, heard("operator:lain")).result()
        with pytest.raises(InvalidStatus, match="403"):
            aside.submit(asyncio.run, heard(served.sign_in, "http://jahat.example")).result()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "jahat.example"},
        {"Host": "127.0.0.1.jahat.example"},
        {"Origin": "http://jahat.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: "=".join(*headers.items()),
)
def test_a_foreign_host_or_origin_is_refused_though_it_knows_the_sign_in(
    served: Served, headers: dict[str, str]
) -> None:
    client = served.client
    for ask in (client.get("/version", headers=headers), client.options("/", headers=headers)):
        assert (ask.status_code, ask.text) == (403, "")
        assert "access-control-allow-origin" not in ask.headers
    with plain_client() as stranger:
        page = stranger.get(f"http://127.0.0.1:{served.port}/", headers=headers)
    assert page.status_code == 403


def test_the_machine_itself_and_a_tunnel_to_it_are_let_in(served: Served) -> None:
    for host in (f"localhost:{served.port}", "127.0.0.1:8080"):
        own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert served.client.get("/version", headers=own).status_code == 200
    assert "amplitude" not in served.client.get("/version").headers["content-security-policy"]


def test_the_stored_mail_password_is_moved_out_of_prefect(served: Served) -> None:
    path = served.outputs / ".rahasia" / "server-surat.toml"
    assert path.read_text(encoding="utf-8") == f'pengguna = "operator"\nsandi = "{HELD}"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"blok {BLOCK} dihapus, isinya ada di {path}" in served.said()
    assert HELD not in served.said()
    gone = served.client.get(f"/block_types/slug/secret/block_documents/name/{BLOCK}")
    assert gone.status_code == 404


def test_a_run_that_waited_over_the_fixed_folders_goes_on(upgraded: Upgraded) -> None:
    run = upgraded.served.finished(upgraded.fitting)
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"{MONTHS[0]} r01")
    assert (upgraded.served.outputs / MONTHS[0] / "r01" / "index.html").is_file()


@pytest.mark.parametrize(
    ("which", "why"),
    [("foreign", "folder masukan atau keluaran lain"), ("unknown", "tidak cocok dengan program")],
)
def test_a_run_that_waited_for_something_else_is_refused_once_and_says_why(
    upgraded: Upgraded, which: str, why: str
) -> None:
    served, identity = upgraded.served, getattr(upgraded, which)
    [end] = served.told(nama=MONTHS[1], pesan=why)
    assert end["akhir"] == "gagal"
    assert not re.search("Validation|Error", end["pesan"])
    run = served.run(identity)
    assert run["state_type"] == "FAILED"
    assert why in run["state"]["message"]
    assert str(upgraded.elsewhere) not in run["state"]["message"]
    assert not upgraded.elsewhere.exists()
    assert served.ask("task_runs/filter", flow_runs={"id": {"any_": [identity]}}) == []
    assert not [r for r in served.runs() if r["idempotency_key"] == f"ulang-{identity}"]


def test_folders_are_no_parameter_of_any_deployment(served: Served) -> None:
    for held in served.ask("deployments/filter"):
        assert held["parameters"] == {}
        assert {"inputs", "outputs"} & held["parameter_openapi_schema"][
            "properties"
        ].keys() == set()


def test_a_run_over_another_folder_is_refused_before_anything_is_read(
    served: Served, tmp_path: Path
) -> None:
    """Other inputs here; other outputs are those of the run that waited."""
    other = tmp_path / "lain"
    run = served.finished(served.start(MONTHLY, period=NEVER_RUN, inputs=str(other)))
    assert run["state_type"] == "FAILED"
    assert "tidak ada yang dibaca" in run["state"]["message"]
    assert not other.exists()
    assert served.ask("task_runs/filter", flow_runs={"id": {"any_": [run["id"]]}}) == []


@pytest.mark.usefixtures("written_back")
def test_a_changed_deployment_runs_our_flow_and_nothing_of_what_was_written_there(
    served: Served, tmp_path: Path
) -> None:
    traces = [tmp_path / name for name in ("langkah", "pintu", "peubah")]
    entry = tmp_path / "jahat.py"
    entry.write_text(
        "from pathlib import Path\nfrom prefect import flow\n"
        f"@flow\ndef jahat(period: str):\n    Path({str(traces[1])!r}).touch()\n"
    )
    write_deployment(
        served,
        entrypoint=f"{entry}:jahat",
        path=str(tmp_path),
        pull_steps=[
            {"prefect.deployments.steps.run_shell_script": {"script": f"touch {traces[0]}"}}
        ],
        job_variables={
            "env": {"ASN_PEDULI_KELUARAN": str(traces[2])},
            "command": f"touch {traces[2]}",
        },
        parameters={"outputs": str(served.outputs)},
    )
    run = served.finished(served.start(MONTHLY, period=MONTHS[2]))
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"{MONTHS[2]} r01")
    assert [trace for trace in traces if trace.exists()] == []


def test_a_reason_from_the_page_is_held_to_what_one_from_the_command_line_is(
    served: Served,
) -> None:
    month = served.inputs / "2026-05"
    (month / "asn").mkdir(parents=True)
    for path in (served.inputs / "2026-04" / "asn").iterdir():
        text = path.read_text().replace("2026-04", "2026-05")
        (month / "asn" / path.name).write_text(text)
    refused = served.finished(
        served.start(MONTHLY, period="2026-05", accept_anomaly="              x              ")
    )
    assert refused["state_type"] == "FAILED"
    assert "tidak ada yang dibaca" in refused["state"]["message"]
    reason = "cabang Pemuda baru mengirim bulan depan"
    run = served.finished(served.start(MONTHLY, period="2026-05", accept_anomaly=reason))
    assert run["state_type"] == "COMPLETED", run["state"]["message"]
    page = str(
        served.ask("artifacts/filter", artifacts={"key": {"any_": ["gerbang-2026-05"]}})[0]["data"]
    )
    assert "diterbitkan walau gerbang menahan" in page
    assert f"Alasan: {reason}" in page
    assert re.search(r"^- .+: \d+ hal", page, re.MULTILINE)


ATTEMPTS: Final = """
async ([api, auth]) => {
  const said = {};
  const attempt = async (name, make) => {
    try { said[name] = await make(); } catch (error) { said[name] = "ditolak"; }
  };
  const json = {"Content-Type": "application/json", "Authorization": auth};
  const body = JSON.stringify({name: "tamu"});
  const ask = options => fetch(`${api}/flows/`, {method: "POST", body, ...options});
  await attempt("dengan tanda masuk", async () => (await ask({headers: json})).status);
  await attempt("tanpa tanda masuk", async () => (await ask({})).status);
  await attempt("buta", async () => (await ask({mode: "no-cors", headers: {}})).type);
  await attempt("baca", async () => (await fetch(`${api}/health`)).text());
  await attempt("soket", () => new Promise((done, failed) => {
    const socket = new WebSocket(`${api.replace("http", "ws")}/events/in`, ["prefect"]);
    socket.onopen = () => done("terbuka");
    socket.onerror = failed;
  }));
  await attempt("bingkai", () => new Promise((done, failed) => {
    const frame = document.createElement("iframe");
    frame.onload = () => frame.contentDocument === null ? failed() : done("terbuka");
    frame.src = api.replace("/api", "/");
    document.body.append(frame);
  }));
  return said;
}
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    own = "--host-resolver-rules=MAP jahat.example 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", own]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def foreign_site() -> Iterator[int]:
    """Serve a page of somebody else's on another port of this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>tamu</title><body>")

        def log_request(self, code: object = "-", size: object = "-") -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "jahat.example"])
def test_a_page_of_another_origin_gets_nothing_though_it_knows_the_sign_in(
    served: Served, chromium: Browser, foreign_site: int, host: str
) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"http://{host}:{foreign_site}/")
    basic = f"Basic {b64encode(served.sign_in.encode()).decode()}"
    said = page.evaluate(ATTEMPTS, [served.api, basic])
    # A blind request is answered with nothing to read: whether it did anything is seen below.
    assert said.pop("buta") in ("opaque", "ditolak")
    assert set(said.values()) == {"ditolak"}, said
    assert [flow for flow in served.ask("flows/filter") if flow["name"] == "tamu"] == []


@pytest.mark.browser
def test_a_name_of_others_that_leads_here_gets_no_page(served: Served, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    with pytest.raises(PlaywrightError, match="ERR_HTTP_RESPONSE_CODE_FAILURE"):
        page.goto(f"http://jahat.example:{served.port}/")


@pytest.mark.browser
def test_the_operator_signs_in_on_the_page_which_speaks_to_nobody_else(
    served: Served, chromium: Browser
) -> None:
    page = chromium.new_context().new_page()
    answered: list[str] = []
    page.on("response", lambda answer: answered.append(answer.url))
    page.goto(f"http://localhost:{served.port}/")
    field = page.get_by_placeholder("admin:pass")
    field.fill("operator:salah")
    field.press("Enter")
    page.wait_for_timeout(1000)
    assert "login" in page.url
    field.fill(served.sign_in)
    field.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"http://localhost:{served.port}/deployments")
    page.get_by_text("laporan-terjadwal").first.wait_for()
    own = f"http://localhost:{served.port}/"
    assert [url for url in answered if not url.startswith((own, "data:", "blob:"))] == []


def test_nothing_that_serve_starts_inherits_a_secret_but_its_server_who_is_let_in(
    upgraded: Upgraded,
) -> None:
    served, seen = upgraded.served, upgraded.seen
    assert served.finished(upgraded.fitting)["state_type"] == "COMPLETED"
    started = " ".join(seen.kinds())
    for kind in ("guardian", "server_process", "spawn_main", "resource_tracker"):
        assert kind in started, kind
    assert seen.holding("rahasia", NIP, *NAME.split(), without=str(served.outputs)) == {}
    assert [line for line in seen.holding(served.sign_in) if not SERVER_PROCESS.search(line)] == []


def test_what_python_asks_as_prefect_is_imported_inherits_no_secret_either(
    upgraded: Upgraded,
) -> None:
    served = upgraded.served
    assert served.finished(upgraded.fitting)["state_type"] == "COMPLETED"
    inherited = upgraded.asked.read_text() if upgraded.asked.exists() else ""
    assert served.sign_in not in inherited
    assert "rahasia" not in inherited.replace(str(served.outputs), "")


def test_a_run_of_serve_signs_with_the_key_that_stands_in_no_environment_of_it(
    upgraded: Upgraded,
) -> None:
    served = upgraded.served
    assert served.finished(upgraded.fitting)["state_type"] == "COMPLETED"
    manifest = served.outputs / MONTHS[0] / "r01" / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert told["kunci"] == key_fingerprint(SECRETS["ASN_PEDULI_KUNCI"].encode())


def test_a_command_beside_serve_finds_the_sign_in_by_itself_and_no_other_user_does(
    served: Served,
) -> None:
    words = ("run", MONTHS[3], "--inputs", served.inputs, "--outputs", served.outputs)
    done = asn_peduli(*words, own_server=True, ASN_PEDULI_KUNCI=SECRETS["ASN_PEDULI_KUNCI"])
    assert done.returncode == 0, done.stderr
    assert [run for run in served.runs() if run["name"] == f"{MONTHS[3]} r01"]
    lost = asn_peduli(*words, own_server=True, PREFECT_API_AUTH_STRING="operator:lain")
    assert lost.returncode == 2
    assert "isi PREFECT_API_AUTH_STRING" in lost.stderr


def test_a_command_says_which_variable_another_server_asks_for(served: Served) -> None:
    words = ("run", MONTHS[3], "--inputs", served.inputs, "--outputs", served.outputs)
    lost = asn_peduli(*words, own_server=True, PREFECT_API_URL=prefect_server())
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "meminta masuk. Isi PREFECT_API_AUTH_STRING" in lost.stderr


def test_the_server_of_a_plain_run_is_shut_too(tmp_path: Path) -> None:
    inputs, outputs = small_inputs(tmp_path / "in", MONTHS[:1]), tmp_path / "out"
    words = ["run", MONTHS[0], "--inputs", str(inputs), "--outputs", str(outputs)]
    with subprocess.Popen(
        [PROGRAM, *words],
        env={**clean_environment(), **SECRETS},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as run:
        environment: list[bytes] = []

        def started() -> bool:
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
                    line = (process / "cmdline").read_bytes()
                except (OSError, IndexError):
                    continue
                if parent == run.pid and b"server_process" in line:
                    environment[:] = [(process / "environ").read_bytes()]
            return bool(environment)

        wait_until("its server is started", started)
        told = dict(e.split(b"=", 1) for e in environment[0].split(b"\0") if b"=" in e)
        assert b"rahasia" not in environment[0].replace(os.fsencode(outputs), b"")
        api = f"http://127.0.0.1:{told[b'PREFECT_SERVER_API_PORT'].decode()}/api"
        # The port is taken before the server is ready: it answers when it is, and not before.
        assert httpx.get(f"{api}/version", timeout=120).status_code == 401
        assert httpx.get(f"{api}/health", headers={"Host": "jahat.example"}).status_code == 403
        assert run.wait(240) == 0
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{api}/health", timeout=5)
