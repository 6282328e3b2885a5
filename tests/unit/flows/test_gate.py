"""Who gets through to a Prefect server of ours: this machine by name, and its own page."""

import asyncio
from collections.abc import MutableMapping
from typing import Any, Final

import pytest

from flows.serving.gate import Gate, is_of_this_place

HOST: Final = "127.0.0.1:4200"


def request(
    host: str = HOST, path: str = "/api/flow_runs/filter", method: str = "POST", **headers: str
) -> dict[str, Any]:
    given = [("host", host), *((name.replace("_", "-"), value) for name, value in headers.items())]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in given],
    }


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request("localhost:4200"),
        request("localhost:8080", origin="http://localhost:8080"),
        request("[::1]:4200"),
        request(origin=f"http://{HOST}", sec_fetch_site="same-origin"),
        request(sec_fetch_site="none", method="GET", path="/"),
        request(
            sec_fetch_site="cross-site", sec_fetch_dest="document", method="GET", path="/runs/x"
        ),
    ],
    ids=["client", "by name", "tunnel", "IPv6", "its page", "typed in", "a link to its page"],
)
def test_this_machine_and_its_own_page_get_through(asked: dict[str, Any]) -> None:
    assert is_of_this_place(asked)


@pytest.mark.parametrize(
    "asked",
    [
        request("jahat.example:4200"),
        request("127.0.0.1.jahat.example:4200"),
        request("127.0.0.1@jahat.example:4200"),
        request(""),
        request("[:::"),
        {**request(), "headers": []},
        {**request(), "headers": [*request()["headers"], (b"host", b"localhost")]},
        request(origin="http://jahat.example"),
        request(origin="http://127.0.0.1:4201"),
        request(origin="http://localhost:4200"),
        request(origin="null"),
        request(sec_fetch_site="cross-site"),
        request(sec_fetch_site="same-site"),
        request(sec_fetch_site="cross-site", sec_fetch_dest="iframe", method="GET", path="/"),
        request(sec_fetch_site="cross-site", sec_fetch_dest="document", path="/"),
        request(
            sec_fetch_site="cross-site", sec_fetch_dest="document", method="GET", path="/api/health"
        ),
        {**request(origin="http://jahat.example"), "type": "websocket"},
    ],
    ids=[
        "rebound name",
        "name that begins like ours",
        "name behind a user",
        "empty name",
        "broken name",
        "no name",
        "two names",
        "other origin",
        "other port",
        "other name of ours",
        "sandboxed page",
        "other site",
        "other port by its own word",
        "in a frame",
        "form of another site",
        "link into the API",
        "websocket of another page",
    ],
)
def test_names_and_pages_of_others_do_not(asked: dict[str, Any]) -> None:
    assert not is_of_this_place(asked)


def answered(asked: dict[str, Any]) -> list[MutableMapping[str, Any]]:
    """Return what the gate sends, before an application that answers 200."""
    sent: list[MutableMapping[str, Any]] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Gate(inside)(asked, receive, send))
    return sent


def test_what_gets_through_is_answered_with_headers_that_keep_the_page_apart() -> None:
    [start] = answered(request())
    headers = dict(start["headers"])
    assert (start["status"], headers[b"a"], headers[b"x-frame-options"]) == (200, b"b", b"DENY")
    assert b"default-src 'self'" in headers[b"content-security-policy"]


def test_what_does_not_is_refused_without_a_word() -> None:
    start, body = answered(request("jahat.example"))
    assert (start["status"], body["body"]) == (403, b"")
    [closed] = answered({**request("jahat.example"), "type": "websocket"})
    assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
