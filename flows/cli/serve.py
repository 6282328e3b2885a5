"""`asn-peduli serve`: the schedule and the operator's runs, as long as it runs (contract §7)."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import main_thread
from typing import Final

from flows.cli.folders import USUAL, Folders
from flows.cli.screen import Screen
from flows.serving.address import forget_address
from flows.serving.ending import Ending
from flows.serving.guardian import watch_over_children
from flows.serving.local_server import local_server
from flows.serving.prefect_home import home_of, quieten, require_entry
from flows.serving.sign_in import SignIn, sign_in_for
from pipeline.core.errors import EXIT_DONE, EXIT_OUR_FAULT, FormError, LockedError, PeduliError
from pipeline.core.wording import say
from pipeline.knowledge.fleet_file import Fleet
from pipeline.knowledge.policy import Policy
from pipeline.operations.desk import open_desk
from pipeline.operations.fleets import fleet_settings, open_fleet
from pipeline.system.environment import use_sign_in, withhold_secrets
from pipeline.system.invented import keep_apart
from pipeline.system.locks import exclusive
from pipeline.system.processes import exit_at_once
from pipeline.system.settings import (
    PREFECT_SERVER_VARIABLE,
    Settings,
    fix_fleet,
    fix_folders,
    fix_no_fleet,
    pause,
    prefect_server,
    set_missing_environment,
)

_SECONDS_BETWEEN_LOOKS: Final = 2
_SECONDS_TO_END: Final = 20


def serve(port: int, folders: Folders) -> int:
    """Keep the deployments of one instansi. Raises as `_serve`."""
    withhold_secrets()
    fix_no_fleet()
    settings = folders.settings
    keep_apart(settings.inputs, settings.outputs)
    return _serve(port, settings, open_desk(settings).references.policy)


def serve_fleet(port: int, file: Path, folders: Folders) -> int:
    """Keep the deployments of a fleet, as its file is now; no `folders` may be named beside it.

    Raises as `_serve`; FormError, UsageError and RefusedError for the file.
    """
    if folders != USUAL:
        raise FormError(say("armada.dua_folder"))
    withhold_secrets()
    fleet = open_fleet(file)
    fix_fleet(fleet.file, fleet.sha256)
    return _serve(port, fleet_settings(fleet), fleet)


def _serve(port: int, settings: Settings, calendar: Policy | Fleet) -> int:
    """Keep a Prefect server, where the operator named none, and the deployments.

    Folders are fixed here, for all that runs, and no parameter. Ends when told to (exit 0).

    Raises PeduliError when the server cannot be started or ends by itself: whatever keeps this
    process starts it anew.
    """
    screen = Screen()
    home = home_of(settings.outputs)
    ending = Ending()
    ending.listen()
    with exclusive(home, say("serve.terkunci"), "serve"):
        set_missing_environment({"PREFECT_LOGGING_SERVER_LEVEL": "WARNING"})
        quieten(settings.outputs)
        own_server = not prefect_server()
        fix_folders(settings)
        ended: list[bool] = []
        try:
            with _server_at(screen, settings, port, ended) as address:
                _wait_for_what_still_runs(screen, settings, ending)
                from flows.serving.running import Service, serve_deployments

                service = Service(screen, settings, calendar, address, own_server)
                with suppress(KeyboardInterrupt):
                    asyncio.run(serve_deployments(service, ending))
        except SystemExit:
            # Told to end before anything was served; a server that ends by itself tells us so, too.
            if not ending.told:
                raise
        if ended:
            raise PeduliError(say("serve.server_mati", catatan=home / "server.log"))
        screen.say(say("serve.berhenti"))
    return EXIT_DONE


@contextmanager
def _server_at(screen: Screen, settings: Settings, port: int, ended: list[bool]) -> Iterator[str]:
    """Give the address of the operator's own server, or of one kept here.

    `ended` fills when the one kept here ends.
    """
    home = home_of(settings.outputs)

    def died() -> None:
        ended.append(True)
        # To the main thread: one raised here is not seen there before its loop wakes up by itself.
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)
        # What is running asks the server that is gone for more than a minute; with this process the
        # guardian ends it.
        pause(_SECONDS_TO_END)
        forget_address(home)
        screen.refuse(say("cli.gagal"), say("serve.server_mati", catatan=home / "server.log"))
        exit_at_once(EXIT_OUR_FAULT)

    if prefect_server():
        require_entry()
        yield prefect_server()
        return
    sign_in = sign_in_for(settings.outputs)
    _say_how_to_sign_in(screen, sign_in)
    use_sign_in(sign_in.text)
    watch_over_children()
    screen.announce(say("langkah.server"))
    with local_server(home, port, sign_in, died, _prepare_for) as address:
        yield address


def _prepare_for(address: str) -> None:
    """Set the address, which Prefect reads when it is imported, and import what speaks to it."""
    set_missing_environment({PREFECT_SERVER_VARIABLE: address})
    import flows.serving.running  # noqa: F401 - all that Prefect needs is imported with it


def _say_how_to_sign_in(screen: Screen, sign_in: SignIn) -> None:
    """Say where the sign-in lies, never what it is: a log keeps what a screen says."""
    if sign_in.file is None:
        screen.say(say("tanda_masuk.dari_lingkungan"))
    else:
        screen.say(say("tanda_masuk.di_berkas", berkas=sign_in.file))


def _wait_for_what_still_runs(screen: Screen, settings: Settings, ending: Ending) -> None:
    """Wait while a run that outlived a killed `serve` still holds the outputs folder.

    It would be taken for dead.

    The kernel frees the folder when that run ends, however it does.
    """
    told = False
    while not ending.told:
        try:
            with exclusive(settings.outputs, say("cli.terkunci"), "serve"):
                return
        except LockedError:
            if not told:
                screen.announce(say("serve.menunggu"))
            told = True
            pause(_SECONDS_BETWEEN_LOOKS)
