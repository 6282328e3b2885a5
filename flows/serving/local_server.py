"""The Prefect server `asn-peduli serve` keeps: started before the deployments, ended with them."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

from flows.serving.address import Kept, forget_address, keep_address
from flows.serving.sign_in import SignIn
from flows.serving.starting import OwnServer
from pipeline.system.files import open_log

_LOG: Final = "server.log"


@contextmanager
def local_server(
    home: Path,
    port: int,
    sign_in: SignIn,
    died: Callable[[], None],
    meanwhile: Callable[[str], None],
) -> Iterator[str]:
    """Start a server on this machine's loopback and give its address.

    `meanwhile` is called with that address while the server starts, which takes it several seconds;
    `died` is called when it ends by itself.

    Raises PeduliError when it does not answer. What it says goes to server.log in `home`.
    """
    with open_log(home / _LOG) as log:
        server = OwnServer(sign_in.text, log, port)
    told_to_end = Event()
    try:
        meanwhile(server.url)
        server.wait_until_it_answers(home / _LOG)
        keep_address(home, Kept(server.url, given=sign_in.file is None))
        Thread(target=_watch, args=(server.process, told_to_end, died), daemon=True).start()
        yield server.url
    finally:
        told_to_end.set()
        forget_address(home)
        server.end()


def _watch(process: subprocess.Popen[bytes], told_to_end: Event, died: Callable[[], None]) -> None:
    process.wait()
    if not told_to_end.is_set():
        died()
