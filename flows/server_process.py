"""The process of the server that `asn-peduli serve` keeps: `python -m flows.server_process PORT`."""

import ctypes
import signal
import sys
from typing import Final

import uvicorn

from pipeline.settings import set_missing_environment

HOST: Final = "127.0.0.1"
_SET_PARENT_DEATH_SIGNAL: Final = 1


def main(port: int) -> None:
    """Serve Prefect's API and pages on this machine only, until told to end or until the parent is gone."""
    _end_with_parent()
    set_missing_environment({"PREFECT_SERVER_API_HOST": HOST, "PREFECT_SERVER_API_PORT": str(port)})
    app = "prefect.server.api.server:create_app"
    uvicorn.run(app, factory=True, host=HOST, port=port, log_level="warning", access_log=False)


def _end_with_parent() -> None:
    """Have the kernel end this process with its parent, so that a killed `serve` leaves no server (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


if __name__ == "__main__":
    main(int(sys.argv[1]))
