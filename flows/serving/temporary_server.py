"""The Prefect server of a plain `run`: ours as `serve`'s is, and gone when the run ends."""

import atexit
from pathlib import Path
from typing import Final

from flows.serving.guardian import watch_over_children
from flows.serving.sign_in import sign_in_for
from flows.serving.starting import PASSING, OwnServer
from pipeline.system.environment import use_sign_in
from pipeline.system.files import open_log
from pipeline.system.settings import PREFECT_SERVER_VARIABLE, set_missing_environment

_LOG: Final = "server-sementara.log"
_started: Final[list[tuple[OwnServer, Path]]] = []


def start_temporary_server(outputs: Path, home: Path) -> None:
    """Start a server for this process and go on; a guardian ends it should the process be killed.

    It is ended after all that Prefect itself leaves for the end, since it is told of first.
    """
    sign_in, log = sign_in_for(outputs), home / _LOG
    watch_over_children()
    with open_log(log) as sink:
        server = OwnServer(sign_in.text, sink, more=PASSING)
    atexit.register(server.end)
    _started.append((server, log))
    use_sign_in(sign_in.text)
    set_missing_environment({PREFECT_SERVER_VARIABLE: server.url})


def has_temporary_server() -> bool:
    """Tell whether a server was started for this process."""
    return bool(_started)


def wait_for_temporary_server() -> None:
    """Return when the server that was started for this process answers; at once where none was.

    Raises PeduliError when it does not.
    """
    for server, log in _started:
        server.wait_until_it_answers(log)
