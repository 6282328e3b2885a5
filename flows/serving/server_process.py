"""The server process `asn-peduli serve` keeps: `python -m flows.serving.server_process PORT`."""

import sys
from typing import Final

import uvicorn

from pipeline.system.settings import set_missing_environment

HOST: Final = "127.0.0.1"


def main(port: int) -> None:
    """Serve Prefect's API and pages on this machine only, until told to end."""
    set_missing_environment({"PREFECT_SERVER_API_HOST": HOST, "PREFECT_SERVER_API_PORT": str(port)})
    app = "prefect.server.api.server:create_app"
    uvicorn.run(app, factory=True, host=HOST, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
