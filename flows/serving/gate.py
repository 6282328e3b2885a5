"""Who may speak to a Prefect server of ours, before Prefect is asked (contract §7).

Prefect's sign-in keeps out who does not know it. This keeps out pages of others in the operator's
browser: names of others that lead here (DNS rebinding), other origins, and frames around our page;
and it keeps our page, which holds the sign-in, from speaking to others.
"""

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# By which the machine itself, and an ssh tunnel to it, call the server, whatever the port.
OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_OF_THIS_PAGE: Final = frozenset({"same-origin", "none"})
_POLICY_VIOLATED: Final = 1008
_POLICY: Final = (
    b"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    b"base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", _POLICY),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class Gate:
    """An ASGI application in front of another: what comes from elsewhere does not reach it."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not is_of_this_place(scope):
            await _refuse(scope, send)
        else:
            await self._app(scope, receive, _adding_headers(send))


def is_of_this_place(scope: Message) -> bool:
    """Tell whether a request names this machine, and no page of another place sent it."""
    hosts = list(_values(scope, b"host"))
    if len(hosts) != 1 or _name_in(hosts[0]) not in OWN_NAMES:
        return False
    own = {f"{scheme}://{hosts[0]}".lower() for scheme in ("http", "https")}
    if not {origin.lower() for origin in _values(scope, b"origin")} <= own:
        return False
    return set(_values(scope, b"sec-fetch-site")) <= _OF_THIS_PAGE or _opens_a_page(scope)


def _opens_a_page(scope: Message) -> bool:
    """Tell whether somebody followed a link to a page of ours: that shows it and does nothing."""
    asks = scope["type"] == "http" and scope["method"] == "GET"
    shown = list(_values(scope, b"sec-fetch-dest")) == ["document"]
    return asks and shown and not scope["path"].startswith("/api")


def _values(scope: Message, name: bytes) -> Iterator[str]:
    yield from (value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _name_in(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATED})
        return
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": HTTPStatus.FORBIDDEN, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _adding_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return sent
