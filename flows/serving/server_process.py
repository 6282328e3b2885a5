"""A Prefect server of ours: `python -m flows.serving.server_process SOCKET`.

Prefect's settings stand in its environment.
"""

import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from flows.serving.gate import Gate
from pipeline.system.environment import import_without_processes
from pipeline.system.processes import uncollected

if TYPE_CHECKING:
    from uvicorn._types import ASGIApplication


def main(number: int) -> None:
    """Serve Prefect's API and pages on the socket that we were handed, until told to end.

    It alone knows who is let in: nothing that starts as Prefect is imported inherits it.
    """
    import_without_processes()
    config = uvicorn.Config(
        guarded_server, factory=True, log_level="warning", access_log=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=number)])


def guarded_server() -> "ASGIApplication":
    """Return Prefect's server behind our gate."""
    with uncollected():
        from prefect.server.api.server import create_app

        return Gate(create_app())  # type: ignore[return-value]


if __name__ == "__main__":
    main(int(sys.argv[1]))
