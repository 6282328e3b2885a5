"""Machines that share the work of this one: a Dask cluster that somebody keeps (contract §7).

The scheduler's address stands in the environment. Its workers run what is installed where they are,
over folders that all machines have in the same place; one that is of another version refuses the
work. What a piece of work takes with it names people and holds the key that signs: the cluster is
for those who may read the outputs. Prefect has no part in it, so that no worker needs to know how
to sign in there.
"""

import atexit
import logging
import platform
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pipeline.core.errors import OurFaultError, PeduliError, UsageError
from pipeline.core.libraries import LIBRARIES
from pipeline.core.wording import say
from pipeline.system.outcomes import Fault, outcome, result_of
from pipeline.system.settings import CLUSTER_VARIABLE, cluster_address

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
R = TypeVar("R")

_ROOT: Final = Path(__file__).resolve().parents[2]
_CODE: Final = ("pipeline", "schemas", "templates")
_ENDINGS: Final = frozenset({".py", ".toml", ".j2", ".css", ".js", ".csv"})
_LIBRARIES: Final = (*LIBRARIES, "lxml")
_SECONDS_TO_ANSWER: Final = 30
_CONNECTED: Final = "running"
_connected: Final[dict[str, "Client"]] = {}


def cluster_size() -> int:
    """Return how many pieces of work the cluster does side by side. Raises UsageError."""
    workers = _client().scheduler_info(n_workers=-1)["workers"]
    return max(1, sum(int(one["nthreads"]) for one in workers.values()))


def done_by_cluster(function: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[T, R]]:
    """Yield each item with what `function`, one of a module, makes of it there, as they are done.

    The first begin first. What a worker did that is lost is done by another. Raises UsageError
    where the cluster does not answer or is of another version, OurFaultError where workers die of
    it again and again, PeduliError where the cluster is lost, and what `function` raises.
    """
    from distributed import as_completed

    client = _client()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a piece of work may be large
        waiting = {
            client.submit(work, code_mark(), function, item, pure=False, priority=-at): item
            for at, item in enumerate(items)
        }
    try:
        for future in as_completed(list(waiting), loop=client.loop):
            yield waiting[future], result_of(_answer_of(future))
    finally:
        with suppress(OSError, CancelledError):
            client.cancel(list(waiting), force=True)


def work(mark: str, function: Callable[[T], R], item: T) -> R | Fault:
    """Do a piece of work on a worker, whose code is to be that of who asks."""
    if mark != code_mark():
        return Fault(UsageError(say("klaster.versi", mesin=platform.node())))
    return outcome(function, item)


@cache
def code_mark() -> str:
    """Return what differs where another version of ours, or of what we stand on, is installed."""
    digest = sha256(platform.python_version().encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    files = sorted(
        path
        for part in _CODE
        for path in (_ROOT / part).rglob("*")
        if path.suffix in _ENDINGS and path.is_file()
    )
    for path in files:
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _answer_of(future: Any) -> Any:
    """Return what a worker answered. Raises OurFaultError, and PeduliError for a lost cluster."""
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        place = {"jenis": "KilledWorker", "tempat": Path(__file__).name}
        raise OurFaultError(say("cli.kesalahan", **place)) from None
    except (CancelledError, OSError):
        raise PeduliError(say("klaster.putus", alamat=cluster_address())) from None


def _client() -> "Client":
    """Return the connection to the cluster, made once for this process. Raises UsageError."""
    address = cluster_address()
    held = _connected.get(address)
    # A connection that was lost is none: the cluster may be there again.
    if held is None or held.status != _CONNECTED:
        leave()
        _connected[address] = _made_client(address)
    return _connected[address]


@atexit.register
def leave() -> None:
    """Give up every connection to a cluster."""
    while _connected:
        _, client = _connected.popitem()
        with suppress(OSError, TimeoutError):
            client.close()


def _made_client(address: str) -> "Client":
    if not address:
        raise UsageError(say("klaster.tanpa_alamat", nama=CLUSTER_VARIABLE))
    if find_spec("distributed") is None:
        raise UsageError(say("klaster.tak_terpasang"))
    from distributed import Client

    # It tells of lost workers and of large pieces of work, which is no news to an operator.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(
            address, timeout=_SECONDS_TO_ANSWER, set_as_default=False, name="asn-peduli"
        )
        client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
    except (OSError, TimeoutError, ValueError):
        raise UsageError(say("klaster.diam", alamat=address)) from None
    return client
