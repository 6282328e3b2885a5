"""Which Prefect server a command speaks to, and to whom it never tells the sign-in."""

import os
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from flows.serving import address, prefect_home, temporary_server
from flows.serving.address import Kept, keep_address, kept_server
from flows.serving.prefect_home import choose_server, home_of, needs_own_server, quieten
from flows.serving.sign_in import sign_in_for
from pipeline.core.errors import UsageError

CLIENT: Final = "PREFECT_API_AUTH_STRING"
SERVER: Final = "PREFECT_SERVER_API_AUTH_STRING"
ADDRESS: Final = "PREFECT_API_URL"


class Doorman:
    """A server that answers like Prefect's, asks for a sign-in, and remembers what it was told."""

    def __init__(self, wanted: str) -> None:
        self.wanted, self.told = wanted, list[str]()
        doorman = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                given = self.headers.get("Authorization", "")
                if given:
                    doorman.told.append(b64decode(given.split()[1]).decode())
                open_to_all = self.path.endswith("/health")
                let_in = open_to_all or doorman.wanted in ("", *doorman.told[-1:])
                self.send_response(200 if let_in else 401)
                self.end_headers()

            def log_request(self, code: object = "-", size: object = "-") -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"


@pytest.fixture
def doorman() -> Iterator[Doorman]:
    held = Doorman("operator:benar")
    Thread(target=held.server.serve_forever, daemon=True).start()
    yield held
    held.server.shutdown()
    held.server.server_close()


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note the servers that would be started for this process; nothing is given at first."""
    begun: list[Path] = []
    monkeypatch.setattr(
        prefect_home, "start_temporary_server", lambda outputs, home: begun.append(outputs)
    )
    for name in (CLIENT, SERVER, ADDRESS, "PREFECT_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return begun


def keep(outputs: Path, url: str, given: bool = False) -> Path:
    keep_address(home_of(outputs), Kept(url, given))
    return home_of(outputs)


def test_beside_serve_the_sign_in_is_found_in_its_file(
    tmp_path: Path, doorman: Doorman, started: list[Path]
) -> None:
    doorman.wanted = sign_in_for(tmp_path).text
    keep(tmp_path, doorman.url)
    choose_server(tmp_path)
    assert (os.environ[ADDRESS], os.environ[CLIENT], started) == (doorman.url, doorman.wanted, [])


def test_beside_serve_with_the_operators_sign_in_the_missing_variable_is_named(
    tmp_path: Path, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, doorman.url, given=True)
    with pytest.raises(UsageError, match=f"tanda masuk dari lingkungannya. Isi {CLIENT}"):
        choose_server(tmp_path)
    monkeypatch.delenv(CLIENT, raising=False)
    monkeypatch.delenv(ADDRESS, raising=False)
    monkeypatch.setenv(SERVER, doorman.wanted)
    choose_server(tmp_path)
    assert os.environ[CLIENT] == doorman.wanted


def test_a_server_that_the_operator_names_is_told_nothing_that_it_was_not_given(
    tmp_path: Path, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_for(tmp_path)
    monkeypatch.setenv(ADDRESS, doorman.url)
    with pytest.raises(UsageError, match=f"{doorman.url} meminta masuk. Isi {CLIENT}"):
        choose_server(tmp_path)
    assert doorman.told == []
    monkeypatch.setenv(CLIENT, doorman.wanted)
    choose_server(tmp_path)


def test_a_port_that_is_anothers_now_is_told_nothing_and_not_used(
    tmp_path: Path, doorman: Doorman, started: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Serve was killed, its address stayed, and another user of the machine took the port."""
    sign_in_for(tmp_path)
    home = keep(tmp_path, doorman.url)
    assert kept_server(home) is not None
    monkeypatch.setattr(address, "owner_of", lambda path: os.getuid() + 1)
    assert kept_server(home) is None
    choose_server(tmp_path)
    assert (started, doorman.told) == ([tmp_path], [])


def test_a_server_that_is_gone_is_not_used(tmp_path: Path, started: list[Path]) -> None:
    keep(tmp_path, "http://127.0.0.1:9/api")
    choose_server(tmp_path)
    assert started == [tmp_path]


def test_where_nobody_else_has_a_server_one_of_our_own_is_needed(
    tmp_path: Path, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert needs_own_server(tmp_path)
    keep(tmp_path, doorman.url)
    assert not needs_own_server(tmp_path)
    keep(tmp_path, "http://127.0.0.1:9/api")
    assert needs_own_server(tmp_path)
    monkeypatch.setenv(ADDRESS, doorman.url)
    assert not needs_own_server(tmp_path)


def test_an_offices_proxy_is_not_asked_for_this_machine(
    tmp_path: Path, doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Doorman("")
    Thread(target=proxy.server.serve_forever, daemon=True).start()
    address = proxy.url.removesuffix("/api")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("no_proxy", "kota.contoh.go.id")
    doorman.wanted = sign_in_for(tmp_path).text
    keep(tmp_path, doorman.url)
    quieten(tmp_path)
    choose_server(tmp_path)
    assert (doorman.told, proxy.told) == ([doorman.wanted], [])
    assert os.environ["no_proxy"] == "kota.contoh.go.id,127.0.0.1,localhost,::1"
    proxy.server.shutdown()
    proxy.server.server_close()


def test_an_address_of_an_earlier_version_is_understood(tmp_path: Path, doorman: Doorman) -> None:
    doorman.wanted = ""
    (home_of(tmp_path) / "server.json").write_text(f'{{"url": "{doorman.url}"}}')
    assert kept_server(home_of(tmp_path)) == Kept(doorman.url, given=False)


def test_asked_again_it_stays_with_the_server_it_started_and_asks_no_other(
    tmp_path: Path, started: list[Path], doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(temporary_server, "_started", [(None, tmp_path)])
    monkeypatch.setenv(ADDRESS, doorman.url)
    monkeypatch.setenv(CLIENT, "operator:milik-kita")
    choose_server(tmp_path)
    assert (started, doorman.told) == ([], [])
