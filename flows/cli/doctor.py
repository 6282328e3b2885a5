"""The command doctor: what is fit and what to do, a line each; nothing is changed by it."""

from collections.abc import Iterator

from flows.cli.folders import Folders
from flows.cli.screen import Screen
from flows.serving.address import kept_server
from pipeline.core.errors import EXIT_DONE, EXIT_OUR_FAULT, EXIT_REFUSED, PeduliError
from pipeline.core.formats import number
from pipeline.core.wording import say
from pipeline.operations.desk import open_desk
from pipeline.operations.due import next_run
from pipeline.operations.health import (
    GOOD,
    LOOK,
    NOTED,
    WRONG,
    Check,
    look_at_machine,
    look_at_settings,
)
from pipeline.system.settings import Settings, message_addresses, now


def doctor(kabar: bool, folders: Folders) -> int:
    """Show each thing that was looked at; exit 1 where one does not work, 3 for the references.

    What is only to be looked at, as a schedule that nobody keeps, ends with 0.
    """
    screen, settings = Screen(), folders.settings
    checks = [
        *look_at_machine(settings),
        *look_at_settings(settings),
        _message(kabar),
        *_server(settings),
    ]
    for one in checks:
        told = say(f"periksa.{one.state}")
        what = say(f"periksa.apa.{one.apa}")
        style = "yellow" if one.state in (LOOK, WRONG) else None
        screen.say(say("periksa.baris", keadaan=told, apa=what, isi=one.isi), style=style)
    screen.say(_ending(checks), style="bold")
    return _exit_code(checks)


def _ending(checks: list[Check]) -> str:
    states = [one.state for one in checks]
    counts = {"salah": number(states.count(WRONG)), "jumlah": number(states.count(LOOK))}
    if WRONG in states:
        return say("periksa.ada_salah", **counts)
    return say("periksa.ada", **counts) if LOOK in states else say("periksa.semua_beres")


def _exit_code(checks: list[Check]) -> int:
    wrong = {one.apa for one in checks if one.state == WRONG}
    if not wrong:
        return EXIT_DONE
    return EXIT_REFUSED if wrong == {"referensi"} else EXIT_OUR_FAULT


def _message(asked: bool) -> Check:
    """Tell whether notices have an address; send one where that is asked for."""
    count = len(message_addresses())
    if not count:
        return Check("kabar", WRONG if asked else NOTED, say("periksa.isi.kabar_tanpa"))
    if not asked:
        return Check("kabar", GOOD, say("periksa.isi.kabar_ada", jumlah=number(count)))
    from flows.runtime.messages import notify

    title = say("periksa.isi.kabar_percobaan")
    if notify(title, title, "info"):
        return Check("kabar", GOOD, say("periksa.isi.kabar_sampai", jumlah=number(count)))
    return Check("kabar", WRONG, say("periksa.isi.kabar_gagal"))


def _server(settings: Settings) -> Iterator[Check]:
    """Tell whether `serve` runs for these folders; where the policy is unreadable, nothing."""
    try:
        following = next_run(open_desk(settings).references.policy, now())
    except PeduliError:
        return
    home = settings.outputs / ".prefect"
    kept = kept_server(home) if home.is_dir() else None
    if kept is None:
        yield Check("server", LOOK, say("periksa.isi.server_tanpa", berikut=following))
    else:
        place = kept.url.removesuffix("/api")
        yield Check("server", GOOD, say("periksa.isi.server", alamat=place, berikut=following))
