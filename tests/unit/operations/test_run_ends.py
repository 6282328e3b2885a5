"""The history of runs, and the message to the operator."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from flows.runtime.messages import send_message
from pipeline.operations.run_ends import COMPLETED, FAILED, RunEnd, last_ends, note_end
from pipeline.system.settings import MESSAGE_VARIABLE

ENDED = RunEnd(
    "2026-11-05T00:00:00+00:00", "laporan-terjadwal", "2026-10", FAILED, "Roster berubah 12%."
)


def test_the_last_ends_come_first_and_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    for name in ("2026-08", "2026-09"):
        note_end(tmp_path, RunEnd("w", "laporan-bulanan", name, COMPLETED, ""))
    with (tmp_path / "riwayat.jsonl").open("ab") as file:
        file.write(b'{"waktu": "w", "al')
    note_end(tmp_path, ENDED)
    assert [end.nama for end in last_ends(tmp_path, 2)] == ["2026-10", "2026-09"]


def test_nothing_run_is_no_history(tmp_path: Path) -> None:
    assert last_ends(tmp_path, 5) == []


class Listener(BaseHTTPRequestHandler):
    heard: list[dict[str, Any]]

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        return None


@pytest.fixture
def listening() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    Listener.heard = []
    server = HTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/", Listener.heard
    server.shutdown()
    server.server_close()


def test_the_operator_is_told_where_the_environment_says(
    listening: tuple[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = listening
    monkeypatch.setenv(MESSAGE_VARIABLE, address)
    assert send_message(ENDED)
    assert [(said["title"], said["message"], said["type"]) for said in heard] == [
        ("asn-peduli: laporan-terjadwal 2026-10 GAGAL", "Roster berubah 12%.", "failure")
    ]


def test_a_way_that_does_not_work_fails_no_run_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv(MESSAGE_VARIABLE, "json://orang:rahasia@127.0.0.1:9/ bukan-alamat")
    assert not send_message(ENDED)
    assert "rahasia" not in capsys.readouterr().out + caplog.text


def test_nobody_is_told_where_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MESSAGE_VARIABLE, raising=False)
    assert not send_message(ENDED)
