"""Starting a Prefect server of ours: on a port that is ours already, with no secret but its own."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final

from flows.serving.address import SLOWEST_START, answers
from flows.serving.new_database import lay_down_database
from pipeline.core.errors import PeduliError
from pipeline.core.wording import say
from pipeline.system.environment import server_environment
from pipeline.system.ports import LOOPBACK, taken_port
from pipeline.system.settings import pause

_BEAT: Final = 0.1
_SECONDS_TO_END: Final = 15
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})
# Prefect's own words for a server that lives as long as one run: no pages, no schedules, and none
# of the kinds of block that are chosen from on its pages. It must not note that they are there, or
# the kept server over the same home would never put them there.
PASSING: Final = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "0",
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


class OwnServer:
    """A Prefect server on this machine's loopback, in a process and session of its own.

    In the session of the run it would end with Ctrl-C before the run can say how it ended.
    """

    def __init__(
        self, sign_in: str, log: IO[bytes], port: int = 0, more: Mapping[str, str] = NOTHING_MORE
    ) -> None:
        """Start it on `port`, any free one for 0, with a database where its home has none.

        Raises PeduliError when the port is taken, or the disk refuses.
        """
        held = taken_port(port)
        if held is None:
            raise PeduliError(say("serve.port_terpakai", port=port))
        with held:
            self.port = int(held.getsockname()[1])
            environment = {**server_environment(sign_in), **_settings(self.port), **more}
            lay_down_database(environment)
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "flows.serving.server_process", str(held.fileno())],
                env=environment,
                stdout=log,
                stderr=log,
                pass_fds=[held.fileno()],
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        """The address of its API."""
        return f"{_origin(self.port)}/api"

    def wait_until_it_answers(self, log: Path) -> None:
        """Return when it does. Raises PeduliError when it does not, or has ended."""
        beats = int(SLOWEST_START / _BEAT)
        while beats and self.process.poll() is None:
            if answers(self.url):
                return
            pause(_BEAT)
            beats -= 1
        raise PeduliError(say("serve.server_gagal", catatan=log))

    def end(self) -> None:
        """End it, gently first."""
        self.process.terminate()
        try:
            self.process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _origin(port: int) -> str:
    return f"http://{LOOPBACK}:{port}"


def _settings(port: int) -> dict[str, str]:
    """Return Prefect's settings for a server of ours.

    Its page asks where it came from, through a tunnel too; no other origin is let in.
    """
    return {
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": _origin(port),
        "PREFECT_SERVER_UI_API_URL": "/api",
    }
