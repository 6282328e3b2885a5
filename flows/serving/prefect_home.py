"""Prefect's settings for what we start: own home, noise off the operator's screen, which server."""

import json
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from flows.serving.guardian import watch_over_children
from pipeline.system.files import make_folder, own_bytes, remove_file, replace_private, require_room
from pipeline.system.settings import (
    PREFECT_SERVER_VARIABLE,
    prefect_home,
    prefect_server,
    set_missing_environment,
)

_ADDRESS: Final = "server.json"
_SECONDS_TO_ANSWER: Final = 3
SLOWEST_START: Final = 180


def home_of(outputs: Path) -> Path:
    """Return Prefect's home for `outputs`; made when missing."""
    return make_folder(outputs.absolute() / ".prefect")


def quieten(outputs: Path) -> None:
    """Set, before Prefect is imported, what the operator has not: home, telemetry, logging, server.

    Without PREFECT_API_URL the server that `asn-peduli serve` keeps for the same outputs folder is
    used where it answers, so that the run shows on its pages; otherwise a server of this process's
    own will be started, which a guardian ends should the process be killed. The home in the outputs
    folder keeps both apart from any other Prefect on the machine. Raises DiskError when the home
    cannot be written.
    """
    home = home_of(outputs)
    set_missing_environment(
        {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "PREFECT_CLI_PROMPT": "false",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(SLOWEST_START),
        }
    )
    require_room_for_prefect()
    if prefect_server():
        return
    kept = kept_server(home)
    if kept:
        set_missing_environment({PREFECT_SERVER_VARIABLE: kept})
    else:
        watch_over_children()


def require_room_for_prefect() -> None:
    """Raise DiskError when Prefect's home cannot be written: its own errors do not say so."""
    home = prefect_home()
    if home is not None:
        require_room(make_folder(home))


def keep_address(home: Path, url: str) -> None:
    """Leave the address of the server kept for this home, for runs from the command line."""
    replace_private(home / _ADDRESS, json.dumps({"url": url}).encode())


def forget_address(home: Path) -> None:
    """Take the address back."""
    remove_file(home / _ADDRESS)


def kept_server(home: Path) -> str:
    """Return the address of the server kept for this home where it answers, otherwise ""."""
    held = own_bytes(home / _ADDRESS)
    url = str(json.loads(held)["url"]) if held else ""
    return url if url and answers(url) else ""


def answers(url: str) -> bool:
    """Tell whether a Prefect server answers at `url` (".../api")."""
    try:
        with urlopen(f"{url}/health", timeout=_SECONDS_TO_ANSWER) as reply:  # noqa: S310 - an address of our own
            return bool(reply.status == 200)
    except (URLError, OSError, ValueError):
        return False
