"""The Prefect server `asn-peduli serve` keeps: started before the deployments, ended with them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

from flows.serving.prefect_home import SLOWEST_START, answers, forget_address, keep_address
from flows.serving.server_process import HOST
from pipeline.core.errors import PeduliError
from pipeline.core.wording import say
from pipeline.system.files import open_log
from pipeline.system.settings import pause

_LOG: Final = "server.log"
_SECONDS_TO_END: Final = 15


@contextmanager
def local_server(home: Path, port: int, died: Callable[[], None]) -> Iterator[str]:
    """Start a server on this machine's loopback and give its address.

    `died` is called when it ends by itself.

    Raises PeduliError when it does not answer. What it says goes to server.log in `home`.
    """
    url = f"http://{HOST}:{port}/api"
    if answers(url):
        raise PeduliError(say("serve.port_terpakai", port=port))
    with open_log(home / _LOG) as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "flows.serving.server_process", str(port)],
            stdout=log,
            stderr=log,
        )
    told_to_end = Event()
    try:
        _wait_until_it_answers(process, url, home / _LOG)
        keep_address(home, url)
        Thread(target=_watch, args=(process, told_to_end, died), daemon=True).start()
        yield url
    finally:
        told_to_end.set()
        forget_address(home)
        _end_process(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    started = 2 * SLOWEST_START
    while started and process.poll() is None:
        if answers(url):
            return
        pause(0.5)
        started -= 1
    raise PeduliError(say("serve.server_gagal", catatan=log))


def _watch(process: subprocess.Popen[bytes], told_to_end: Event, died: Callable[[], None]) -> None:
    process.wait()
    if not told_to_end.is_set():
        died()


def _end_process(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
