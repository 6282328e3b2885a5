"""Where a Prefect server is, whether it answers, and whether it lets us in."""

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pipeline.system.files import own_bytes, owner_of, remove_file, replace_private
from pipeline.system.ports import is_served_by

_ADDRESS: Final = "server.json"
_SECONDS_TO_ANSWER: Final = 3
SLOWEST_START: Final = 180
_SHUT: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


@dataclass(frozen=True)
class Kept:
    """A server that `serve` keeps: its address, and whether the operator gave its sign-in."""

    url: str
    given: bool


def keep_address(home: Path, kept: Kept) -> None:
    """Leave the address of the server kept for this home, for runs from the command line."""
    replace_private(home / _ADDRESS, json.dumps(asdict(kept)).encode())


def forget_address(home: Path) -> None:
    """Take the address back."""
    remove_file(home / _ADDRESS)


def kept_server(home: Path) -> Kept | None:
    """Return the server kept for this home where it answers, and is of the user who keeps it.

    When it died, its port is anybody's on this machine; nobody else is to be told our sign-in.
    """
    path = home / _ADDRESS
    held = own_bytes(path)
    if held is None:
        return None
    told = json.loads(held)
    kept = Kept(str(told["url"]), bool(told.get("given", False)))
    mine = is_served_by(urlsplit(kept.url).port or 0, owner_of(path))
    return kept if mine and answers(kept.url) else None


def answers(url: str) -> bool:
    """Tell whether a Prefect server answers at `url` (".../api")."""
    return _status(f"{url}/health") == HTTPStatus.OK


def lets_in(url: str, sign_in: str) -> bool:
    """Tell whether the server at `url` takes `sign_in`; one that does not answer is not asked."""
    credentials = {"Authorization": f"Basic {b64encode(sign_in.encode()).decode()}"}
    return _status(f"{url}/version", credentials if sign_in else {}) not in _SHUT


def _status(url: str, headers: dict[str, str] | None = None) -> int:
    """Return the HTTP status of what is at `url`, 0 when nothing answers."""
    try:
        asked = Request(url, headers=headers or {})  # noqa: S310 - an address of our own or the operator's
        with urlopen(asked, timeout=_SECONDS_TO_ANSWER) as reply:  # noqa: S310
            return int(reply.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError, ValueError):
        return 0
